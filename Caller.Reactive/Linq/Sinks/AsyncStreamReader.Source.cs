using System.Diagnostics;

namespace CallerReactive;

/// <summary>The producers' side.</summary>
internal sealed partial class AsyncStreamReader<T> : IObserver<T>, ITicketHolder
{
    private Upstream _upstream;
    private CancellationTokenRegistration _cancelled;
    private CancellationTokenRegistration _stopping;
    private TicketStack _tickets;
    private bool _sourceEnded; // nothing more is taken; the end is on its way
    private bool _ended; // the end has had its turn

    public void OnNext(T value)
    {
        Ticket? ticket = null;
        var overflowed = false;
        lock (_gate)
        {
            if (_sourceEnded || _over)
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
                if (_ready > 0)
                {
                    // The dropped one had had its turn, so there is no ticket on its way that the new one could take over.
                    _ready--;
                    ticket = _tickets.Take_NeedsLock(this);
                }
            }
            else
            {
                overflowed = overflow == OverflowPolicy.Error;
            }
        }

        if (overflowed)
        {
            End(BufferedSink<T, T>.Overflowed(caller, capacity));
        }
        else if (ticket is not null)
        {
            Push(ticket);
        }
    }

    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        End(error);
    }

    public void OnCompleted() => End(null);

    void ITicketHolder.OnTurn(Ticket ticket)
    {
        lock (_gate)
        {
            _tickets.Return_NeedsLock(ticket);
            if (_ready < _buffer.Count)
            {
                _ready++;
            }
            else
            {
                Debug.Assert(_sourceEnded || _over, "There are as many tickets as elements, and one for the end.");
                _ended = _sourceEnded;
            }
        }

        Wake();
    }

    // The reader may outlive the caller: what it was promised it still gets.
    void ITicketHolder.OnLost(Ticket ticket) => ((ITicketHolder)this).OnTurn(ticket);

    internal AsyncStreamReader<T> Begin(IObservable<T> source)
    {
        // At the beginning of a stop and not at its end: a call of the caller may be what reads, and the end waits for that call.
        _stopping = caller.StoppingToken.UnsafeRegister(
            static reader =>
            {
                var self = (AsyncStreamReader<T>)reader!;
                self.End(ObserveOnSink<T>.StoppedError(self.Caller));
            },
            this
        );

        // Posted: a reader that is cancelled is told on the loop too, and not inside whoever cancels.
        _cancelled = token.UnsafeRegister(
            static reader =>
                ((AsyncStreamReader<T>)reader!).Caller.Loop.Post(static reader => ((AsyncStreamReader<T>)reader!).Cancelled(), reader),
            this
        );
        Trampoline.Run(
            (reader: this, source),
            static work => work.reader._upstream.Subscribe(work.source, work.reader, work.reader.Caller.Loop)
        );
        return this;
    }

    private Caller Caller => caller;

    private void Cancelled()
    {
        bool reading;
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            (reading, _reading) = (_reading, false);
            _over = reading; // else the next read finds out
        }

        Leave();
        if (reading)
        {
            BareCompletion.Answer(ref _next, false, new OperationCanceledException(token));
        }
    }

    /// <summary>The source's end, the bound's or the caller's: it comes after what was taken.</summary>
    private void End(Exception? error)
    {
        Ticket ticket;
        lock (_gate)
        {
            if (_sourceEnded || _over)
            {
                return;
            }

            (_sourceEnded, _error) = (true, error);
            ticket = _tickets.Take_NeedsLock(this);
        }

        _upstream.Leave(caller.Loop);
        Push(ticket);
    }

    private void Push(Ticket ticket)
    {
        if (!caller.Loop.Enqueue(ticket))
        {
            ((ITicketHolder)this).OnLost(ticket);
        }
    }

    private void Leave()
    {
        _upstream.Leave(caller.Loop);
        _stopping.Unregister();
        _cancelled.Unregister();
    }
}
