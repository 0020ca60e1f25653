using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// Elements of one observed sequence that stand next to each other in the caller's queue: they share a place in it, because nothing else came between them.
/// </summary>
/// <remarks>
/// A place for each element cost 56 B of every element that the recycled ones did not suffice for, and two cache misses; a run costs 4 B for an <c>int</c>
/// (docs/decisions/0026).
/// <para>
/// Order. A producer adds to a run only if it is the last thing in the queue, and looks in this order: state, place, state. The state has a number that grows
/// with each use, so if it is the same at the end, the run was open and in the queue when it was seen to be last. What others queue after that look, they queue
/// while the add goes on, and may find themselves on either side of it; what they had queued before, they find before it.
/// </para>
/// <para>
/// The loop closes a run when it begins with it. From then on the run is the loop's alone: it touches none of this with an interlocked operation again, and a
/// slow observer does not share cache lines with a fast producer.
/// </para>
/// </remarks>
internal sealed class ObserverRun<T>(ObserveOnSink<T> sink) : PooledItem
{
    /// <summary>Room that a run keeps when it is recycled: for sequences that take turns in the queue.</summary>
    internal const int SmallRoom = 16;

    // The parts of _state, beside the number of the use in the upper half.
    private const long Count = Writing - 1;
    private const long Writing = 1L << 30;
    private const long Closed = 1L << 31;
    private const long Use = 1L << 32;

    private long _state = Closed;
    private T? _head; // alone most of the time when the observer keeps up: then there is no array
    private T?[]? _rest;

    // Of the loop.
    private int _count;
    private int _taken;

    /// <summary>An element that was handed over is delivered while the caller still turns.</summary>
    internal override bool SurvivesStop => true;

    internal override CallerItemKind Kind => CallerItemKind.Observer;

    /// <summary>Before it is queued: begins with one element.</summary>
    internal void Begin(T value)
    {
        _head = value;
        Volatile.Write(ref _state, (_state & ~(Use - 1)) + Use + 1);
    }

    /// <summary>Any thread. False when something else was queued meanwhile, when the loop has begun with it, when it is full, and when another thread is just adding.</summary>
    internal bool TryAdd(Loop loop, T value)
    {
        var state = Volatile.Read(ref _state);
        if (
            (state & (Writing | Closed)) != 0
            || !loop.IsLast(this)
            || Interlocked.CompareExchange(ref _state, state | Writing, state) != state
        )
        {
            return false;
        }

        var index = (int)(state & Count) - 1;
        var hasRoom = index < (_rest?.Length ?? 0) || MakeRoom(index);
        if (hasRoom)
        {
            _rest![index] = value;
            state++;
        }

        Volatile.Write(ref _state, state);
        return hasRoom;
    }

    /// <summary>Delivers one element after the other while nothing else has a right to a turn between them.</summary>
    internal override void Run(Loop loop)
    {
        if (_count == 0)
        {
            _count = Close();
        }

        bool isLeft;
        do
        {
            var value = Take(_taken++);
            isLeft = _taken < _count && !sink.IsClosed;
            if (!isLeft)
            {
                Recycle();
            }
            else if (loop.CanNest)
            {
                PutBack(loop);
                isLeft = false;
            }

            sink.Deliver(value);
        } while (isLeft && loop.MayGoOn());

        if (isLeft)
        {
            PutBack(loop);
        }
    }

    // Nothing is cleared: a loop that did not come back from this run in time may still come back. Without the sink nobody reaches it.
    internal override void Orphan()
    {
        Close();
        sink.Forget();
    }

    private void PutBack(Loop loop)
    {
        if (!loop.PutBack(this))
        {
            Orphan();
        }
    }

    private T Take(int index)
    {
        ref var place = ref index == 0 ? ref _head : ref _rest![index - 1];
        var value = place!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            place = default;
        }

        return value;
    }

    private void Recycle()
    {
        (_count, _taken) = (0, 0);
        if (_rest?.Length > SmallRoom)
        {
            sink.GiveBack(_rest);
            _rest = null;
        }

        sink.Runs.Return(this);
    }

    private bool MakeRoom(int used)
    {
        if (used > SmallRoom)
        {
            sink.WasFull(used);
            return false;
        }

        var room = used == 0 ? new T?[SmallRoom] : sink.TakeRoom();
        _rest?.CopyTo(room, 0);
        _rest = room;
        return true;
    }

    /// <summary>Nobody adds any more. How many there are.</summary>
    private int Close()
    {
        var spin = new SpinWait();
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & Writing) == 0 && Interlocked.CompareExchange(ref _state, state | Closed, state) == state)
            {
                Debug.Assert((state & Count) > 0, "A run that was queued has an element.");
                return (int)(state & Count);
            }

            // Somebody writes one element, no code of the user's: a matter of nanoseconds unless that thread has just lost its processor.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
