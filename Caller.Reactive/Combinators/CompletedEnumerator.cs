using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace CallerReactive;

/// <summary>
/// The consumer's side of AsCompleted: items that have ended, in the order in which they did, and one consumer that may wait for the next. Cost per item is constant.
/// </summary>
internal sealed partial class CompletedEnumerator<T> : IAsyncEnumerator<Pending<T>>, IValueTaskSource<bool>
{
    private readonly object _gate = new();
    private readonly Loop _loop;
    private readonly bool _cancelUnfinished;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private readonly Queue<Pending<T>> _ready = [];

    // The consumer resumes on its own context, and never inside the end of an item, unless it wants no context in virtual time (see BareCompletion).
    private ManualResetValueTaskSourceCore<bool> _next;
    private Completion<T>[] _taken = []; // of a collection: all that had not ended; whoever leaves goes through them once
    private HashSet<Completion<T>>? _open; // of a lazy source: those that have not ended
    private int _unfinished;
    private ExceptionDispatchInfo? _error;
    private bool _waiting;
    private bool _sourceEnded;
    private bool _left;

    internal CompletedEnumerator(Loop loop, bool cancelUnfinished, CancellationToken token)
    {
        (_loop, _cancelUnfinished, _token) = (loop, cancelUnfinished, token);
        _next.RunContinuationsAsynchronously = BareCompletion.Leaves(loop);
        _registration = token.UnsafeRegister(static enumerator => ((CompletedEnumerator<T>)enumerator!).OnToken(), this);
    }

    public Pending<T> Current { get; private set; } = null!;

    /// <summary>What brings items, if the source is lazy. Set before the first use.</summary>
    internal SourcePump<T>? Pump { get; set; }

    public ValueTask<bool> MoveNextAsync()
    {
        if (_token.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(_token);
        }

        bool moved;
        lock (_gate)
        {
            if (_waiting)
            {
                throw new InvalidOperationException("MoveNextAsync was called again before the last one had ended.");
            }

            moved = TryMove_NeedsLock();
            if (!moved)
            {
                if (_left || IsOver_NeedsLock())
                {
                    return TakeError_NeedsLock() is { } error
                        ? ValueTask.FromException<bool>(error.SourceException)
                        : new ValueTask<bool>(false);
                }

                _waiting = true;
                _next.Reset();
            }
        }

        // Taking an item makes room for another one; the first call takes none and starts the source.
        Pump?.Request(tookOne: moved);
        return moved ? new ValueTask<bool>(true) : new ValueTask<bool>(this, _next.Version);
    }

    public ValueTask DisposeAsync()
    {
        IEnumerable<Completion<T>> taken;
        ExceptionDispatchInfo? error;
        bool waited;
        lock (_gate)
        {
            if (_left)
            {
                return default;
            }

            _left = true;
            waited = _waiting;
            _waiting = false;
            taken = _unfinished == 0 ? [] : _open ?? (IEnumerable<Completion<T>>)_taken;
            error = TakeError_NeedsLock();
        }

        // From here on nobody writes to either collection.
        _registration.Unregister();
        foreach (var completion in taken)
        {
            completion.Leave(_cancelUnfinished);
        }

        if (error is not null)
        {
            // Whoever leaves early did not get to see it, and throwing it here would hide why they leave.
            ObserverErrors.Report(_loop, error.SourceException, CallerExceptionOrigin.Observer);
        }

        if (waited)
        {
            BareCompletion.Answer(ref _next, false, null);
        }

        return Pump?.CloseAsync() ?? default;
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _next.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _next.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _next.OnCompleted(continuation, state, token, flags);

    private bool TryMove_NeedsLock()
    {
        if (!_ready.TryDequeue(out var item))
        {
            return false;
        }

        Current = item;
        return true;
    }

    private bool IsOver_NeedsLock() => _sourceEnded && _unfinished == 0 && _ready.Count == 0;

    private ExceptionDispatchInfo? TakeError_NeedsLock()
    {
        var error = _error;
        _error = null;
        return error;
    }

    private void OnToken()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                return; // the next MoveNextAsync looks at the token itself
            }

            _waiting = false;
        }

        BareCompletion.Answer(ref _next, false, new OperationCanceledException(_token));
    }
}
