using System.Diagnostics;
using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>A loop that pumps on a thread of its own, or on the thread that calls <see cref="Run"/>. Needs no thread pool to keep time.</summary>
internal sealed class ThreadLoop : MailboxLoop
{
    private const int ExactAttempts = 3;

    /// <summary>What timers of the platform promise at best.</summary>
    private static readonly TimeSpan AlarmPrecision = TimeSpan.FromMilliseconds(1);

    private readonly Sleeper _sleeper = new();
    private Spinner _spinner;
    private ITimer? _alarm;
    private Thread? _thread;

    internal ThreadLoop(ILoopOwner owner, TimeProvider clock)
        : base(owner, clock) { }

    internal override Thread? Thread => Volatile.Read(ref _thread);

    /// <summary>The thread that makes ours, while it does.</summary>
    internal Thread? Maker { get; set; }

    internal override string? WhyNotBlock() =>
        IsClaimed ? null
        : Maker == Thread.CurrentThread ? "it is this thread that has to make its thread. Return it from the factory first."
        : Thread == Thread.CurrentThread && !IsPumping ? "it is this thread that has to run it. Use RunUntil instead."
        : null;

    /// <summary>Makes this thread the one that pumps, until <see cref="EndPump"/>. A refusal changes nothing.</summary>
    /// <exception cref="InvalidOperationException">It pumps already, or another thread is its home, or an Rx trampoline is active here.</exception>
    internal void BeginPump()
    {
        if (!CurrentThreadScheduler.IsScheduleRequired)
        {
            throw new InvalidOperationException(
                $"The caller '{Owner.Name}' cannot run inside work that Rx's CurrentThreadScheduler runs: whatever is subscribed in it would wait for ever. "
                    + "Start it from outside, or on a thread of its own."
            );
        }

        if (Interlocked.CompareExchange(ref _thread, Thread.CurrentThread, null) is { } home && home != Thread.CurrentThread)
        {
            throw new InvalidOperationException(
                $"The caller '{Owner.Name}' belongs to the thread '{home.Name ?? home.ManagedThreadId.ToString(System.Globalization.CultureInfo.InvariantCulture)}' and cannot run on another one."
            );
        }

        if (!TryBeginPumping())
        {
            throw new InvalidOperationException($"The caller '{Owner.Name}' runs already.");
        }
    }

    /// <summary>Pumps until the loop ends or somebody asks this frame to leave. Between <see cref="BeginPump"/> and <see cref="EndPump"/>.</summary>
    /// <param name="entered">Runs on the loop before everything else.</param>
    internal void Run(Action entered)
    {
        var before = Enter(asHome: true);
        try
        {
            Dispatch(new EnteringItem(entered));
            while (!TryPump()) { }
        }
        finally
        {
            Leave(before);
        }
    }

    internal void EndPump() => EndPumping();

    /// <summary>Makes the running frame return after the item that it executes now.</summary>
    internal void Exit() => RequestExit();

    internal override void Retire() => Interlocked.Exchange(ref _alarm, null)?.Dispose();

    private protected override void Awaken() => _sleeper.Signal();

    /// <summary>False when <see cref="Thread.Interrupt"/> met us between two items, in a lock that somebody else held: it was meant for what ran before, or for nobody.</summary>
    private bool TryPump()
    {
        try
        {
            Pump();
            return true;
        }
        catch (ThreadInterruptedException) when (!IsDispatching)
        {
            return false;
        }
    }

    private void Pump()
    {
        while (true)
        {
            if (HasSignals && HandleSignals())
            {
                return;
            }

            if (!RunReady() && !RunNext() && !_spinner.Spin(this))
            {
                Sleep();
            }
        }
    }

    private void Sleep()
    {
        if (!TryFallAsleep())
        {
            return;
        }

        try
        {
            // From here on whoever brings work, a nearer timer or a signal sees the loop asleep and signals; so what is read now is not stale.
            var wait = HasSignals ? TimeSpan.Zero : PrepareSleep();
            if (wait > TimeSpan.Zero && Clock.IsSystem && wait <= LastStep.Longest)
            {
                Rise();
                LastStep.Take(this, wait);
                return;
            }

            if (wait > TimeSpan.Zero && (Clock.IsSystem || SetAlarm(ref wait)))
            {
                var since = Stopwatch.GetTimestamp();
                _sleeper.Wait(LastStep.Before(wait));
                _spinner.Learn(Stopwatch.GetElapsedTime(since));
            }
        }
        finally
        {
            Rise();
        }
    }

    /// <summary>Only a foreign clock knows when its time has come, so its timer wakes the loop. False when the time came meanwhile.</summary>
    private bool SetAlarm(ref TimeSpan wait)
    {
        if (wait == TimeSpan.MaxValue)
        {
            return true;
        }

        _alarm ??= Clock.CreateTimer(static loop => ((ThreadLoop)loop!).Disturb(), this);
        for (var attempt = 1; ; attempt++)
        {
            _alarm.Change(wait < LoopClock.LongestSleep ? wait : LoopClock.LongestSleep, Timeout.InfiniteTimeSpan);
            var left = PrepareSleep();
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            // The alarm counts from when it is set. If the clock was moved since it was read, the alarm is late by that much, and whoever moves
            // the clock by hand may never move it that far: set it again. A clock that ticks by itself always moves a little.
            if (left == wait || (attempt > ExactAttempts && wait - left < AlarmPrecision))
            {
                wait = TimeSpan.MaxValue;
                return true;
            }

            wait = left;
        }
    }
}
