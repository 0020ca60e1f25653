using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>One wait for some of several items. It looks at how they end, never at their outcomes: a failure stays to be looked at by others.</summary>
#pragma warning disable CA1001 // The end of the result disposes the timer.
internal sealed class WaitOperation<T> : IEndsWithCaller
#pragma warning restore CA1001
{
    private const int Registered = 1;
    private const int Satisfied = 2;

    private readonly IEndingOwner _owner;
    private readonly Pending<T>[] _items;
    private readonly WaitUntil _until;
    private readonly SourcePending<WaitResult<T>> _result;
    private readonly List<Listener> _listeners = [];
    private readonly SingleAssignmentDisposable _timer = new();
    private readonly SingleAssignmentDisposable _end = new();
    private int _unfinished;
    private int _flags;

    private WaitOperation(Loop loop, Pending<T>[] items, WaitUntil until)
    {
        (_owner, _items, _until) = ((IEndingOwner)loop.Owner, items, until);
        _unfinished = items.Length;
        _result = new SourcePending<WaitResult<T>>(loop);
    }

    /// <param name="loop">Whose clock counts the time.</param>
    /// <param name="items">Without holes and repetitions.</param>
    /// <param name="until">What to wait for.</param>
    /// <param name="timeout">Validated.</param>
    internal static Pending<WaitResult<T>> Start(Loop loop, Pending<T>[] items, WaitUntil until, TimeSpan? timeout)
    {
        var asking = Pending.Current;
        foreach (var item in items)
        {
            Items.RefuseOneself(item, asking);
        }

        var operation = new WaitOperation<T>(loop, items, until);
        operation.Begin(loop, timeout);
        return operation._result;
    }

    void IEndsWithCaller.OnStopping(string reason) { }

    void IEndsWithCaller.OnLastTurn(string reason) => _result.ForceCancelled(reason);

    private void Begin(Loop loop, TimeSpan? timeout)
    {
        if (_items.Length == 0 || timeout == TimeSpan.Zero)
        {
            Raise(Satisfied);
        }

        foreach (var item in _items)
        {
            if (item.IsDone)
            {
                OnItemDone(item);
            }
            else
            {
                _listeners.Add(new Listener(this, item));
            }
        }

        if ((Volatile.Read(ref _flags) & Satisfied) == 0)
        {
            Listen();
            if (timeout is { } limit && TimeoutGuard.Clamp(limit) != Timeout.InfiniteTimeSpan)
            {
                _timer.Disposable = loop.Clock.Provider.CreateTimer(
                    static operation => ((WaitOperation<T>)operation!).Raise(Satisfied),
                    this,
                    limit,
                    Timeout.InfiniteTimeSpan
                );
            }

            // Last: only this can end the result before it is handed out, and then all there is to leave must be known.
            _end.Disposable = _owner.EndWith(this, ofStop: false);
        }

        // Not before: until here the lists are ours alone. An end, or the time, that comes earlier leaves its flag.
        Raise(Registered);
    }

    private void Listen()
    {
        // A wait that is over, or cancelled, leaves the items.
        _result.OnDone(_ => Detach());
        foreach (var listener in _listeners)
        {
            (listener.Item as TaskPending<T>)?.Hold();
            if (!listener.Item.TryAddListener(listener))
            {
                OnItemDone(listener.Item);
            }
        }
    }

    private void Detach()
    {
        _end.Dispose();
        _timer.Dispose();
        foreach (var listener in _listeners)
        {
            listener.Item.RemoveListener(listener);
            (listener.Item as TaskPending<T>)?.LetGo();
        }
    }

    private void OnItemDone(Pending<T> item)
    {
        var left = Interlocked.Decrement(ref _unfinished);
        if (
            left == 0
            || _until == WaitUntil.FirstCompleted
            || (_until == WaitUntil.FirstException && item.Status != PendingStatus.Succeeded)
        )
        {
            Raise(Satisfied);
        }
    }

    private void Raise(int flag)
    {
        var flags = Interlocked.Or(ref _flags, flag) | flag;
        if (flags == (Registered | Satisfied))
        {
            _result.SettleValue(Partition());
        }
    }

    /// <summary>Anew, and not as the ends were told: two that end together are both done (upstream had the second among the others, D10).</summary>
    private WaitResult<T> Partition()
    {
        List<Pending<T>> done = [];
        List<Pending<T>> notDone = [];
        foreach (var item in _items)
        {
            (item.IsDone ? done : notDone).Add(item);
        }

        return new WaitResult<T>(done.AsReadOnly(), new UnfinishedItems<T>(notDone));
    }

    private sealed class Listener(WaitOperation<T> operation, Pending<T> item) : PendingListener
    {
        internal Pending<T> Item => item;

        internal override void OnDone(Pending pending) => operation.OnItemDone(item);
    }
}
