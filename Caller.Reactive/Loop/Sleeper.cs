namespace CallerReactive;

/// <summary>What a loop sleeps on. One sleeper, any number of wakers; a signal that comes first is kept.</summary>
/// <remarks>A monitor and not a wait handle: nothing to dispose, so a late signal to an ended loop is harmless.</remarks>
internal sealed class Sleeper
{
    private bool _signalled;

    internal void Signal()
    {
        lock (this)
        {
            _signalled = true;
            Monitor.Pulse(this);
        }
    }

    /// <summary>
    /// Returns when signalled or when the time has passed, whole milliseconds rounded up; a stale signal returns at once, and so does <see cref="Thread.Interrupt"/>,
    /// which was meant for what ran here before, or for nobody: whoever sleeps looks again.
    /// </summary>
    internal void Wait(TimeSpan longest)
    {
        try
        {
            WaitInterruptibly(longest);
        }
        catch (ThreadInterruptedException) { }
    }

    private void WaitInterruptibly(TimeSpan longest)
    {
        lock (this)
        {
            if (!_signalled)
            {
                if (longest == TimeSpan.MaxValue)
                {
                    Monitor.Wait(this);
                }
                else
                {
                    Monitor.Wait(this, (int)Math.Ceiling(Math.Min(longest.TotalMilliseconds, LoopClock.LongestSleep.TotalMilliseconds)));
                }
            }

            _signalled = false;
        }
    }
}
