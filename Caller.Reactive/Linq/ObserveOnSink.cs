using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// One subscription of <c>ObserveOn(caller)</c>. The source's threads put runs of elements into the caller's queue; the caller hands them to the observer.
/// </summary>
internal sealed class ObserveOnSink<T> : CallerSink<T, T>
{
    /// <summary>Room for a long run: 32 KB, or 128 elements if they are more.</summary>
    private static readonly int MostRoom = Math.Max(ObserverRun<T>.SmallRoom * 8, 32 * 1024 / Unsafe.SizeOf<T>());

    private ObserverRun<T>? _last;
    private T?[]? _spareRoom;
    private int _room = ObserverRun<T>.SmallRoom * 8;

    internal ObserveOnSink(Caller caller, IObserver<T> observer)
        : base(caller, observer) =>
        Runs = new ItemPool<ObserverRun<T>>(caller.Loop, this, static sink => new ObserverRun<T>((ObserveOnSink<T>)sink));

    internal ItemPool<ObserverRun<T>> Runs { get; }

    internal static CallerStoppedException StoppedError(Caller caller) =>
        new($"The caller '{caller.Name}' stopped while a sequence was observed on it.");

    public override void OnNext(T value)
    {
        if (IsClosed || _last?.TryAdd(Caller.Loop, value) == true)
        {
            return;
        }

        // Sources that call concurrently each begin a run then; the one that remains in the field is as good as another.
        var run = Runs.Rent();
        run.Begin(value);
        if (Caller.Loop.Enqueue(run))
        {
            Volatile.Write(ref _last, run);
        }

        // Else the caller has ended; its last turn has told the observer or is doing so. Never into the producer.
    }

    public override void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        PushEnd(error);
    }

    public override void OnCompleted() => PushEnd(null);

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

    protected override void OnClosed() => Forget();

    private void PushEnd(Exception? error)
    {
        if (!IsClosed)
        {
            Caller.Loop.Enqueue(new ObserverEnd<T>(this, error));
        }
    }
}
