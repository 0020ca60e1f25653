using System.Diagnostics;
using System.Reactive;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallerReactive;

/// <summary>
/// A named loop bound to one thread (or to one host loop): an Rx scheduler, a home for async code, a clock. From any thread it takes work and hands
/// back a <see cref="Pending{T}"/>.
/// </summary>
/// <remarks>
/// Order: the first segments of calls, direct calls, scheduled actions and posted continuations share one FIFO: strictly per thread, and across threads in
/// the order in which the calls took effect. Timed work runs by (due time, order of scheduling), never early, and before what is ready once it is due.
/// Nothing that is queued runs inside the call that queues it. Thread safety: every member may be used from any thread.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed partial class Caller
{
    private static long _lastId;

    private readonly CallerOptions _options;
    private readonly Loop _loop;
    private readonly LoopSynchronizationContext _context;
    private readonly ILogger _log;
    private TaskScheduler? _taskScheduler;
    private TimeProvider? _timeProvider;

    private Caller(CallerOptions options, Caller? parent)
    {
        Id = Interlocked.Increment(ref _lastId);
        _options = options.Validated();
        Name = options.Name ?? $"Caller {Id}";
        Parent = parent;
        Backend = options.Backend ?? CallerBackend.Async;
        _log = options.Logger is { } logger ? new GuardedLogger(logger) : NullLogger.Instance;
        _isProtected = options.IsProtected;
        (Host, _loop) = (options.Host ?? CallerHost.NewThread()).Bind(this, options.TimeProvider);
        _loop.Watch = CreateWatch();
        _followsCalls = _loop.Watch is not null;
        _context = new LoopSynchronizationContext(_loop);
        _itemContext = Backend.ItemContext(_context);
        CallBackend = ReferenceEquals(Backend, CallerBackend.Async) ? null : Backend;
        _started = Part(nameof(Started));
        _stopping = Part(nameof(Stopping));
        _stopped = Part(nameof(Stopped));
        _stopped.IsEndOfLoop = true;
        CallerRegistry.Add(this);

        SourcePending<Unit> Part(string name) => new(_loop, isProtected: true, endsOnLoop: true, name);
    }

    /// <summary>A number that no other caller of this process has, had or will have. Never a thread's id, which the system reuses.</summary>
    public long Id { get; }

    /// <summary>What it is called in listings, logs and messages.</summary>
    public string Name { get; }

    /// <summary>Who owns the thread that it runs on.</summary>
    public CallerHost Host { get; }

    /// <summary>What its code sees as ambient.</summary>
    public CallerBackend Backend { get; }

    /// <summary>The caller that made it with <see cref="Get(CallerOptions)"/> or as a worker; null for a root.</summary>
    public Caller? Parent { get; }

    /// <summary>The thread that its work runs on; null before there is one, and for a host that promises none.</summary>
    public Thread? Thread => _loop.Thread;

    /// <summary>
    /// The context that brings the code after an <c>await</c> home. <c>Post</c> queues in the caller's one order; <c>Send</c> runs inline on the caller and
    /// blocks elsewhere. What is posted after the caller has stopped runs on the thread pool.
    /// </summary>
    public SynchronizationContext SynchronizationContext => _context;

    /// <summary>Runs tasks on the caller, one at a time, in its one order. On the caller itself a task that is waited for may run inline.</summary>
    public TaskScheduler TaskScheduler => LazyInitializer.EnsureInitialized(ref _taskScheduler, () => new LoopTaskScheduler(_loop));

    /// <summary>
    /// The caller's clock, with timers whose callbacks run on the caller: for <c>Task.Delay</c>, <c>PeriodicTimer</c> and <c>CancellationTokenSource</c>.
    /// After the caller has stopped, its timers go on with the timers of the clock below.
    /// </summary>
    public TimeProvider TimeProvider => LazyInitializer.EnsureInitialized(ref _timeProvider, () => new LoopTimeProvider(_loop));

    /// <summary>For callers in this assembly that are above the loop.</summary>
    internal Loop Loop => _loop;

    internal CallerOptions Options => _options;

    internal ILogger Logger => _log;

    private string DebuggerText => ToString();

    /// <summary>Whether the code that asks runs on this caller: by what runs now, never by the thread's id.</summary>
    public bool CheckAccess() => _loop.IsCurrent;

    /// <summary>Throws unless the code that asks runs on this caller.</summary>
    /// <exception cref="InvalidOperationException">It runs elsewhere; the message says where.</exception>
    public void VerifyAccess()
    {
        if (!CheckAccess())
        {
            var here = TryGetCurrent(out var current) ? $"the caller '{current.Name}'" : "no caller";
            throw new InvalidOperationException(
                $"This must run on the caller '{Name}', but {here} runs it. Use CallSoon, or 'await caller.SwitchTo()', to get there."
            );
        }
    }

    /// <summary>
    /// <c>await caller.SwitchTo()</c>: the rest of the method runs on the caller, in the order of its queue; at once when it is there already.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The caller has stopped: thrown by the await.</exception>
    public CallerAwaitable SwitchTo() => new(_loop);

    /// <summary>Name, number, state, whether it is protected and current, thread and children. For people, not for parsing.</summary>
    public override string ToString()
    {
        var children = Children.Count;
        return $"Caller '{Name}' #{Id} {State}"
            + (IsProtected ? " protected" : "")
            + (CheckAccess() ? " current" : "")
            + (
                Thread is { } thread
                    ? $" thread='{thread.Name ?? thread.ManagedThreadId.ToString(System.Globalization.CultureInfo.InvariantCulture)}'"
                    : ""
            )
            + (children > 0 ? $" {children} {(children == 1 ? "child" : "children")}" : "");
    }
}
