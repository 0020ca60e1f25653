using System.Reactive.Concurrency;
using CallerReactive.Soak.Accounts;
using CallerReactive.Soak.Rounds;

namespace CallerReactive.Soak.Actors;

/// <summary>
/// Submits random work to random callers, cancels some of what it or others have submitted, makes children, and stops callers. One thread at a time; what it does
/// depends on its random numbers and on which callers there are, not on what becomes of it.
/// </summary>
internal sealed partial class Producer(World world, Random random)
{
    private readonly Dictionary<CallerAccount, Lane> _lanes = [];

    internal void Step()
    {
        var accounts = world.Accounts;
        var account = accounts[random.Next(accounts.Count)];
        switch (random.Next(100))
        {
            case < 30:
                Call(account);
                break;
            case < 50:
                Act(account);
                break;
            case < 60:
                Queue(account);
                break;
            case < 64:
                Stream(account);
                break;
            case < 69:
                Combine(account);
                break;
            case < 97:
                world.Recent(random.Next(World.RecentEntries))?.Cancel();
                break;
            case < 99:
                Child(account);
                break;
            default:
                // Seldom: what has stopped refuses all the rest of its round.
                if (random.Next(4) == 0)
                {
                    Stop(account);
                }

                break;
        }
    }

    private void Act(CallerAccount account)
    {
        var plan = Plan.Draw(random);
        var delay = TimeSpan.FromMilliseconds(random.Next(1, 8));
        switch (random.Next(8))
        {
            case 0 or 1:
                Take(new ActionEntry(account, "Schedule", plan, LaneOf(account)) { IsImmediate = true }, Schedule);
                break;
            case 2:
                Take(new ActionEntry(account, "Schedule later", plan, delay: delay), e => e.Handle = account.Caller.Schedule(delay, e.Run));
                break;
            case 3:
                // The wall clock may be set meanwhile, so nothing is known of when it runs.
                Take(
                    new ActionEntry(account, "Schedule at", plan),
                    e => e.Handle = account.Caller.Schedule(account.Caller.Now + delay, e.Run)
                );
                break;
            case 4:
                Take(
                    new ActionEntry(account, "SchedulePeriodic", plan with { Throws = false }, delay: delay) { IsSeries = true },
                    e => e.Handle = account.Caller.SchedulePeriodic(e, delay, static e => Tick(e))
                );
                break;
            case 5:
                Take(
                    new ActionEntry(account, "CallDirect", plan, LaneOf(account)) { IsImmediate = true },
                    e => account.Caller.CallDirect(e.Run)
                );
                break;
            case 6:
                var posted = world.Add(new PostEntry(account, "Post", plan, LaneOf(account)), random);
                account.Caller.SynchronizationContext.Post(static e => ((PostEntry)e!).Run(), posted);
                break;
            default:
                var task = world.Add(new PostEntry(account, "TaskScheduler", plan, LaneOf(account)), random);
                _ = Task.Factory.StartNew(task.Run, CancellationToken.None, TaskCreationOptions.None, account.Caller.TaskScheduler);
                break;
        }

        void Schedule(ActionEntry entry) => entry.Handle = account.Caller.Schedule(entry.Run);
    }

    private static ActionEntry Tick(ActionEntry entry)
    {
        entry.Run();
        return entry;
    }

    private void Take(ActionEntry entry, Action<ActionEntry> submit)
    {
        world.Add(entry, random);
        try
        {
            submit(entry);
        }
        catch (ObjectDisposedException)
        {
            entry.Refuse();
        }
    }

    private void Queue(CallerAccount account)
    {
        var queues = world.QueuesOf(account, random);
        var index = random.Next(queues.Count);
        if (random.Next(50) == 0)
        {
            queues[index].Close(world.Entries.Where(entry => entry.Kind == NameOf(index) && entry.Account == account));
            return;
        }

        var entry = world.Add(new ActionEntry(account, NameOf(index), Plan.Draw(random)), random);
        var source = random.Next(10) == 0 ? new CancellationTokenSource() : null;
        world.Await(queues[index].Post(entry, random.Next(2) == 0, source?.Token ?? default));
        source?.Cancel();

        static string NameOf(int index) => $"queue {index}";
    }

    private void Stream(CallerAccount account)
    {
        var entry = world.Add(new StreamEntry(account, Plan.Draw(random) with { Throws = false }), random);
        entry.Push(random.Next(40), complete: true);
    }

    private void Child(CallerAccount account)
    {
        if (world.Accounts.Count >= World.MostCallers)
        {
            return;
        }

        try
        {
            world.AddChild(account, account.Caller.Get(World.Options($"soak child {random.Next(1000)} {random.Next()}", random)));
        }
        catch (ObjectDisposedException) when (account.StopAsked)
        {
            // A refusal.
        }
    }

    private void Stop(CallerAccount account)
    {
        if (random.Next(3) == 0)
        {
            account.MarkStop();
            account.Caller.CallDirect(() => account.Caller.Stop());
        }
        else
        {
            account.AskStop(force: random.Next(2) == 0);
        }
    }

    private Lane LaneOf(CallerAccount account)
    {
        if (!_lanes.TryGetValue(account, out var lane))
        {
            _lanes.Add(account, lane = new Lane(account.Ledger));
            world.Add(lane);
        }

        return lane;
    }
}
