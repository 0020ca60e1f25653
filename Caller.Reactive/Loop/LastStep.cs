using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// The platform waits in whole milliseconds, and a timer whose wait is rounded up is half of one late on average. So a short fraction is cut off what the loop sleeps, and
/// what is left of it is waited for awake: late by three quarters of a millisecond and a wake-up at most (half of all timers by 0.5 ms in place of 0.8,
/// docs/decisions/0011).
/// </summary>
/// <remarks>An idle loop without timers never comes here, and one with a timer every 10 ms pays 0.3 % of a processor.</remarks>
internal static class LastStep
{
    /// <summary>What is waited for awake at most.</summary>
    internal static readonly TimeSpan Longest = Environment.ProcessorCount > 1 ? TimeSpan.FromMilliseconds(0.25) : TimeSpan.Zero;

    private const int SpinsPerLook = 8;

    /// <summary>What to sleep first. The sleeper rounds it up: what is left is this step, or nothing.</summary>
    internal static TimeSpan Before(TimeSpan wait) => wait == TimeSpan.MaxValue ? wait : wait - Longest;

    /// <summary>Returns when the time has passed or something has come. The loop counts as awake meanwhile, so nobody signals it.</summary>
    internal static void Take(MailboxLoop loop, TimeSpan wait)
    {
        var since = Stopwatch.GetTimestamp();
        while (!loop.HasArrivals && Stopwatch.GetElapsedTime(since) < wait)
        {
            // No yield: who gives way on a machine with more work than processors gets back after a round of the others, hundreds of times as late as this takes.
            Thread.SpinWait(SpinsPerLook);
        }
    }
}
