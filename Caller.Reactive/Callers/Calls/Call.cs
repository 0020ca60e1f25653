namespace CallerReactive;

/// <summary>A pending that carries its function: work item, future and state of the call in one object.</summary>
internal abstract class Call<T>() : Pending<T>(PendingState.Queued, null), IBackendWork
{
    private ExecutionContext? _context;
    private CallerBackend? _backend;

    /// <summary>Says what it is to run with. Before it is handed to anybody.</summary>
    /// <param name="backend">What its function sees as ambient; null: what the caller gives.</param>
    /// <param name="track">False: what its function starts joins none of the groups and managers that are active here.</param>
    internal void Prepare(CallerBackend? backend, bool track = true)
    {
        _context = track ? Loop.CaptureFlow() : TrackerScope.CaptureFlowWithout();
        _backend = backend;
    }

    internal sealed override void Run(Loop loop)
    {
        if (TryStart() != StartTransition.Started)
        {
            return;
        }

        Loop.Restore(_context);
        _context = null;
        DetailsOrNull?.OnStarted(this);
        if (_backend is null)
        {
            Invoke();
        }
        else
        {
            _backend.Run(this, ((Caller)loop.Owner).SynchronizationContext);
        }
    }

    public abstract void Invoke();

    internal sealed override void Refuse(string reason) => ForceCancelled(reason);

    private protected override void OnFinished()
    {
        _context = null;
        (DetailsOrNull?.Delay as DelayedCall)?.CallEnded();
    }
}
