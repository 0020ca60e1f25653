using System.Runtime.ExceptionServices;

namespace CallerReactive;

/// <summary>A view of another pending that cannot be used to cancel it.</summary>
internal sealed class ProtectedPending<T> : Pending<T>
{
    private readonly Pending<T> _source;

    private ProtectedPending(Pending<T> source)
        : base(PendingState.Running, source.Loop)
    {
        _source = source;
        if (Loop is null && source.ReportTo is { } owner)
        {
            Details.ReportTo = owner; // of a call that waits for a worker
        }
    }

    public override string? Name => _source.Name;

    public override IReadOnlyDictionary<string, object?> Metadata => _source.Metadata;

    // Between the end of the source and that of the view the view is still running, or it would be cancelled and not done for ever.
    public override PendingStatus Status => IsDone ? base.Status : (_source.IsDone ? PendingStatus.Running : _source.Status);

    public override bool IsCancelled => _source.IsCancelled;

    public override IReadOnlyList<string> CancelReasons => _source.CancelReasons;

    internal override Loop? CompletedBy => _source.CompletedBy;

    internal static Pending<T> Of(Pending<T> source)
    {
        var view = new ProtectedPending<T>(source);
        var follower = new Follower(view);
        if (!source.TryAddListener(follower))
        {
            follower.OnDone(source);
        }

        return view;
    }

    internal override bool Cancel(string? reason, CancellationToken token) => IsCancelled;

    internal override ExceptionDispatchInfo CancellationError() => _source.CancellationError();

    internal override void Run(Loop loop) => throw new System.Diagnostics.UnreachableException("A view has nothing to run.");

    private sealed class Follower(ProtectedPending<T> view) : PendingListener
    {
        internal override void OnDone(Pending pending) => view.SettleAs((Pending<T>)pending);
    }
}
