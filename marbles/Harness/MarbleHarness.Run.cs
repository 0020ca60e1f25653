namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    private readonly List<Func<IEnumerable<string>>> _checks = [];

    /// <summary>Whether recordings are closed.</summary>
    internal bool IsOver => Volatile.Read(ref _over);

    /// <summary>
    /// Runs everything, from due time to due time, until nothing is left to do or the time is up; then compares every recording of which something is expected.
    /// </summary>
    /// <param name="until">The last moment of the run, counted from time 0; null: until nothing is left.</param>
    /// <param name="title">The title of the recorded run.</param>
    /// <returns>What happened, to draw it.</returns>
    /// <exception cref="MarbleAssertionException">
    /// Something happened otherwise than expected; or work was left unfinished, a child alive, an exception stray, and the options do not allow that.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The last moment is before time 0.</exception>
    /// <exception cref="InvalidOperationException">It ran before.</exception>
    /// <exception cref="Exception">What an action threw that ran on no caller.</exception>
    public RecordedRun Run(TimeSpan? until = null, string title = "")
    {
        ArgumentNullException.ThrowIfNull(title);
        if (until is { } end)
            ArgumentOutOfRangeException.ThrowIfLessThan(end, TimeSpan.Zero, nameof(until));
        Execute(until?.Ticks);
        Check();
        var lanes = _callerLanes.Values.Where(lane => lane.IsExpected || lane.Events.Any(e => e.Kind == MarbleEventKind.Value));
        return new()
        {
            Title = title,
            Frame = Options.Timing.Frame,
            Inputs = [.. _inputs.Select(lane => lane.ToLane())],
            Outputs = [.. _outputs.Concat(lanes).Select(lane => lane.ToLane())],
            StopTicks = until?.Ticks ?? 0,
        };
    }

    /// <summary>
    /// Makes virtual time stand still, from now on, until a pending has ended that other threads work on, such as one of <c>ToThread</c>. Everything that is
    /// due now still runs. Call it after the recording of the pending was declared, so that what it records happens at this time.
    /// If it takes more real time than <see cref="MarbleHarnessOptions.RealTimeLimit"/>, the run fails.
    /// </summary>
    /// <param name="pending">The pending.</param>
    public void HoldTime(Pending pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        var done = new ManualResetEventSlim();
        pending.OnDone(_ => done.Set());
        var start = TimeProvider.System.GetTimestamp();
        ScheduleAt(NowTicks, Wait);

        void Wait()
        {
            // The event is set by the last of the pending's listeners: what the others did is visible, and queued, by then.
            if (done.Wait(TimeSpan.FromMilliseconds(Scheduler is MarbleScheduler ? 1 : 20)))
                return;
            if (TimeProvider.System.GetElapsedTime(start) > Options.RealTimeLimit)
                throw new MarbleAssertionException(
                    $"Time was held for {pending}, which has not ended within {Options.RealTimeLimit.TotalSeconds} s."
                );
            ScheduleAt(NowTicks, Wait);
        }
    }

    internal void AtEnd(Func<IEnumerable<string>> check) => _checks.Add(check);

    /// <summary>A lane that is no row of its own unless a diagram asks for it.</summary>
    internal MarbleRecording Unlisted(string name, MarbleRowKind kind) => new(this, name, kind);

    internal void Execute(long? until)
    {
        if (_running || _over)
            throw new InvalidOperationException("A harness runs once. Make another one for another run.");
        _running = true;
        _beforeRun.ForEach(action => action());
        var end = until ?? Sum(Math.Max(_lastMark, NowTicks), Options.Patience.Ticks);
        try
        {
            Drive(end);
            if (until is null && Scheduler is MarbleScheduler { NextDue: not null })
                throw new MarbleAssertionException(
                    $"The run does not end: at {MarbleDuration.Format(end)} there is still something to do. Say how long it is to run."
                );
        }
        finally
        {
            Volatile.Write(ref _over, true);
        }
    }

    /// <summary>All mismatches and complaints in one exception.</summary>
    internal void Check()
    {
        List<MarbleRecording> lanes;
        lock (_gate)
            lanes = [.. _outputs, .. _callerLanes.Values];
        Check(lanes);
    }

    internal void Check(IReadOnlyList<MarbleRecording> lanes)
    {
        var mismatches = lanes.Select(lane => lane.Compare()).OfType<MarbleMismatch>().ToList();
        List<string> notes = [.. lanes.SelectMany(lane => lane.Elsewhere()), .. _checks.SelectMany(check => check()), .. Leftovers(lanes)];
        if (mismatches.Count + notes.Count > 0)
            throw new MarbleAssertionException(mismatches, notes);
    }
}
