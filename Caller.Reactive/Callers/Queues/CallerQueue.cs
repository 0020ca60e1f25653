using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/*
   The life of a queue. Everything below is one lock's (_gate); the handler and everything else that belongs to users runs outside of it.

   turn      | means                                             | an item whose turn comes in the caller's order
   ----------+---------------------------------------------------+------------------------------------------------
   Free      | nothing is being handled                          | is handled now
   Promised  | an item that had waited is on its way to its turn | waits, unless it is that item
   Taken     | an item is being handled, perhaps across awaits   | waits

   _waiting counts what was posted and is not being handled: in the caller's order, or waiting here. _closed is the end of taking items: by Complete once
   all is drained, or at once by cancelling Completion, by Dispose, QueueClose or the caller's stop. Completion ends when it is closed and no handler runs.
*/

/// <summary>
/// A queue of items for one handler on one caller, made by <see cref="Caller.OpenQueue{T}"/>: strictly one item at a time, in the order in which they were posted, also across
/// the handler's awaits. Between two items the caller does its other work.
/// </summary>
/// <typeparam name="T">What is posted.</typeparam>
/// <remarks>
/// Each item takes its place in the caller's one order. The execution context (AsyncLocals) of the post flows into the handler, as a copy. What the handler throws
/// goes to <see cref="Caller.UnhandledException"/> and to the log, and the queue goes on. Thread safety: every member may be used from any thread.
/// </remarks>
public sealed partial class CallerQueue<T> : IAsyncDisposable, IHandlerQueue
{
    private readonly object _gate = new();
    private readonly Caller _caller;
    private readonly Func<T, CancellationToken, ValueTask> _handler;
    private readonly ItemPool<QueueItem<T>> _items;
    private readonly QueuePending _completion;
    private readonly int _capacity;
    private LinkedList<PostWaiter<T>>? _posters;
    private int _waiting;
    private bool _completing;
    private bool _closed;

    /// <param name="caller">Runs the handler.</param>
    /// <param name="handler">What it does with an item.</param>
    /// <param name="named">The user's delegate, for the name.</param>
    /// <param name="options">Validated.</param>
    internal CallerQueue(Caller caller, Func<T, CancellationToken, ValueTask> handler, Delegate named, CallerQueueOptions? options = null)
    {
        (_caller, _handler) = (caller, handler);
        _capacity = options?.Capacity ?? int.MaxValue;
        _items = new ItemPool<QueueItem<T>>(caller.Loop, static () => new QueueItem<T>());
        _completion = new QueuePending(caller.Loop, options?.Name, named, Close);
        _token = _source.Token;
    }

    /// <summary>How many items wait; the one that is being handled does not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>
    /// Ends when the queue has ended and no handler runs any more: with success when it was completed and drained, else as cancelled. Cancelling it closes the queue:
    /// what waits is dropped, and what runs gets its token. Inside the handler it is <see cref="Pending.Current"/>.
    /// </summary>
    public Pending<Unit> Completion => _completion;

    QueuePending IHandlerQueue.Pending => _completion;

    bool IHandlerQueue.IsOpen
    {
        get
        {
            lock (_gate)
            {
                return !_closed;
            }
        }
    }

    /// <summary>
    /// Takes an item unless the queue is full, or others wait for room in it, or it takes none any more. Never waits.
    /// </summary>
    /// <returns>Whether the item was taken. What was taken is handled, unless the queue is closed first.</returns>
    public bool TryPost(T item)
    {
        lock (_gate)
        {
            if (_closed || _completing || IsFull_NeedsLock())
            {
                return false;
            }

            _waiting++;
        }

        Push(Rent(item));
        return true;
    }

    /// <summary>Takes an item; while the queue is full it waits for its turn to get in, first come first served. Its end says that the item was taken, not that it was handled.</summary>
    /// <param name="item">What to handle.</param>
    /// <param name="cancellationToken">Gives up waiting; the item is not taken then.</param>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="InvalidOperationException">The queue takes no more items: it was completed or closed; also while this waited.</exception>
    /// <exception cref="CallerStoppedException">The same, because its caller is stopping or has stopped.</exception>
    /// <remarks>A handler that awaits this on its own full queue waits for itself.</remarks>
    public ValueTask PostAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        PostWaiter<T>? poster = null;
        lock (_gate)
        {
            if (_closed || _completing)
            {
                return ValueTask.FromException(Refusal());
            }

            if (IsFull_NeedsLock())
            {
                poster = new PostWaiter<T>(Rent(item));
                (_posters ??= []).AddLast(poster);
            }
            else
            {
                _waiting++;
            }
        }

        if (poster is null)
        {
            Push(Rent(item));
            return default;
        }

        poster.GiveUpWhen(GiveUp, cancellationToken);
        return new ValueTask(poster.Task);
    }

    /// <summary>Takes no more items, handles those that were posted before (also by those that still wait for room), then ends. Returns at once.</summary>
    public void Complete()
    {
        bool ended;
        lock (_gate)
        {
            if (_closed || _completing)
            {
                return;
            }

            _completing = true;
            ended = _turn != Turn.Taken && TryEndDrained_NeedsLock();
        }

        if (ended)
        {
            Finish();
        }
    }

    /// <summary>
    /// Drops what waits, cancels what runs, and completes when that has ended; inside the handler at once, because it would wait for itself. Idempotent.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        _completion.Cancel("The queue was disposed.");
        return ReferenceEquals(Pending.Current, _completion) ? default : new ValueTask(_completion.WhenDone());
    }

    private bool IsFull_NeedsLock() => _waiting >= _capacity;

    /// <summary>True when there is nothing more to come; the caller of this must then finish.</summary>
    private bool TryEndDrained_NeedsLock()
    {
        Debug.Assert(_posters is not { Count: > 0 } || _waiting > 0, "Who waits for room waits for others to make it.");
        _closed |= _completing && _waiting == 0;
        return _closed;
    }

    private QueueItem<T> Rent(T value)
    {
        var item = _items.Rent();
        item.Set(this, value);
        return item;
    }

    private void Push(QueueItem<T> item)
    {
        // When the loop has ended the queue is closed, and closing has counted the item.
        if (!_caller.Loop.Enqueue(item))
        {
            item.Take();
        }
    }

    private InvalidOperationException Refusal() =>
        _caller.State >= CallerState.Stopping
            ? new CallerStoppedException(
                $"The queue '{_completion.Name}' takes no more items: its caller '{_caller.Name}' is {_caller.State}."
            )
            : new InvalidOperationException(
                $"The queue '{_completion.Name}' of the caller '{_caller.Name}' takes no more items: it was completed, disposed or cancelled."
            );

    private void GiveUp(PostWaiter<T> poster, CancellationToken token)
    {
        lock (_gate)
        {
            // Not there any more: it was admitted or refused first.
            if (_posters?.Remove(poster) != true)
            {
                return;
            }
        }

        poster.GaveUp(token);
    }
}
