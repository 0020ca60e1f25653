using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// One subscription of <c>ObserveOn(caller)</c>. The source's threads put runs of elements into the caller's queue; the caller hands them to the observer.
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

    /// <summary>Room for a long run: 32 KB, or 128 elements if they are more.</summary>
    private static readonly int MostRoom = Math.Max(ObserverRun<T>.SmallRoom * 8, 32 * 1024 / Unsafe.SizeOf<T>());

    private readonly Caller _caller;
    private readonly IObserver<T> _observer;
    private ObserverRun<T>? _last;
    private T?[]? _spareRoom;
    private int _room = ObserverRun<T>.SmallRoom * 8;
    private Upstream _upstream;
    private int _state;
    private CacheLine.Flag _delivering; // of the loop, with each element; the producer reads its neighbours with each element

    internal ObserveOnSink(Caller caller, IObserver<T> observer)
    {
        (_caller, _observer) = (caller, observer);
        Runs = new ItemPool<ObserverRun<T>>(caller.Loop, this, static sink => new ObserverRun<T>((ObserveOnSink<T>)sink));
    }

    internal ItemPool<ObserverRun<T>> Runs { get; }

    internal bool IsClosed => Volatile.Read(ref _state) != Open;

    internal static CallerStoppedException StoppedError(Caller caller) =>
        new($"The caller '{caller.Name}' stopped while a sequence was observed on it.");

    public void OnNext(T value)
    {
        if (IsClosed || _last?.TryAdd(_caller.Loop, value) == true)
        {
            return;
        }

        // Sources that call concurrently each begin a run then; the one that remains in the field is as good as another.
        var run = Runs.Rent();
        run.Begin(value);
        if (_caller.Loop.Enqueue(run))
        {
            Volatile.Write(ref _last, run);
        }

        // Else the caller has ended; its last turn has told the observer or is doing so. Never into the producer.
    }

    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        PushEnd(error);
    }

    public void OnCompleted() => PushEnd(null);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Closed) == Open)
        {
            _caller.RemoveLastTurn(this);
            Forget();
        }

        _upstream.Leave(_caller.Loop);
    }

    public void OnLastTurn()
    {
        _upstream.Leave(_caller.Loop);
        if (Interlocked.CompareExchange(ref _state, Owing, Open) != Open)
        {
            return;
        }

        if (!_caller.Loop.IsExecuting)
        {
            // Deliver writes _delivering and then reads _state, without a fence; we wrote _state. After this one of the two sees the other.
            Interlocked.MemoryBarrierProcessWide();
        }

        if (!Volatile.Read(ref _delivering.IsSet))
        {
            PayError();
        }
    }

    internal void SubscribeTo(IObservable<T> source) => _upstream.Subscribe(source, this, _caller.Loop);

    /// <summary>On the loop.</summary>
    internal void Deliver(T value)
    {
        if (IsClosed)
        {
            return;
        }

        var delivered = false;
        Volatile.Write(ref _delivering.IsSet, true);
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
            Volatile.Write(ref _delivering.IsSet, false);

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

    /// <summary>On the loop.</summary>
    internal void DeliverEnd(Exception? error)
    {
        if (IsClosed)
        {
            return;
        }

        Dispose();
        if (error is null)
        {
            _observer.OnCompleted();
        }
        else
        {
            _observer.OnError(error);
        }
    }

    /// <summary>A run needs more room than it has of its own.</summary>
    internal T?[] TakeRoom() => Interlocked.Exchange(ref _spareRoom, null) ?? new T?[_room];

    /// <summary>One is kept: while one run is delivered and the next one grows, two go round.</summary>
    internal void GiveBack(T?[] room)
    {
        if (room.Length >= _room)
        {
            Volatile.Write(ref _spareRoom, room);
        }
    }

    /// <summary>The backlog is longer than a run: make longer ones, up to a limit.</summary>
    internal void WasFull(int room) => _room = Math.Min(MostRoom, Math.Max(_room, room * 8));

    /// <summary>The loop has ended: what is queued will not be delivered.</summary>
    internal void Forget() => (_last, _spareRoom) = (null, null);

    private void PushEnd(Exception? error)
    {
        if (!IsClosed)
        {
            _caller.Loop.Enqueue(new ObserverEnd<T>(this, error));
        }
    }
}
