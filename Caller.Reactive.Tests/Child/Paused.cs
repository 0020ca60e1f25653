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
        var begin = caller.Now;
        caller
            .CallSoon(() =>
            {
                // All are due during the pause: in their order, before what is handed over after it. Far apart, because this thread may lose its processor between two.
                caller.Schedule(TimeSpan.FromMilliseconds(2000), () => order.Add("third"));
                caller.Schedule(TimeSpan.FromMilliseconds(600), () => order.Add("first"));
                caller.Schedule(TimeSpan.FromMilliseconds(1300), () => order.Add("second"));
                caller.SchedulePeriodic(
                    0,
                    Period,
                    state =>
                    {
                        ticks++;
                        return state;
                    }
                );
            })
            .Wait();
        Console.WriteLine("ready");
        Console.ReadLine();
        caller.CallSoon(() => order.Add("after")).Wait();
        Console.WriteLine(string.Join(' ', order));

        // The grid is kept: each tick of the pause is made up for, one item a tick.
        var (made, due) = caller.CallSoon(() => (ticks, (caller.Now - begin) / Period)).Wait();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ticks {made >= due * 0.9}: {made} of {due:F0}"));
        return 0;
    }
}
