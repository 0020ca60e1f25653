namespace CallerReactive;

/// <summary>Time-outs of waiters: by the clock of the pending's caller, and a <see cref="TimeoutException"/> that says who did not end.</summary>
internal static class TimeoutGuard
{
    internal static void Validate(TimeSpan? timeout, string name)
    {
        if (timeout is { } limit && limit < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, limit, "A time-out is zero or more, or Timeout.InfiniteTimeSpan for none.");
        }
    }

    /// <summary>The platform's timers end at 49 days: what is longer is as good as infinite.</summary>
    internal static TimeSpan Clamp(TimeSpan timeout) => timeout > TimeSpan.FromDays(49) ? Timeout.InfiniteTimeSpan : timeout;

    internal static TimeoutException Error(Pending pending, TimeSpan timeout, string what) =>
        new(
            $"{char.ToUpperInvariant(pending.DisplayName[0])}{pending.DisplayName[1..]} did not {what} within {timeout}. It is {pending.Status}."
        );

    /// <summary>The clock that the caller runs by, not the caller's timers: a time-out must also come while the loop is busy. What waits for a worker goes by its owner's.</summary>
    internal static TimeProvider ClockOf(Pending pending) => pending.ReportTo?.Clock.Provider ?? TimeProvider.System;
}
