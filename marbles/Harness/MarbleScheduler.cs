using System.Reactive.Concurrency;

namespace CallerReactive.Marbles;

/// <summary>
/// Virtual time in ticks of 100 ns, in which nothing takes time that does not say so: what is scheduled for now, or for the past, runs at the time that it
/// is, after what was scheduled for that time before. So a frame stays a frame, unlike on schedulers that move such work one tick on.
/// </summary>
/// <remarks>One thread at a time may drive it; any thread may schedule.</remarks>
public sealed class MarbleScheduler : VirtualTimeScheduler<long, long>
{
    /// <summary>What runs at one time is more than this only if something schedules itself again and again.</summary>
    private const int MostAtOneTime = 1_000_000;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _countedAt;
    private int _count;

    /// <summary>Makes a scheduler whose clock stands at 0, which is the beginning of the year 2000 in UTC.</summary>
    public MarbleScheduler()
        : base(0, Comparer<long>.Default) { }

    /// <summary>When the next work is due, in ticks; null when there is none. For the driving thread.</summary>
    public long? NextDue => GetNext()?.DueTime;

    /// <summary>Schedules work at a time, or now if that is over.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">What the action gets.</param>
    /// <param name="dueTime">When, in ticks.</param>
    /// <param name="action">What is to be done.</param>
    /// <returns>Disposing it prevents a run that has not begun; otherwise it disposes what the action returns.</returns>
    /// <exception cref="InvalidOperationException">Time does not pass: a million things were scheduled for this moment.</exception>
    public override IDisposable ScheduleAbsolute<TState>(TState state, long dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var now = Clock;
        if (dueTime <= now)
        {
            dueTime = now;
            if (Interlocked.Exchange(ref _countedAt, now) != now)
                Volatile.Write(ref _count, 0);
            if (Interlocked.Increment(ref _count) > MostAtOneTime)
                throw new InvalidOperationException(
                    $"Time stands still at {MarbleDuration.Format(now)}: something schedules itself again and again without a delay."
                );
        }
        return base.ScheduleAbsolute(state, dueTime, action);
    }

    /// <inheritdoc />
    protected override long Add(long absolute, long relative) =>
        relative > 0 && absolute > long.MaxValue - relative ? long.MaxValue : absolute + relative;

    /// <inheritdoc />
    protected override DateTimeOffset ToDateTimeOffset(long absolute) =>
        absolute > DateTimeOffset.MaxValue.Ticks - Epoch.Ticks ? DateTimeOffset.MaxValue : Epoch.AddTicks(absolute);

    /// <inheritdoc />
    protected override long ToRelative(TimeSpan timeSpan) => timeSpan.Ticks;
}
