using System.Reactive.Concurrency;

namespace CallerReactive.Marbles;

/// <summary>How a <see cref="MarbleHarness"/> runs and what it takes for a failure.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record MarbleHarnessOptions
{
    private readonly TimeSpan? _resolution;
    private readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private readonly TimeSpan _realTimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The options of a harness that is given none.</summary>
    public static MarbleHarnessOptions Default { get; } = new();

    /// <summary>How characters count as time; RxJS's rules unless set.</summary>
    public MarbleOptions Timing { get; init; } = MarbleOptions.Default;

    /// <summary>The virtual clock, such as a <c>TestScheduler</c>; null (the default) for a <see cref="MarbleScheduler"/>. Time 0 is where its clock stands.</summary>
    public VirtualTimeScheduler<long, long>? Scheduler { get; init; }

    /// <summary>
    /// Recorded times are rounded down to whole multiples of this. Null (the default): not at all on a <see cref="MarbleScheduler"/>; to frames on any
    /// other scheduler, because <c>TestScheduler</c> puts whatever is scheduled for now one tick of 100 ns later.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan? Resolution
    {
        get => _resolution;
        init
        {
            if (value is { } time)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(Resolution));
            _resolution = value;
        }
    }

    /// <summary>True: it is no failure that calls, timers or recorded pendings are unfinished when the run is over.</summary>
    public bool AllowUnfinishedWork { get; init; }

    /// <summary>True: it is no failure that callers have live children (other than idle workers) when the run is over.</summary>
    public bool AllowLiveChildren { get; init; }

    /// <summary>True: it is no failure that an exception was nobody's outcome, on a caller whose row does not expect that.</summary>
    public bool AllowStrayExceptions { get; init; }

    /// <summary>
    /// How far beyond the last mark of all rows a run without an end may go before it counts as endless; a minute unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan Patience
    {
        get => _patience;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Patience));
            _patience = value;
        }
    }

    /// <summary>
    /// How long, in real time, virtual time waits for other threads (see <see cref="MarbleHarness.HoldTime"/>), and the end of a harness for its callers; 10 s unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative; <see cref="TimeSpan.MaxValue"/> is for ever.</exception>
    public TimeSpan RealTimeLimit
    {
        get => _realTimeLimit;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(RealTimeLimit));
            _realTimeLimit = value;
        }
    }
}
