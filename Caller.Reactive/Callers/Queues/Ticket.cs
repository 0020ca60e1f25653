namespace CallerReactive;

/// <summary>A place in a caller's one order, for one element (whichever) of a buffer in front of the caller.</summary>
internal sealed class Ticket(ITicketHolder holder) : WorkItem
{
    /// <summary>An element that was handed over is delivered while the caller still turns.</summary>
    internal override bool SurvivesStop => true;

    internal override CallerItemKind Kind => holder.Kind;

    internal override object? Label => holder.Label;

    internal override void Run(Loop loop) => holder.OnTurn(this);

    internal override void Orphan() => holder.OnLost(this);
}

/// <summary>Whose tickets they are.</summary>
internal interface ITicketHolder
{
    /// <summary>Any thread: what it is called.</summary>
    object? Label => null;

    /// <summary>Any thread: what its turns are for.</summary>
    CallerItemKind Kind => CallerItemKind.Observer;

    /// <summary>On the loop.</summary>
    void OnTurn(Ticket ticket);

    /// <summary>On any thread: the loop has ended, and the turn does not come.</summary>
    void OnLost(Ticket ticket);
}

/// <summary>The tickets that are not on their way. A buffer makes no more of them than it ever had elements at a time.</summary>
internal struct TicketStack
{
    private Ticket? _free;

    internal Ticket Take_NeedsLock(ITicketHolder holder)
    {
        if (_free is not { } ticket)
        {
            return new Ticket(holder);
        }

        _free = (Ticket?)ticket.Next;
        ticket.Next = null;
        return ticket;
    }

    internal void Return_NeedsLock(Ticket ticket)
    {
        ticket.Next = _free;
        _free = ticket;
    }

    internal void Clear_NeedsLock() => _free = null;
}
