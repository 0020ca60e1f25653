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
        var (ticks, due) = (0, double.PositiveInfinity);
        var madeUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begin = caller.Now;
        caller
            .CallSoon(() =>
            {
                // All are due during the pause: in their order, before what is handed over after it. Far apart, because this thread may lose its processor between two.
                caller.Schedule(TimeSpan.FromSeconds(8), () => order.Add("third"));
                caller.Schedule(TimeSpan.FromSeconds(2), () => order.Add("first"));
                caller.Schedule(TimeSpan.FromSeconds(5), () => order.Add("second"));
                caller.SchedulePeriodic(
                    0,
                    Period,
                    state =>
                    {
                        if (++ticks >= due)
                        {
                            madeUp.TrySetResult();
                        }

                        return state;
                    }
                );
            })
            .Wait();
        Console.WriteLine("ready");
        Console.ReadLine();
        caller.CallSoon(() => order.Add("after")).Wait();
        Console.WriteLine(string.Join(' ', order));

        // The grid is kept: each tick of the pause is made up for, one item a tick, with others between them. Without that, as many ticks as were due take as long again.
        caller.CallSoon(() => due = (caller.Now - begin) / Period).Wait();
        madeUp.Task.Wait();
        var (made, all) = caller.CallSoon(() => (ticks, (caller.Now - begin) / Period)).Wait();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ticks {made >= all * 0.9}: {made} of {all:F0}"));
        return 0;
    }
}
