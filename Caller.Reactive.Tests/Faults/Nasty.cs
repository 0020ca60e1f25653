namespace CallerReactive.Tests.Faults;

/// <summary>Exceptions that code likes to stumble over.</summary>
internal static class Nasty
{
    internal enum Kind
    {
        Ordinary,
        OutOfMemory,
        ThreadInterrupted,
        InsufficientStack,
        WithoutText,
        WithInner,
        ForeignCancellation,
        CancellationWithoutText,
    }

    internal static Exception Make(Kind kind) =>
        kind switch
        {
#pragma warning disable CA2201 // As if it came from the runtime, which is what it is reserved for.
            Kind.OutOfMemory => new OutOfMemoryException(),
#pragma warning restore CA2201
            Kind.ThreadInterrupted => new ThreadInterruptedException(),
            Kind.InsufficientStack => new InsufficientExecutionStackException(),
            Kind.WithoutText => new WithoutText(),
            Kind.WithInner => new AggregateException(new WithoutText(), new FormatException()),
            Kind.ForeignCancellation => new OperationCanceledException("of somebody else's token", new CancellationToken(canceled: true)),
            Kind.CancellationWithoutText => new CancellationWithoutText(),
            _ => new FormatException(),
        };

    internal static bool IsCancellation(Kind kind) => kind is Kind.ForeignCancellation or Kind.CancellationWithoutText;

    /// <summary>Whatever one asks it, it throws.</summary>
    private sealed class WithoutText : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string? StackTrace => throw new InvalidOperationException("no stack trace");

        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class CancellationWithoutText : OperationCanceledException
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
