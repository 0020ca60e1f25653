using System.Reactive.Concurrency;

namespace CallerReactive.Marbles;

/// <summary>How a <see cref="MarbleHarness"/> runs and what it takes for a failure.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record MarbleHarnessOptions
{
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
    public TimeSpan? Resolution { get; init; }

    /// <summary>True: it is no failure that calls, timers or recorded pendings are unfinished when the run is over.</summary>
    public bool AllowUnfinishedWork { get; init; }

    /// <summary>True: it is no failure that callers have live children (other than idle workers) when the run is over.</summary>
    public bool AllowLiveChildren { get; init; }

    /// <summary>True: it is no failure that an exception was nobody's outcome, on a caller whose row does not expect that.</summary>
    public bool AllowStrayExceptions { get; init; }

    /// <summary>
    /// How far beyond the last mark of all rows a run without an end may go before it counts as endless; a minute unless set.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long, in real time, virtual time waits for other threads (see <see cref="MarbleHarness.HoldTime"/>), and the end of a harness for its callers; 10 s unless set.
    /// </summary>
    public TimeSpan RealTimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}
