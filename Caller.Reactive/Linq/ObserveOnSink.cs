using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>
/// One subscription of <c>ObserveOn(caller)</c>. The source's threads push slots into the caller's queue; the caller hands their content to the observer.
/// </summary>
/// <remarks>
/// <c>_closed</c> is set by whoever ends it: a terminal event that was delivered, a dispose, an observer that threw, the caller's last turn. Only the loop's thread
/// calls the observer, so exactly one terminal event gets out.
/// </remarks>
internal sealed class ObserveOnSink<T> : IObserver<T>, IDisposable, ILastTurn
{
    private readonly Caller _caller;
    private readonly IObserver<T> _observer;
    private readonly ItemPool<ObserverSlot<T>> _slots;
    private SingleAssignmentDisposableValue _upstream;
    private int _closed;

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
        if (TryClose())
        {
            _caller.RemoveLastTurn(this);
        }

        _upstream.Dispose();
    }

    public void OnLastTurn()
    {
        _upstream.Dispose();
        if (TryClose())
        {
            _observer.OnError(StoppedError(_caller));
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
        if (Volatile.Read(ref _closed) != 0)
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
        try
        {
            _observer.OnNext(value);
            delivered = true;
        }
        finally
        {
            // A hand-written observable gets no auto-detach from Rx: the source would go on feeding an observer that has failed.
            if (!delivered)
            {
                Dispose();
            }
        }
    }

    private void Push(ObserverSlotKind kind, T value, Exception? error)
    {
        if (Volatile.Read(ref _closed) != 0)
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

    private bool TryClose() => Interlocked.Exchange(ref _closed, 1) == 0;
}
