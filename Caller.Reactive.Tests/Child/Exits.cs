using System.Reactive.Concurrency;

namespace CallerReactive.Child;

/// <summary>How a process ends whose callers have work in flight.</summary>
internal static class Exits
{
    /// <summary>Background threads, the default: what runs and what waits goes down with the process, at once.</summary>
    internal static int Background()
    {
        var caller = Caller.StartNew("background");
        using var begun = new ManualResetEventSlim();
        caller.CallSoon(() =>
        {
            Console.WriteLine("begun");
            begun.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        caller.CallSoon(static () => Console.WriteLine("never"));
        caller.CallLater(TimeSpan.FromHours(1), static () => Console.WriteLine("never"));
        begun.Wait();
        return 3;
    }

    /// <summary>A foreground thread holds the process until its caller has stopped.</summary>
    internal static int Foreground()
    {
        var caller = Caller.StartNew(
            new CallerOptions { Host = CallerHost.NewThread(new ThreadHostOptions { IsBackground = false }), Name = "foreground" }
        );
        for (var i = 0; i < 3; i++)
        {
            caller.CallSoon(
                i,
                static i =>
                {
                    Console.WriteLine($"call {i}");
                    return i;
                }
            );
        }

        caller.CallLater(
            TimeSpan.FromMilliseconds(100),
            async () =>
            {
                await Task.Yield();
                Console.WriteLine("last");
                caller.Stop();
            }
        );
        Console.WriteLine("main is over");
        return 4;
    }

    internal static int InCall()
    {
        var caller = Caller.StartNew("leaving");
        caller.CallLater(TimeSpan.FromHours(1), static () => { });
        caller.CallSoon(static () => Environment.Exit(5)).Wait();
        return 1;
    }

    /// <summary>Stopping in a handler of ProcessExit: what runs gets its token, and its finally blocks run.</summary>
    internal static int Handler()
    {
        var caller = Caller.StartNew("service");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            caller.Stop();
            caller.Stopped.Wait(TimeSpan.FromSeconds(20));
            Console.WriteLine("stopped");
        };
        using var begun = new ManualResetEventSlim();
        caller.CallSoon(async token =>
        {
            try
            {
                begun.Set();
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Console.WriteLine("cleaned up");
            }
        });
        begun.Wait();
        return 6;
    }

    /// <summary>What a scheduled action throws and nobody handles ends the process, as on every other thread of the platform.</summary>
    internal static int Unhandled()
    {
        var caller = Caller.StartNew("unhandled");
        caller.Schedule(static () => throw new InvalidTimeZoneException("of the action"));
        Thread.Sleep(Timeout.Infinite);
        return 1;
    }
}
