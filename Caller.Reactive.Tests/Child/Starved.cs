namespace CallerReactive.Child;

/// <summary>All threads of the pool are busy for good. Callers with threads of their own do not need any of it.</summary>
internal static class Starved
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    internal static int Run()
    {
        using var release = new ManualResetEventSlim();
        var busy = Occupy(release);
        var caller = Caller.StartNew("starved");

        Console.WriteLine($"call {caller.CallSoon(static () => 1).Wait(Limit)}");
        Console.WriteLine($"async {caller.CallSoon(Home).Wait(Limit)}");
        Console.WriteLine($"timer {caller.CallLater(TimeSpan.FromMilliseconds(20), static () => 2).Wait(Limit)}");
        Console.WriteLine($"worker {caller.ToThread(static () => 3).Wait(Limit)}");
        Console.WriteLine($"child {caller.Get("child").CallSoon(static () => 4).Wait(Limit)}");
        Console.WriteLine($"periodic {Ticks(caller)}");
        using var stopped = new ManualResetEventSlim();
        caller.Stopped.OnDone(_ => stopped.Set());
        caller.Stop();
        Console.WriteLine($"stopped {stopped.Wait(Limit)}");

        // The pool is still as it was, so none of the above can have had one of its threads.
        Console.WriteLine($"pool {(busy.TrueForAll(static task => !task.IsCompleted) ? "busy" : "free")}");
        return 0;
    }

    private static List<Task> Occupy(ManualResetEventSlim release)
    {
        // No limit below the number of processors is taken, and the pool grows only up to this one.
        ThreadPool.SetMinThreads(1, 1);
        if (!ThreadPool.SetMaxThreads(Environment.ProcessorCount, Environment.ProcessorCount))
        {
            throw new InvalidOperationException("The pool cannot be limited.");
        }

        return [.. Enumerable.Range(0, Environment.ProcessorCount * 4).Select(_ => Task.Run(release.Wait))];
    }

    private static async Task<bool> Home()
    {
        var caller = Caller.Current;
        await Task.Yield();
        await Task.Delay(TimeSpan.FromMilliseconds(5), caller.TimeProvider);
        await caller.CallSoon(static () => { });
        return caller.CheckAccess();
    }

    private static int Ticks(Caller caller)
    {
        using var enough = new CountdownEvent(3);
        using var ticks = caller.SchedulePeriodic(
            enough,
            TimeSpan.FromMilliseconds(5),
            static enough =>
            {
                if (!enough.IsSet)
                {
                    enough.Signal();
                }

                return enough;
            }
        );
        return enough.Wait(Limit) ? 3 : 0;
    }
}
