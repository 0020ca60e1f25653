using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/*
   The life of a queue. Everything below is one lock's (_gate); the handler, everything else that belongs to users and the caller's loop stay outside of it.

   Each item that is taken gets a ticket, a place in the caller's one order. Tickets are anonymous: whose turn comes takes the first item.

   turn  | means                                                        | a ticket whose turn comes
   ------+--------------------------------------------------------------+----------------------------------------------
   Free  | nothing is being handled                                     | takes the first item, which is handled now
   Held  | an older queue of the same handler has not ended             | is due: counted, and sent again when it can be
   Taken | an item is being handled, perhaps across awaits              | is due

   So _items.Count is the number of tickets on their way plus _due. _closed is the end of taking items: by Complete once all is drained, or at once by cancelling
   Completion, by DisposeAsync, QueueClose or the caller's stop. Completion ends when it is closed and Free: also one that is closed while it is
   Held ends only then, or the next queue of its handler would not know that one still runs.
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
    private readonly Queue<QueueItem<T>> _items = new();
    private readonly QueuePending _completion;
    private readonly int _capacity;
    private LinkedList<PostWaiter<T>>? _posters;
    private TicketStack _tickets;
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
        _completion = new QueuePending(caller.Loop, options?.Name, named, Close);
        _token = _completion.Details.Token;
    }

    /// <summary>How many items wait; the one that is being handled does not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>
    /// Ends when the queue has ended and no handler runs any more: with success when it was completed and drained, else as cancelled. Cancelling it closes the queue:
    /// what waits is dropped, and what runs gets its token. Inside the handler it is <see cref="Pending.Current"/>.
    /// </summary>
    public Pending<Unit> Completion => _completion;

    CallerSnapshotQueue IHandlerQueue.Look()
    {
        lock (_gate)
        {
            return new CallerSnapshotQueue(
                _completion.Name,
                _items.Count,
                _capacity == int.MaxValue ? null : _capacity,
                _posters?.Count ?? 0,
                _turn == Handling.Taken,
                takesMore: !_closed && !_completing
            );
        }
    }

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
        var taken = QueueItem<T>.Of(item);
        Ticket ticket;
        lock (_gate)
        {
            if (_closed || _completing || IsFull_NeedsLock())
            {
                return false;
            }

            ticket = Take_NeedsLock(taken);
        }

        Push(ticket);
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

        var posted = QueueItem<T>.Of(item);
        PostWaiter<T>? poster = null;
        Ticket? ticket = null;
        lock (_gate)
        {
            if (_closed || _completing)
            {
                return ValueTask.FromException(Refusal());
            }

            if (IsFull_NeedsLock())
            {
                poster = new PostWaiter<T>(posted, _caller.Loop);
                (_posters ??= []).AddLast(poster);
            }
            else
            {
                ticket = Take_NeedsLock(posted);
            }
        }

        if (poster is null)
        {
            Push(ticket);
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
            ended = _turn == Handling.Free && TryEndDrained_NeedsLock();
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

    private bool IsFull_NeedsLock() => _items.Count >= _capacity;

    /// <summary>True when there is nothing more to come; the caller of this must then finish.</summary>
    private bool TryEndDrained_NeedsLock()
    {
        Debug.Assert(_posters is not { Count: > 0 } || _items.Count > 0, "Who waits for room waits for others to make it.");
        _closed |= _completing && _items.Count == 0;
        return _closed;
    }

    private Ticket Take_NeedsLock(QueueItem<T> item)
    {
        _items.Enqueue(item);
        return _tickets.Take_NeedsLock(this);
    }

    private void Push(Ticket? ticket)
    {
        if (ticket is not null)
        {
            // When the loop has ended the queue is closed, and closing has counted the item.
            _caller.Loop.Enqueue(ticket);
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
