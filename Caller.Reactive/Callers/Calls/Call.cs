namespace CallerReactive;

/// <summary>A pending that carries its function: work item, future and state of the call in one object.</summary>
internal abstract class Call<T>() : Pending<T>(PendingState.Queued, null), IBackendWork
{
    private ExecutionContext? _context;
    private CallerBackend? _backend;

    /// <summary>Says what it is to run with. Before it is handed to anybody.</summary>
    internal void Prepare(CallerBackend? backend)
    {
        _context = Loop.CaptureFlow();
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
