namespace CallerReactive.Tests.Pendings;

/// <summary>A step of a script for <see cref="PendingModelTests"/>; prints as the line that one would write.</summary>
internal abstract record PendingStep
{
    internal sealed record Succeed : PendingStep
    {
        public override string ToString() => "source.TrySetResult(1)";
    }

    internal sealed record Fail : PendingStep
    {
        public override string ToString() => "source.TrySetException(new FormatException())";
    }

    internal sealed record EndCancelled : PendingStep
    {
        public override string ToString() => "source.TrySetCancelled(\"ended\")";
    }

    internal sealed record Cancel : PendingStep
    {
        public override string ToString() => "pending.Cancel(\"asked\")";
    }

    internal sealed record SetCanceller(bool Obeys) : PendingStep
    {
        public override string ToString() =>
            Obeys ? "source.SetCanceller(_ => source.TrySetCancelled())" : "source.SetCanceller(_ => asked++)";
    }

    internal sealed record Observe(bool UnsubscribesInside) : PendingStep
    {
        public override string ToString() =>
            UnsubscribesInside ? "observers.Add(unsubscribesInOnNext)" : "observers.Add(pending.Subscribe(observer))";
    }

    internal sealed record CallBack : PendingStep
    {
        public override string ToString() => "observers.Add(pending.OnDone(callback))";
    }

    internal sealed record Await : PendingStep
    {
        public override string ToString() => "tasks.Add(pending.WhenDone())";
    }

    internal sealed record View : PendingStep
    {
        public override string ToString() => "views.Add(pending.Protect())";
    }

    internal sealed record Leave(int Which) : PendingStep
    {
        public override string ToString() => $"observers[{Which} % observers.Count].Dispose()";
    }
}
