using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>What user code sees while it runs on a caller's thread: which asynchronous machinery is ambient.</summary>
public abstract class CallerBackend
{
    [ThreadStatic]
    private static CallerBackend? _current;

    private protected CallerBackend() { }

    /// <summary>The backend of the code that runs now, or null when it is not run by a caller.</summary>
    public static CallerBackend? Current =>
        _current
        ?? SynchronizationContext.Current switch
        {
            LoopSynchronizationContext => Async,
            GuestContext guest => guest.Backend,
            null => Loop.Running is null ? null : Rx,
            { } other => Loop.Running is null ? null : ContextBackend.Find(other),
        };

    /// <summary>
    /// The default: the caller's <see cref="SynchronizationContext"/> is current, so everything after an <c>await</c> comes home to the caller.
    /// </summary>
    public static CallerBackend Async { get; } = new AsyncBackend();

    /// <summary>
    /// Bare: no context is current, and Rx's <see cref="CurrentThreadScheduler"/> trampoline is active around each call, for pure Rx code. What comes
    /// after an <c>await</c> does not come home.
    /// </summary>
    public static CallerBackend Rx { get; } = new RxBackend();

    /// <summary>
    /// A context of somebody else's: it is <see cref="SynchronizationContext.Current"/> in what runs on the caller, and what comes after an <c>await</c> goes where it sends it:
    /// to the caller's thread only if it does so. How a call ends is told to the caller in any case. Always the same backend for the same context.
    /// </summary>
    /// <exception cref="ArgumentNullException">The context is null.</exception>
    public static CallerBackend From(SynchronizationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context is LoopSynchronizationContext ? Async : ContextBackend.Of(context);
    }

    /// <summary>
    /// A task scheduler as a guest of the caller's thread: what comes after an <c>await</c> first takes its turn in the scheduler, as a task, and then runs on the caller, in the
    /// order of its queue. A scheduler that takes no more tasks is passed over. Always the same backend for the same scheduler.
    /// </summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    public static CallerBackend From(TaskScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return GuestBackend.Of(scheduler);
    }

    /// <summary>
    /// An Rx scheduler as a guest of the caller's thread: what comes after an <c>await</c> first takes its turn in the scheduler (of a virtual one: at its next tick), and then runs on
    /// the caller, in the order of its queue. A scheduler that takes no more work is passed over. Always the same backend for the same scheduler.
    /// </summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    public static CallerBackend From(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return GuestBackend.Of(scheduler);
    }

    /// <summary>For listings and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;

    /// <summary>What is current in every item of a caller that has this backend.</summary>
    internal abstract SynchronizationContext? ItemContext(SynchronizationContext own);

    /// <summary>Runs a call's function on the loop under this backend. What the work throws comes out.</summary>
    internal abstract void Run(IBackendWork work, SynchronizationContext own);

    private protected Scope Enter(SynchronizationContext? context)
    {
        var scope = new Scope(_current, SynchronizationContext.Current);
        _current = this;
        SynchronizationContext.SetSynchronizationContext(context);
        return scope;
    }

    private protected readonly struct Scope(CallerBackend? backend, SynchronizationContext? context) : IDisposable
    {
        public void Dispose()
        {
            _current = backend;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
