namespace CallerReactive;

/// <summary>What a loop sleeps on. One sleeper, any number of wakers; a signal that comes first is kept.</summary>
/// <remarks>A monitor and not a wait handle: nothing to dispose, so a late signal to an ended loop is harmless.</remarks>
internal sealed class Sleeper
{
    private readonly object _gate = new();
    private bool _signalled;

    internal void Signal()
    {
        lock (_gate)
        {
            _signalled = true;
            Monitor.Pulse(_gate);
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
        lock (_gate)
        {
            if (!_signalled)
            {
                if (longest == TimeSpan.MaxValue)
                {
                    Monitor.Wait(_gate);
                }
                else
                {
                    Monitor.Wait(_gate, (int)Math.Ceiling(Math.Min(longest.TotalMilliseconds, LoopClock.LongestSleep.TotalMilliseconds)));
                }
            }

            _signalled = false;
        }
    }
}
