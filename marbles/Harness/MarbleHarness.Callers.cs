namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    /// <summary>What the platform's delays go up to is a little more.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(49);

    private readonly List<Caller> _callers = [];
    private readonly Dictionary<string, MarbleRecording> _callerLanes = new(StringComparer.Ordinal);

    /// <summary>Makes a caller on the virtual clock, with a lane of its name. It is stopped when the harness is disposed, if it was not before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its other options; name and host are the harness's business.</param>
    /// <param name="start">False: it waits for its <see cref="CallerReactive.Caller.Start"/>.</param>
    public Caller Caller(string name, CallerOptions? options = null, bool start = true)
    {
        ArgumentNullException.ThrowIfNull(name);

        // An idle worker that is due to stop in a minute would make every run with a worker a minute long.
        options ??= new CallerOptions { WorkerIdleTimeout = Timeout.InfiniteTimeSpan };
        var caller = CallerReactive.Caller.Create(options with { Name = name, Host = CallerHost.From(Scheduler) });
        Watch(caller);
        if (start)
            caller.Start();
        return caller;
    }

    /// <summary>
    /// Gives a caller a lane of its name: <c>^</c> when it starts, <c>!</c> when it is asked to stop, <c>|</c> when it has stopped, <c>#</c> for an exception
    /// that is nobody's outcome (it counts as handled then). <see cref="Caller"/> does so by itself.
    /// </summary>
    /// <param name="caller">The caller, such as a child of another one.</param>
    /// <returns>The lane.</returns>
    public MarbleRecording Watch(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var lane = Lane(caller.Name);
        lock (_gate)
            _callers.Add(caller);
        caller.Started.OnDone(started =>
        {
            if (started.Status == PendingStatus.Succeeded)
                lane.Add(MarbleEventKind.Start, "");
        });
        caller.Stopping.OnDone(_ => lane.Add(MarbleEventKind.Stop, ""));
        caller.Stopped.OnDone(_ => lane.Complete());
        caller.UnhandledException += (_, e) =>
        {
            lane.Error(e.Exception);
            e.Handled = true;
            Stray(lane, e.Exception);
        };
        return lane;
    }

    /// <summary>The lane of a caller: what <see cref="Call"/>, <see cref="Work"/> and <see cref="Mark"/> write, and what <see cref="Watch"/> does.</summary>
    /// <param name="caller">The name of the caller, with points for spaces (<c>gui.worker.1</c>) or as it is; it need not exist yet.</param>
    public MarbleRecording Lane(string caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller = MarbleRecording.RowName(caller);
        lock (_gate)
        {
            if (!_callerLanes.TryGetValue(caller, out var lane))
                _callerLanes.Add(caller, lane = new(this, caller, MarbleRowKind.Caller));
            return lane;
        }
    }

    /// <summary>Writes a value into the lane of the caller whose work this is.</summary>
    /// <param name="label">The value.</param>
    /// <exception cref="InvalidOperationException">No caller runs here.</exception>
    public void Mark(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        Lane(CallerReactive.Caller.Current.Name).Value(label);
    }

    /// <summary>Makes the function of a call that writes a value into the lane of the caller that runs it, and does nothing else.</summary>
    /// <param name="label">The value.</param>
    public Action Call(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return () => Mark(label);
    }

    /// <summary>Makes the function of a call that writes a value into the lane of the caller that runs it, takes some virtual time and returns the value.</summary>
    /// <param name="label">The value.</param>
    /// <param name="duration">How long it takes, <see cref="Timeout.InfiniteTimeSpan"/> for ever. Cancellation ends it at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative and not infinite.</exception>
    public Func<CancellationToken, Task<string>> Work(string label, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (duration != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return WorkAsync;

        async Task<string> WorkAsync(CancellationToken cancellationToken)
        {
            var caller = CallerReactive.Caller.Current;
            var lane = Lane(caller.Name);
            var index = lane.Add(MarbleEventKind.Value, label);
            Interlocked.Increment(ref _atWork);
            try
            {
                var left = duration;
                for (; left > LongestDelay; left -= LongestDelay)
                    await Task.Delay(LongestDelay, caller.TimeProvider, cancellationToken).ConfigureAwait(true);
                await Task.Delay(left, caller.TimeProvider, cancellationToken).ConfigureAwait(true);
                return label;
            }
            finally
            {
                Interlocked.Decrement(ref _atWork);
                lane.EndAt(index);
            }
        }
    }

    private void Stray(MarbleRecording lane, Exception error)
    {
        lock (_gate)
        {
            _strays.Add(
                $"{MarbleDuration.Format(RecordedTicks)}: an exception on {lane.Name} is nobody's outcome: {error.GetType().Name}: {error.Message}"
            );
            _strayLanes.Add(lane);
        }
    }
}
