namespace CallerReactive;

/// <summary>A pending that carries its function: work item, future and state of the call in one object.</summary>
/// <remarks>
/// It may be queued a second time, after its function has ended, as the carrier of the continuation of an await on the same loop. That saves the post that would carry it,
/// 15 ns of the 108 that an awaited call took (docs/decisions/0016).
/// </remarks>
internal abstract class Call<T>() : Pending<T>(PendingState.Queued, null), IBackendWork
{
    // Until it starts, the flow (ExecutionContext) that its function is to run in, or null for the plain one; after it has ended, the continuation (Action) that it carries.
    private object? _cargo;

    internal sealed override CallerExceptionOrigin Origin => CallerExceptionOrigin.PostedCallback; // of a continuation: a function's error is its outcome

    internal sealed override bool IsContinuation => _cargo is Action;

    /// <summary>Says what flow it is to run with: that of here. Before it is handed to anybody.</summary>
    /// <returns>False when nothing can be active here that it would have to join.</returns>
    internal bool TakeFlow()
    {
        var here = ExecutionContext.Capture();
        if (Loop.IsPlain(here))
        {
            return false;
        }

        _cargo = here;
        return true;
    }

    /// <summary>The same, but what its function starts joins none of the groups and managers that are active here.</summary>
    internal void TakeFlowWithoutTrackers() => _cargo = TrackerScope.CaptureFlowWithout();

    internal sealed override void Run(Loop loop)
    {
        if (TryStart() != StartTransition.Started)
        {
            RunCarried();
            return;
        }

        Loop.Restore((ExecutionContext?)_cargo);
        _cargo = null;
        DetailsOrNull?.OnStarted(this);
        if (BackendOn((Caller)loop.Owner) is { } backend)
        {
            backend.Run(this, ((Caller)loop.Owner).SynchronizationContext);
        }
        else
        {
            Invoke();
        }
    }

    public abstract void Invoke();

    /// <summary>What has to be put around its function; null when that is what every item of the caller has.</summary>
    private protected virtual CallerBackend? BackendOn(Caller caller) => DetailsOrNull?.Backend as CallerBackend ?? caller.CallBackend;

    internal sealed override void Refuse(string reason) => ForceCancelled(reason);

    internal sealed override void Orphan()
    {
        if (_cargo is Action continuation)
        {
            _cargo = null;
            Loop!.RunElsewhere(AwaitListener.RunContinuation, continuation);
        }
    }

    private protected sealed override void ResumeAtHome(Action continuation)
    {
        // One that was cancelled may still stand in the queue for its first turn; one that ended otherwise has had it, and is in no list.
        if (State == PendingState.Cancelled)
        {
            base.ResumeAtHome(continuation);
            return;
        }

        _cargo = continuation;
        if (!Loop!.Enqueue(this))
        {
            Orphan();
        }
    }

    private protected override void OnFinished()
    {
        _cargo = null;
        (DetailsOrNull?.Delay as DelayedCall)?.CallEnded();
    }

    private void RunCarried()
    {
        if (_cargo is Action continuation)
        {
            _cargo = null;
            continuation();
        }
    }
}
