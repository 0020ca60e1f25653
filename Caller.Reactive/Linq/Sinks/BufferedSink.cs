using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// A sink with a buffer of its own in front of the caller. Each element that it takes gets a ticket, a place in the caller's one order; a ticket's turn hands over one element, or the
/// end when no element is left. Tickets are anonymous: which one meets which element does not matter, only that there are as many.
/// </summary>
/// <remarks>
/// So a bounded buffer also bounds what stands in the caller's queue, and an element that takes the place of a dropped one takes its ticket too. Tickets are pushed outside the
/// lock; two threads may push theirs in another order than that of their elements, which is why they are anonymous.
/// </remarks>
internal abstract class BufferedSink<T, TResult>(Caller caller, IObserver<TResult> observer, int capacity, OverflowPolicy overflow)
    : CallerSink<T, TResult>(caller, observer),
        ITicketHolder
{
    private readonly object _gate = new();
    private readonly Queue<T> _buffer = new();
    private TicketStack _tickets;
    private Exception? _error;
    private bool _ended;

    public override void OnNext(T value)
    {
        Ticket? ticket = null;
        var overflowed = false;
        lock (_gate)
        {
            if (_ended || IsClosed)
            {
                return;
            }

            if (_buffer.Count < capacity)
            {
                _buffer.Enqueue(value);
                ticket = _tickets.Take_NeedsLock(this);
            }
            else if (overflow == OverflowPolicy.DropOldest)
            {
                _buffer.Dequeue();
                _buffer.Enqueue(value);
            }
            else if (overflow == OverflowPolicy.Error)
            {
                overflowed = true;
            }
        }

        if (overflowed)
        {
            LeaveSource();
            End(Overflowed(Caller, capacity));
        }
        else
        {
            Push(ticket);
        }
    }

    public override void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        End(error);
    }

    public override void OnCompleted() => End(null);

    void ITicketHolder.OnTurn(Ticket ticket)
    {
        T? value;
        bool any;
        lock (_gate)
        {
            if (IsClosed)
            {
                return;
            }

            _tickets.Return_NeedsLock(ticket);
            any = _buffer.TryDequeue(out value);
            Debug.Assert(any || _ended, "There are as many tickets as elements, and one for the end.");
        }

        if (any)
        {
            Next(value!);
        }
        else
        {
            Ended(_error);
        }
    }

    void ITicketHolder.OnLost(Ticket ticket) { }

    internal static InvalidOperationException Overflowed(Caller caller, int capacity) =>
        new($"The source was faster than the caller '{caller.Name}': {capacity} elements waited and OverflowPolicy.Error was asked for.");

    protected override void OnClosed()
    {
        lock (_gate)
        {
            _buffer.Clear();
            _tickets.Clear_NeedsLock();
        }
    }

    /// <summary>On the loop: one element.</summary>
    protected abstract void Next(T value);

    /// <summary>On the loop, once, after all elements: the source's end, with its error or without.</summary>
    protected abstract void Ended(Exception? error);

    private void End(Exception? error)
    {
        Ticket? ticket;
        lock (_gate)
        {
            if (_ended || IsClosed)
            {
                return;
            }

            (_ended, _error) = (true, error);
            ticket = _tickets.Take_NeedsLock(this);
        }

        Push(ticket);
    }

    /// <summary>When the caller has ended its last turn has told whom it concerns, or is doing so. Never into the producer.</summary>
    private void Push(Ticket? ticket)
    {
        if (ticket is not null)
        {
            Caller.Loop.Enqueue(ticket);
        }
    }
}
