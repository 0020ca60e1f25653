using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>
/// One subscription of <c>ObserveOn(caller)</c>. The source's threads push slots into the caller's queue; the caller hands their content to the observer.
/// </summary>
/// <remarks>
/// <c>_state</c> leaves Open once, by whoever ends it: a terminal event that was delivered, a dispose, an observer that threw, the caller's last turn.
/// Only the loop's thread calls the observer, but for a last turn that was taken from a loop stuck in an item: if that is a call of this very observer,
/// its error is owed until the call returns.
/// </remarks>
internal sealed class ObserveOnSink<T> : IObserver<T>, IDisposable, ILastTurn
{
    private const int Open = 0;
    private const int Owing = 1;
    private const int Closed = 2;

    private readonly Caller _caller;
    private readonly IObserver<T> _observer;
    private readonly ItemPool<ObserverSlot<T>> _slots;
    private SingleAssignmentDisposableValue _upstream;
    private int _state;
    private bool _delivering;

    internal ObserveOnSink(Caller caller, IObserver<T> observer)
    {
        (_caller, _observer) = (caller, observer);
        _slots = new ItemPool<ObserverSlot<T>>(caller.Loop, static () => new ObserverSlot<T>());
    }

    internal static CallerStoppedException StoppedError(Caller caller) =>
        new($"The caller '{caller.Name}' stopped while a sequence was observed on it.");

    public void OnNext(T value) => Push(ObserverSlotKind.Next, value, null);

    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Push(ObserverSlotKind.Error, default!, error);
    }

    public void OnCompleted() => Push(ObserverSlotKind.Completed, default!, null);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Closed) == Open)
        {
            _caller.RemoveLastTurn(this);
        }

        _upstream.Dispose();
    }

    public void OnLastTurn()
    {
        _upstream.Dispose();
        if (Interlocked.CompareExchange(ref _state, Owing, Open) != Open)
        {
            return;
        }

        if (!_caller.Loop.IsExecuting)
        {
            // Next writes _delivering and then reads _state, without a fence; we wrote _state. After this one of the two sees the other.
            Interlocked.MemoryBarrierProcessWide();
        }

        if (!Volatile.Read(ref _delivering))
        {
            PayError();
        }
    }

    internal void SubscribeTo(IObservable<T> source)
    {
        try
        {
            _upstream.Disposable = source.Subscribe(this);
        }
        catch (Exception e)
        {
            OnError(e); // as SubscribeSafe: a source that cannot be subscribed is a source that fails
        }
    }

    /// <summary>On the loop: hands one slot's content over.</summary>
    internal void Deliver(ObserverSlot<T> slot)
    {
        var (kind, value, error) = slot.Take();
        _slots.Return(slot);
        if (Volatile.Read(ref _state) != Open)
        {
            return;
        }

        if (kind == ObserverSlotKind.Next)
        {
            Next(value);
            return;
        }

        Dispose();
        if (kind == ObserverSlotKind.Error)
        {
            _observer.OnError(error!);
        }
        else
        {
            _observer.OnCompleted();
        }
    }

    private void Next(T value)
    {
        var delivered = false;
        Volatile.Write(ref _delivering, true);
        try
        {
            if (Volatile.Read(ref _state) == Open)
            {
                _observer.OnNext(value);
            }

            delivered = true;
        }
        finally
        {
            Volatile.Write(ref _delivering, false);

            // A hand-written observable gets no auto-detach from Rx: the source would go on feeding an observer that has failed.
            if (!delivered)
            {
                Dispose();
            }
        }

        if (Volatile.Read(ref _state) == Owing)
        {
            PayError();
        }
    }

    /// <summary>The error of the last turn, to an observer that is in no call. Both sides may try; what it throws is nobody's fault any more (decision 28).</summary>
    private void PayError()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Owing) != Owing)
        {
            return;
        }

        try
        {
            _observer.OnError(StoppedError(_caller));
        }
        catch (Exception e)
        {
            ObserverErrors.Report(_caller.Loop, e, CallerExceptionOrigin.Observer);
        }
    }

    private void Push(ObserverSlotKind kind, T value, Exception? error)
    {
        if (Volatile.Read(ref _state) != Open)
        {
            return;
        }

        var slot = _slots.Rent();
        slot.Set(this, kind, value, error);
        if (!_caller.Loop.Enqueue(slot))
        {
            // The caller has ended; its last turn has told the observer or is doing so. Never into the producer.
            slot.Take();
        }
    }
}
