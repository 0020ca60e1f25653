using System.Collections.Concurrent;
using CallerReactive.Soak.Accounts;
using CallerReactive.Soak.Actors;

namespace CallerReactive.Soak.Rounds;

/// <summary>The callers of one round, and all that was submitted to them.</summary>
internal sealed class World(Ledger ledger)
{
    internal const int MostCallers = 12;
    internal const int RecentEntries = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly List<Root> _roots = [];
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly ConcurrentQueue<Lane> _lanes = new();
    private readonly ConcurrentQueue<Task> _tasks = new();
    private readonly ConcurrentDictionary<CallerAccount, List<SoakQueue>> _queues = new();
    private readonly Entry?[] _recent = new Entry?[RecentEntries];
    private IReadOnlyList<CallerAccount> _accounts = [];

    internal Ledger Ledger => ledger;

    internal IReadOnlyList<CallerAccount> Accounts => Volatile.Read(ref _accounts);

    internal IEnumerable<Entry> Entries => _entries;

    internal static CallerOptions Options(string name, Random random) =>
        new()
        {
            Name = name,
            MaxWorkers = random.Next(3) == 0 ? null : random.Next(1, 4),
            MaxIdleWorkers = random.Next(3),
            WorkerIdleTimeout = TimeSpan.FromMilliseconds(random.Next(1, 200)),

            // Longer than the patience of this program: nothing here ignores its token for ever, so nothing has to be abandoned.
            StopTimeout = TimeSpan.FromMinutes(5),
        };

    internal CallerAccount Add(Root root)
    {
        lock (_gate)
        {
            _roots.Add(root);
        }

        Add(root.Account);
        return root.Account;
    }

    internal void AddChild(CallerAccount parent, Caller child) => Add(new CallerAccount(ledger, child, parent));

    internal TEntry Add<TEntry>(TEntry entry, Random random)
        where TEntry : Entry
    {
        _entries.Enqueue(entry);
        Volatile.Write(ref _recent[random.Next(RecentEntries)], entry);
        return entry;
    }

    internal void Add(Lane lane) => _lanes.Enqueue(lane);

    internal void Await(Task task) => _tasks.Enqueue(task);

    internal Entry? Recent(int index) => Volatile.Read(ref _recent[index]);

    internal List<SoakQueue> QueuesOf(CallerAccount account, Random random)
    {
        var capacity = random.Next(1, 20);
        return _queues.GetOrAdd(
            account,
            _ => [SoakQueue.OfHandler(account), SoakQueue.OfHandler(account), SoakQueue.Held(account, capacity)]
        );
    }

    /// <summary>Waits until what was submitted so far has had its turn, wherever no stop was asked for.</summary>
    internal void Drain()
    {
        foreach (var account in Accounts.Where(static account => !account.StopAsked))
        {
            var last = account.Caller.CallSoon(static () => { });
            IsOver(last, account, "has no turn for a call");
            account.IsDrained = !account.StopAsked;
        }
    }

    /// <summary>Asks all to stop, from several threads at once, and waits until they have. False when one has not.</summary>
    internal bool Stop(Random random)
    {
        var roots = _roots.ToArray();
        random.Shuffle(roots);
        foreach (var root in roots)
        {
            root.Account.MarkStop();
        }

        Parallel.ForEach(roots, static root => root.Account.AskStop(force: true));
        return AwaitStopped();
    }

    internal bool AwaitStopped()
    {
        // Parents complete last; children are looked at afterwards, when they must have stopped too.
        var stopped = _roots.TrueForAll(static root => IsOver(root.Account.Caller.Stopped, root.Account, "does not stop"));
        if (!stopped)
        {
            ledger.Discrepancy(Caller.FormatTable());
            return false;
        }

        foreach (var account in Accounts)
        {
            account.MarkStopped();
        }

        _roots.ForEach(static root => root.Close());
        return true;
    }

    /// <summary>After the end.</summary>
    internal void Settle()
    {
        if (!Task.WhenAll(_tasks).Wait(Patience))
        {
            ledger.Discrepancy("a post to a queue is never answered");
        }

        ledger.Settle(_entries);
        foreach (var lane in _lanes)
        {
            lane.CheckSkipped();
        }
    }

    private void Add(CallerAccount account)
    {
        lock (_gate)
        {
            Volatile.Write(ref _accounts, [.. _accounts, account]);
        }
    }

    private static bool IsOver(Pending pending, CallerAccount account, string what)
    {
        var over = ((IAsyncResult)pending.WhenDone()).AsyncWaitHandle.WaitOne(Patience);
        if (!over)
        {
            account.Ledger.Discrepancy($"{account} {what}: {account.Caller.State}, {pending}");
        }

        return over;
    }
}
