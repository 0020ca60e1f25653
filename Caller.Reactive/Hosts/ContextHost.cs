namespace CallerReactive;

/// <summary>The loop behind a <see cref="SynchronizationContext"/>.</summary>
internal sealed class ContextHost(SynchronizationContext context) : CallerHost
{
    public override string Name => context.GetType().Name;

    // Not a thread's id: contexts are told apart by what they are, and our items by whose they are.
    public override bool CheckAccess() =>
        context.Equals(SynchronizationContext.Current) || (Loop.Current is GuestLoop guest && guest.Host.IsSame(this));

    public override void Post(Action drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        context.Post(static drain => ((Action)drain!)(), drain);
    }

    internal override bool IsSame(CallerHost other) => other is ContextHost host && host.HasContext(context);

    internal override void GuestBegins() => context.OperationStarted();

    internal override void GuestEnds() => context.OperationCompleted();

    private bool HasContext(SynchronizationContext other) => context.Equals(other);
}
