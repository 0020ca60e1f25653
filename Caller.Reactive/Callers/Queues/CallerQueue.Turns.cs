using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class CallerQueue<T>
{
    private QueueItem<T>? _first;
    private QueueItem<T>? _last;
    private Turn _turn;
    private ValueTaskAwaiter _running;
    private Action? _onHandlerEnded;

    /// <summary>See the table at the head of CallerQueue.cs.</summary>
    private enum Turn
    {
        Free,
        Promised,
        Taken,
    }

    /// <summary>On the loop: an item's place in the caller's order has come.</summary>
    internal void TakeTurn(QueueItem<T> item)
    {
        PostWaiter<T>? admitted = null;
        var taken = false;
        lock (_gate)
        {
            Debug.Assert(!item.IsNext || _closed || _turn == Turn.Promised, "Only a promised turn brings an item back.");
            if (!_closed)
            {
                if (_turn != Turn.Free && !item.IsNext)
                {
                    Append_NeedsLock(item);
                    return;
                }

                taken = true;
                _turn = Turn.Taken;
                _waiting--;
                admitted = AdmitPoster_NeedsLock();
            }
        }

        admitted?.Admitted();
        var (value, context) = item.Take();
        _items.Return(item);
        if (taken)
        {
            Handle(value, context);
        }
    }

    private void Handle(T value, ExecutionContext? context)
    {
        _completion.FlowInto(context);
        var outer = Loop.ExecutingCall;
        Loop.ExecutingCall = _completion;
        try
        {
#pragma warning disable CA2012 // Consumed once: by Conclude, here or when it calls back.
            _running = _handler(value, _token).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception e)
        {
            Loop.ExecutingCall = outer;
            Report(e);
            EndTurn();
            return;
        }

        Loop.ExecutingCall = outer;
        if (_running.IsCompleted)
        {
            Conclude();
            EndTurn();
            return;
        }

        // The stop waits for what stands here, asks it to end, and may abandon it.
        _caller.Loop.Calls.Add(_completion);
        _running.UnsafeOnCompleted(_onHandlerEnded ??= OnHandlerEnded);
    }

    private void OnHandlerEnded()
    {
        var loop = _caller.Loop;
        if (!loop.IsExecuting)
        {
            // No context was there to bring it home (the bare backend). After the loop's end it runs on the thread pool: no turn is given there.
            loop.Post(static queue => ((CallerQueue<T>)queue!).ConcludeAwaited(), this);
            return;
        }

        ConcludeAwaited();
    }

    private void ConcludeAwaited()
    {
        var loop = _caller.Loop;
        Conclude();
        var awaited = loop.Calls.Remove(_completion);
        EndTurn();
        if (awaited)
        {
            loop.Owner.OnCallEnded();
        }
    }

    private void Conclude()
    {
        var running = _running;
        _running = default;
        try
        {
            running.GetResult();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    /// <summary>What a handler ends with because it was asked to end is no error.</summary>
    private void Report(Exception error)
    {
        if (error is not OperationCanceledException || !_token.IsCancellationRequested)
        {
            _caller.Loop.Owner.Report(error, CallerExceptionOrigin.QueuedCall);
        }
    }

    /// <summary>No handler runs (any more): the next item gets its turn, or the queue is free, or over.</summary>
    private void EndTurn()
    {
        QueueItem<T>? next = null;
        bool ended;
        lock (_gate)
        {
            _turn = Turn.Free;
            ended = TryEndDrained_NeedsLock();
            if (!ended && _first is not null)
            {
                next = _first;
                _first = (QueueItem<T>?)next.Next;
                _last = _first is null ? null : _last;
                next.Next = null;
                next.IsNext = true;
                _turn = Turn.Promised;
            }
        }

        if (ended)
        {
            Finish();
        }
        else if (next is not null)
        {
            // Again through the caller's order and not at once: a long queue must not be the only thing that runs.
            Push(next);
        }
    }

    private void Append_NeedsLock(QueueItem<T> item)
    {
        if (_last is null)
        {
            _first = item;
        }
        else
        {
            _last.Next = item;
        }

        _last = item;
    }

    /// <summary>
    /// Lets the longest waiting poster in. Its item is pushed under the lock, so that nobody who posts from now on can come before it. That is safe here:
    /// on the loop itself a push only appends, and wakes nobody.
    /// </summary>
    private PostWaiter<T>? AdmitPoster_NeedsLock()
    {
        if (_posters is not { First.Value: { } poster } || IsFull_NeedsLock())
        {
            return null;
        }

        _posters.RemoveFirst();
        _waiting++;
        Push(poster.Item);
        return poster;
    }
}
