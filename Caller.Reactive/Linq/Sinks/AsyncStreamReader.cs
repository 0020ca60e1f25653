using System.Threading.Tasks.Sources;

namespace CallerReactive;

/*
   One enumeration of a source. Elements are taken in front of the caller, where the bound applies, and each comes to the reader by way of a ticket, a place in the caller's one order.
   Who waits in MoveNextAsync is told on the loop and resumes on its own context: nothing of the reader's ever runs inside a producer, and nothing of it under the lock.

   _buffer holds what was taken and not read; the first _ready of it have had their turn. On their way are _buffer.Count - _ready tickets, and one more for the end.
*/

/// <summary>Producers push on any thread, one consumer pulls.</summary>
internal sealed partial class AsyncStreamReader<T>(Caller caller, int capacity, OverflowPolicy overflow, CancellationToken token)
    : IAsyncEnumerator<T>,
        IValueTaskSource<bool>
{
    private readonly object _gate = new();
    private readonly Queue<T> _buffer = new();
    private ManualResetValueTaskSourceCore<bool> _next = new() { RunContinuationsAsynchronously = BareCompletion.Leaves(caller.Loop) };
    private T? _current;
    private int _ready;
    private bool _reading; // a MoveNextAsync waits
    private bool _over; // the end was read, or the reader has left
    private Exception? _error;

    /// <summary>What a read finds.</summary>
    private enum ReadResult
    {
        Nothing,
        Element,
        End,
        Error,
    }

    public T Current => _current!;

    public ValueTask<bool> MoveNextAsync()
    {
        ReadResult found;
        lock (_gate)
        {
            if (_reading)
            {
                throw new InvalidOperationException("One MoveNextAsync at a time: the one before has not ended.");
            }

            if (!_over && token.IsCancellationRequested)
            {
                (_over, _error) = (true, new OperationCanceledException(token));
                found = ReadResult.Error;
            }
            else
            {
                found = TryRead_NeedsLock();
            }

            if (found == ReadResult.Nothing)
            {
                _reading = true;
                _next.Reset();
                return new ValueTask<bool>(this, _next.Version);
            }
        }

        if (found != ReadResult.Element)
        {
            Leave();
        }

        return found == ReadResult.Error ? ValueTask.FromException<bool>(_error!) : new ValueTask<bool>(found == ReadResult.Element);
    }

    public ValueTask DisposeAsync()
    {
        bool reading;
        lock (_gate)
        {
            (_over, reading, _reading) = (true, _reading, false);
            _buffer.Clear();
            (_ready, _current) = (0, default);
        }

        Leave();
        if (reading)
        {
            BareCompletion.Answer(ref _next, false, null);
        }

        return default;
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _next.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _next.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _next.OnCompleted(continuation, state, token, flags);

    private ReadResult TryRead_NeedsLock()
    {
        _current = default;
        if (_over)
        {
            return ReadResult.End;
        }

        if (_ready > 0)
        {
            _current = _buffer.Dequeue();
            _ready--;
            return ReadResult.Element;
        }

        if (!_ended)
        {
            return ReadResult.Nothing;
        }

        _over = true;
        return _error is null ? ReadResult.End : ReadResult.Error;
    }

    /// <summary>Lets a waiting MoveNextAsync go on, if there is something for it now. It resumes elsewhere, except in virtual time without a context (see <see cref="BareCompletion"/>).</summary>
    private void Wake()
    {
        ReadResult found;
        lock (_gate)
        {
            if (!_reading || (found = TryRead_NeedsLock()) == ReadResult.Nothing)
            {
                return;
            }

            _reading = false;
        }

        if (found != ReadResult.Element)
        {
            Leave();
        }

        BareCompletion.Answer(ref _next, found == ReadResult.Element, found == ReadResult.Error ? _error : null);
    }
}
