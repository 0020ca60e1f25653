using System.Diagnostics;

namespace CallerReactive;

/// <summary>A thread that blocks until a pending has ended.</summary>
internal sealed class BlockingListener : PendingListener
{
    private bool _done;

    /// <summary>False when the time passed first.</summary>
    internal static bool Wait(Pending pending, TimeSpan timeout)
    {
        var listener = new BlockingListener();
        if (pending.TryAddListener(listener))
        {
            listener.Block(timeout);
            pending.RemoveListener(listener);
        }

        return pending.IsDone;
    }

    internal override void OnDone(Pending pending)
    {
        lock (this)
        {
            _done = true;
            Monitor.Pulse(this);
        }
    }

    private void Block(TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        lock (this)
        {
            while (!_done)
            {
                if (timeout == Timeout.InfiniteTimeSpan)
                {
                    Monitor.Wait(this);
                    continue;
                }

                var left = timeout - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }

                Monitor.Wait(this, left < LoopClock.LongestSleep ? left + TimeSpan.FromMilliseconds(1) : LoopClock.LongestSleep);
            }
        }
    }
}
