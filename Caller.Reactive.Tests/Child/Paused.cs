using System.Globalization;
using System.Reactive.Concurrency;

namespace CallerReactive.Child;

/// <summary>The process is stopped (SIGSTOP, as by a debugger) after it has said "ready", and goes on later. It says what its timers have done.</summary>
internal static class Paused
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    internal static int Run()
    {
        var caller = Caller.StartNew("paused");
        var order = new List<string>();
        var ticks = 0;
        using var done = new ManualResetEventSlim();
        var begin = caller.Now;
        caller.CallSoon(() =>
        {
            // Both are due during the pause: in their order, before what is handed over after it.
            caller.Schedule(TimeSpan.FromMilliseconds(800), () => order.Add("second"));
            caller.Schedule(TimeSpan.FromMilliseconds(600), () => order.Add("first"));
            caller.Schedule(begin + TimeSpan.FromMilliseconds(900), () => order.Add("third"));
            caller.SchedulePeriodic(
                0,
                Period,
                state =>
                {
                    ticks++;
                    return state;
                }
            );
            caller.Schedule(
                TimeSpan.FromMilliseconds(2500),
                () =>
                {
                    order.Add("last");
                    done.Set();
                }
            );
        });
        Console.WriteLine("ready");
        Console.ReadLine();
        caller.CallSoon(() => order.Add("after")).Wait();
        done.Wait();
        Console.WriteLine(string.Join(' ', order));

        // The grid is kept: each tick of the pause is made up for, one item a tick.
        var (made, due) = caller.CallSoon(() => (ticks, (caller.Now - begin) / Period)).Wait();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ticks {made >= due * 0.9}: {made} of {due:F0}"));
        return 0;
    }
}
