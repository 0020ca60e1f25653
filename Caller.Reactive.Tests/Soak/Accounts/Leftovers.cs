using System.Diagnostics;
using System.Globalization;

namespace CallerReactive.Soak.Accounts;

/// <summary>What must not be there when all callers have stopped: threads, handles, callers in the registry, memory.</summary>
internal sealed class Leftovers
{
    /// <summary>Caches fill up at first: of the runtime, of the thread pool and of this program.</summary>
    private const int WarmUpChecks = 2;
    private const long MemoryAllowance = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _threadsAtFirst = Threads().Count;
    private int _checks;
    private int _handlesAtFirst;
    private long _memoryAtFirst;
    private (int Threads, int Handles, long Memory) _now;

    internal string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_now.Threads} threads (at first {_threadsAtFirst}), {_now.Handles} handles ({_handlesAtFirst}), {_now.Memory / 1024:N0} KB ({_memoryAtFirst / 1024:N0})"
        );

    internal void Check(Ledger ledger)
    {
        var callers = Caller.All(runningOnly: false);
        if (callers.Count > 0)
        {
            ledger.Discrepancy($"{callers.Count} callers are still listed:\n{Caller.FormatTable()}");
        }

        // A thread lives a moment longer than the caller whose end it has told.
        if (!SpinWait.SpinUntil(static () => !Threads().Exists(IsOurs), Patience))
        {
            ledger.Discrepancy($"threads are left: {string.Join(", ", Threads().FindAll(IsOurs))}");
        }

        Collect();
        _now = (Threads().Count, Handles(), GC.GetTotalMemory(forceFullCollection: true));
        if (++_checks <= WarmUpChecks)
        {
            (_handlesAtFirst, _memoryAtFirst) = (Math.Max(_handlesAtFirst, _now.Handles), Math.Max(_memoryAtFirst, _now.Memory));
            return;
        }

        if (_now.Threads > _threadsAtFirst && !SpinWait.SpinUntil(() => Threads().Count <= _threadsAtFirst, Patience))
        {
            ledger.Discrepancy($"{Threads().Count} threads of no pool, {_threadsAtFirst} at first: {string.Join(", ", Threads())}");
        }

        // The runtime opens files of its own now and then (limits of memory and processors), and on a busy machine has them open for a while.
        if (_now.Handles > _handlesAtFirst && !SpinWait.SpinUntil(() => Handles() <= _handlesAtFirst, Patience))
        {
            ledger.Discrepancy($"{Handles()} open handles, {_handlesAtFirst} at first");
        }

        if (_now.Memory > _memoryAtFirst + MemoryAllowance)
        {
            ledger.Discrepancy($"{_now.Memory:N0} bytes are in use, {_memoryAtFirst:N0} at first");
        }
    }

    private static bool IsOurs(string thread) => thread.StartsWith("soak", StringComparison.Ordinal);

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>The names of all threads that are not the runtime's own (Linux), or one for each thread of the process.</summary>
    private static List<string> Threads()
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            return [.. Enumerable.Repeat("thread", process.Threads.Count)];
        }

        List<string> names = [];
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                names.Add(File.ReadAllText(Path.Combine(task, "comm")).Trim());
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return names.FindAll(static name => !name.StartsWith(".NET", StringComparison.Ordinal));
    }

    private static int Handles()
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }

        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }
}
