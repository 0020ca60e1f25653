using System.Diagnostics;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>What callers cost that do nothing: managed memory, and processor time.</summary>
internal static class IdleCallers
{
    internal static void Run(Report report, bool quick)
    {
        var count = quick ? 100 : 500;
        var title = $"{count} idle callers";
        var callers = new Caller[count];
        Start(callers);
        Stop(callers);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Start(callers);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        report.Add(new Figure(title, "Caller", "managed memory", (double)memory / count, "B each"));
        Warm(callers);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        Thread.Sleep(2000);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        report.Add(new Figure(title, "Caller", "processor time", used.TotalMilliseconds / 2, "ms/s, all of them"));
        Stop(callers);
        var threads = new Thread[count];
        before = GC.GetTotalMemory(forceFullCollection: true);
        using var end = new ManualResetEventSlim();
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(() => end.Wait()) { IsBackground = true };
            threads[i].Start();
        }

        memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        report.Add(new Figure(title, "bare thread", "managed memory", (double)memory / count, "B each"));
        end.Set();
        Array.ForEach(threads, static thread => thread.Join());
    }

    /// <summary>A thread that has just had work may still spin.</summary>
    private static void Warm(Caller[] callers)
    {
        foreach (var caller in callers)
        {
            caller.CallSoon(static () => 1).Wait();
        }

        Thread.Sleep(100);
    }

    private static void Start(Caller[] callers)
    {
        for (var i = 0; i < callers.Length; i++)
        {
            callers[i] = Caller.StartNew();
        }

        Array.ForEach(callers, static caller => caller.Started.Wait());
    }

    private static void Stop(Caller[] callers)
    {
        Array.ForEach(callers, static caller => caller.Stop());
        Array.ForEach(callers, static caller => caller.Stopped.Wait());
        Array.Clear(callers);
    }
}
