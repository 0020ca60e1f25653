using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>A scheduler whose clock stands still until somebody drives it, without the types that it counts in.</summary>
internal abstract class VirtualTime
{
    private Func<bool>? _goal;
    private long _turns;

    internal abstract IScheduler Scheduler { get; }

    /// <summary>Whether somebody drives it now.</summary>
    internal abstract bool IsDriven { get; }

    internal DateTimeOffset Now => Scheduler.Now;

    /// <summary>Known kinds, told apart without reflection; null for every other scheduler.</summary>
    internal static VirtualTime? Of(IScheduler scheduler) =>
        scheduler switch
        {
            VirtualTimeSchedulerBase<long, long> ticks => new VirtualTime<long, long>(ticks),
            VirtualTimeSchedulerBase<DateTimeOffset, TimeSpan> dates => new VirtualTime<DateTimeOffset, TimeSpan>(dates),
            _ => null,
        };

    /// <summary>Runs what is due, item by item, moving the clock to each due time, until the goal is reached (true) or nothing is left (false).</summary>
    /// <exception cref="InvalidOperationException">Somebody drives it already.</exception>
    /// <exception cref="Exception">What an item threw; it can be driven again.</exception>
    internal bool Drive(Func<bool> goal)
    {
        if (!CurrentThreadScheduler.IsScheduleRequired)
        {
            throw new InvalidOperationException(
                "Virtual time cannot be driven inside work that Rx's CurrentThreadScheduler runs: whatever is subscribed in it would wait for ever."
            );
        }

        if (IsDriven)
        {
            throw new InvalidOperationException(
                $"The {Scheduler.GetType().Name} is running already. Await the pending instead of driving the clock from inside; "
                    + "or, if an action threw in a Start of your own, call its Stop first."
            );
        }

        _goal = goal;
        try
        {
            (long, DateTimeOffset) before;
            do
            {
                // Somebody may stop the scheduler in the middle; it is empty when a start brings nothing about.
                before = (_turns, Now);
                if (goal())
                {
                    return true;
                }

                Start();
            } while ((_turns, Now) != before || goal());

            return goal();
        }
        catch
        {
            Stop(); // an action that throws leaves it marked as running, and every later start would do nothing (contract C32)
            throw;
        }
        finally
        {
            _goal = null;
        }
    }

    /// <summary>After each turn of a loop: ends the drive when its goal is reached.</summary>
    internal void Turned()
    {
        _turns++;
        Check();
    }

    /// <summary>Any thread, when the goal may have been reached.</summary>
    internal void Check()
    {
        if (_goal is { } goal && goal())
        {
            Stop();
        }
    }

    private protected abstract void Start();

    internal abstract void Stop();
}

/// <summary>The same for the types that it counts in.</summary>
internal sealed class VirtualTime<TAbsolute, TRelative>(VirtualTimeSchedulerBase<TAbsolute, TRelative> scheduler) : VirtualTime
    where TAbsolute : IComparable<TAbsolute>
{
    internal override IScheduler Scheduler => scheduler;

    internal override bool IsDriven => scheduler.IsEnabled;

    private protected override void Start() => scheduler.Start();

    internal override void Stop() => scheduler.Stop();
}
