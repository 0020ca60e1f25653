using System.Reactive.Concurrency;

namespace CallerReactive.Marbles;

/// <summary>
/// Runs marble diagrams in virtual time: makes observables, pendings, async streams and callers from rows, records what comes out, and compares it with
/// rows. Declare everything, then call <see cref="Run"/>; one harness is one run.
/// </summary>
/// <remarks>
/// Declare from one thread. Everything runs on the thread that calls <see cref="Run"/>, except what the tested code itself sends elsewhere; recordings may be
/// written from any thread. What is due at one time happens in the order of declaration, hot rows last.
/// </remarks>
public sealed partial class MarbleHarness : IDisposable
{
    private readonly object _gate = new();
    private readonly long _zero;
    private readonly long _resolution;
    private readonly List<Action> _beforeRun = [];
    private readonly List<string> _strays = [];
    private long _lastMark;
    private bool _running;
    private bool _over;

    /// <summary>Makes a harness whose clock stands at time 0.</summary>
    /// <param name="options">How it runs; the usual way when null.</param>
    public MarbleHarness(MarbleHarnessOptions? options = null)
    {
        Options = options ?? MarbleHarnessOptions.Default;
        Scheduler = Options.Scheduler ?? new MarbleScheduler();
        _zero = Scheduler.Clock;
        var usual = Scheduler is MarbleScheduler ? TimeSpan.FromTicks(1) : Options.Timing.Frame;
        _resolution = (Options.Resolution ?? usual).Ticks;
    }

    /// <summary>How it runs.</summary>
    public MarbleHarnessOptions Options { get; }

    /// <summary>The virtual clock. Give it to operators that want a scheduler but no caller.</summary>
    public VirtualTimeScheduler<long, long> Scheduler { get; }

    /// <summary>The time since time 0. Any thread.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(NowTicks);

    internal long NowTicks => Scheduler.Clock - _zero;

    /// <summary>The time as recordings have it.</summary>
    internal long RecordedTicks => NowTicks / _resolution * _resolution;

    /// <summary>Does something at a time of the run, on no caller.</summary>
    /// <param name="time">When, counted from time 0; now if that is over.</param>
    /// <param name="action">What is done. What it throws ends the run.</param>
    public void At(TimeSpan time, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ScheduleAt(time.Ticks, action);
    }

    /// <summary>Does something at a time of the run, such as <c>10ms</c> or <c>1.5s</c>, on no caller.</summary>
    /// <param name="time">When, as rows write times.</param>
    /// <param name="action">What is done. What it throws ends the run.</param>
    /// <exception cref="MarbleFormatException">That is no time.</exception>
    public void At(string time, Action action)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(action);
        At(
            MarbleDuration.TryReadWhole(time, out var ticks)
                ? TimeSpan.FromTicks(ticks)
                : throw new MarbleFormatException($"a time is written as 10ms, 1.5s or 2m: {time}"),
            action
        );
    }

    /// <summary>Plays a row of commands: does something for each letter at its time, on no caller, and records that as a lane of the input.</summary>
    /// <param name="name">The name of the lane.</param>
    /// <param name="marbles">The row, as for a hot observable.</param>
    /// <param name="action">What is done; it gets the letter.</param>
    /// <exception cref="MarbleFormatException">That is no row.</exception>
    public void Play(string name, string marbles, Action<string> action) => Play(name, Parse(name, marbles, MarbleRowKind.Hot), action);

    /// <param name="name">The name of the lane.</param>
    /// <param name="row">The row.</param>
    /// <param name="action">What is done; it gets the letter.</param>
    /// <param name="on">Brings it to the caller of the row; null for none.</param>
    internal void Play(string name, MarbleRow row, Action<string> action, Action<Action>? on = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        Note(row);
        var lane = Record(name, row.Kind, isInput: true);
        foreach (var e in row.Events)
        {
            if (on is null || e.Kind != MarbleEventKind.Value)
                ScheduleAt(e.Ticks, () => Do(e));
            else
                ScheduleAt(e.Ticks, () => on(() => Do(e)));
        }

        void Do(MarbleEvent e)
        {
            lane.Add(e.Kind, e.Label);
            if (e.Kind == MarbleEventKind.Value)
                action(e.Label);
        }
    }

    internal IDisposable ScheduleAt(long ticks, Action action)
    {
        _lastMark = Math.Max(_lastMark, ticks);
        return Scheduler.ScheduleAbsolute(
            action,
            Sum(_zero, ticks),
            static (_, action) =>
            {
                action();
                return System.Reactive.Disposables.Disposable.Empty;
            }
        );
    }

    /// <summary>The sum, or where the clock ends: a time beyond that never comes.</summary>
    internal static long Sum(long ticks, long more) => more > 0 && ticks > long.MaxValue - more ? long.MaxValue : ticks + more;

    internal MarbleRow Parse(string marbles, MarbleRowKind kind)
    {
        ArgumentNullException.ThrowIfNull(marbles);
        return MarbleRow.Parse(marbles, kind, Options.Timing);
    }

    /// <summary>The row of a lane. Both are refused by the names that they have for the user.</summary>
    internal MarbleRow Parse(string name, string marbles, MarbleRowKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Parse(marbles, kind);
    }

    /// <summary>Remembers how long the rows are.</summary>
    internal void Note(MarbleRow row) => _lastMark = Math.Max(_lastMark, row.EndTicks);

    private void BeforeRun(Action action)
    {
        if (_running)
            action();
        else
            _beforeRun.Add(action);
    }
}
