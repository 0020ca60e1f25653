using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// The source's side of a lazy AsCompleted: advances it on the loop, one step at a time, while there is room for another item. At most one step is queued, running or awaited
/// (<see cref="_active"/>), and only the one that is touches the source; so the item can be its own queue node.
/// </summary>
/// <param name="loop">Where the source's code runs.</param>
/// <param name="open">Makes the enumerator, on the loop.</param>
/// <param name="room">How many items may be taken from the source and not yet consumed.</param>
/// <param name="target">Where the items go.</param>
/// <param name="consumer">The pending whose function enumerates: it must not be among the items.</param>
#pragma warning disable CA1001 // The token source is linked to nothing and has no timer: there is nothing to dispose.
internal sealed partial class SourcePump<T>(
    Loop loop,
    Func<CancellationToken, IAsyncEnumerator<Pending<T>>> open,
    int room,
    CompletedEnumerator<T> target,
    Pending? consumer
) : WorkItem
#pragma warning restore CA1001
{
    /// <summary>A source whose items are always there must not keep the loop from other work.</summary>
    private const int StepsPerTurn = 64;

    private readonly object _gate = new();
    private readonly CancellationTokenSource _source = new();
    private readonly SourcePending<Unit> _closed = new(loop);

    // What the source starts joins the groups that are active where it is consumed.
    private readonly ExecutionContext? _context = Loop.CaptureFlow();

    private IAsyncEnumerator<Pending<T>>? _items;
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _pull;
    private bool _pulling;
    private int _unconsumed;
    private bool _active;
    private bool _closing;
    private bool _ended;

    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.Observer;

    /// <summary>Any thread. Goes on if there is room.</summary>
    internal void Request(bool tookOne)
    {
        lock (_gate)
        {
            _unconsumed -= tookOne ? 1 : 0;
            if (_active || _ended || _closing || _unconsumed >= room)
            {
                return;
            }

            _active = true;
        }

        Queue();
    }

    /// <summary>The consumer leaves. Completes when the source has been disposed, on the loop; a step that is under way is asked to end and awaited.</summary>
    internal ValueTask CloseAsync()
    {
        bool idle;
        lock (_gate)
        {
            if (_ended)
            {
                return default;
            }

            _closing = true;
            idle = !_active;
            _active = true;
        }

        CancelSource();
        if (idle)
        {
            Queue();
        }

        return new ValueTask(_closed.AsTask());
    }

    internal override void Run(Loop here)
    {
        Volatile.Write(ref _queued, false);
        Loop.Restore(_context);
        for (var steps = 0; steps < StepsPerTurn; steps++)
        {
            if (!TryStep())
            {
                return;
            }
        }

        Queue();
    }

    /// <summary>The caller stops: there is nobody who would advance the source any more.</summary>
    internal override void Refuse(string reason)
    {
        Volatile.Write(ref _queued, false);
        if (!_pulling || TryAccept())
        {
            Finish(new PendingCancelledException(reason));
        }
    }

    private void Queue()
    {
        Volatile.Write(ref _queued, true);
        if (!loop.Enqueue(this))
        {
            Refuse($"The caller '{loop.Owner.Name}' has stopped.");
        }
    }

    /// <summary>False when it is over, or goes on later.</summary>
    private bool TryStep()
    {
        if (_pulling && !TryAccept())
        {
            return false;
        }

        bool closing;
        lock (_gate)
        {
            closing = _closing || _ended || _stopReason is not null;
            if (!closing && _unconsumed >= room)
            {
                _active = false;
                return false;
            }
        }

        if (closing)
        {
            Finish(null);
            return false;
        }

        try
        {
            _items ??= open(_source.Token);
#pragma warning disable CA2012 // The one step under way; its awaiter is used once.
            _pull = _items.MoveNextAsync().ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception e)
        {
            Finish(e);
            return false;
        }

        _pulling = true;
        if (_pull.IsCompleted)
        {
            return true;
        }

        EndWithCaller();
        if (_pull.IsCompleted)
        {
            return true; // by the token, just now: to be told of it would be a way over the thread pool, and the last turn might come first
        }

        _pull.UnsafeOnCompleted(Queue);
        return false;
    }

    /// <summary>What the source has answered. False when that was its end.</summary>
    private bool TryAccept()
    {
        _pulling = false;
        try
        {
            if (!_pull.GetResult())
            {
                Finish(null);
                return false;
            }

            var item = _items!.Current ?? throw new ArgumentException("The source of AsCompleted has an element that is null.");
            Items.RefuseOneself(item, consumer);
            lock (_gate)
            {
                _unconsumed++;
            }

            target.Add(item);
            return true;
        }
        catch (Exception e)
        {
            Finish(e);
            return false;
        }
    }

    private void Finish(Exception? error) => _ = FinishAsync(error);

    private async Task FinishAsync(Exception? error)
    {
        Exception? failure = null;
        try
        {
            if (_items is not null)
            {
                var disposal = _items.DisposeAsync();
                if (!disposal.IsCompleted)
                {
                    EndWithCaller();
                }

                await disposal.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        Tell(error, failure);
    }

    /// <summary>Whoever waits for the end, once: the one who enumerates, or the one who leaves.</summary>
    private void Tell(Exception? error, Exception? failure)
    {
        bool told;
        bool left;
        lock (_gate)
        {
            told = _ended;
            _ended = true;
            left = _closing;
            if (_stopReason is { } reason && error is null or OperationCanceledException)
            {
                error = new PendingCancelledException(reason); // cut short, whatever the sequence makes of its token
            }
        }

        _link?.Dispose();
        if (!told && !left)
        {
            target.OnSourceEnded(error ?? failure);
            _closed.SettleValue(Unit.Default);
            return;
        }

        if (error is not null and not OperationCanceledException)
        {
            ObserverErrors.Report(loop, error, CallerExceptionOrigin.Observer);
        }

        if (failure is null)
        {
            _closed.SettleValue(Unit.Default);
        }
        else if (_closed.SettleFault(failure) != SettleTransition.Settled)
        {
            ObserverErrors.Report(loop, failure, CallerExceptionOrigin.Observer);
        }
    }
}
