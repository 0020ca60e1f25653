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
        ?? (
            SynchronizationContext.Current is LoopSynchronizationContext ? Async
            : Loop.Running is not null && SynchronizationContext.Current is null ? Rx
            : null
        );

    /// <summary>
    /// The default: the caller's <see cref="SynchronizationContext"/> is current, so everything after an <c>await</c> comes home to the caller.
    /// </summary>
    public static CallerBackend Async { get; } = new AsyncBackend();

    /// <summary>
    /// Bare: no context is current, and Rx's <see cref="CurrentThreadScheduler"/> trampoline is active around each call, for pure Rx code. What comes
    /// after an <c>await</c> does not come home.
    /// </summary>
    public static CallerBackend Rx { get; } = new RxBackend();

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
