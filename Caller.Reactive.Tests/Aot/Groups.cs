namespace CallerReactive.Aot;

/// <summary>Groups in all modes, managers, AsCompleted and Wait.</summary>
internal static class Groups
{
    internal static async Task Run(Checks checks)
    {
        await using var caller = Caller.StartNew("groups");
        foreach (var mode in Enum.GetValues<PendingGroupMode>())
        {
            var members = new List<Pending>();
            await caller.RunGroupAsync(
                _ =>
                {
                    members.Add(caller.CallSoon(async () => await Task.Yield()));
                    members.Add(caller.ToThread(() => 1));
                    return Task.CompletedTask;
                },
                new PendingGroupOptions { Mode = mode }
            );
            checks.That(members.TrueForAll(static member => member.Status == PendingStatus.Succeeded));
        }

        await checks.Throws<AggregateException>(() =>
            caller.RunGroupAsync(async _ => await caller.CallSoon(() => throw new FormatException()).WhenDone())
        );
        checks.That(await caller.RunGroupAsync(async _ => await caller.CallSoon(() => 5)) == 5);
        await using (var group = caller.CreatePendingGroup())
        {
            _ = caller.CallSoon(() => 1);
            checks.That(group == PendingGroup.Current);
            group.Complete();
        }

        await Many(checks, caller);
    }

    private static async Task Many(Checks checks, Caller caller)
    {
        var sum = 0;
        await foreach (var done in caller.AsCompleted(Lazily(caller), new AsCompletedOptions { MaxConcurrent = 2 }))
        {
            sum += await done;
        }

        checks.That(sum == 10);
        var (ended, others) = await caller.Wait(Lazily(caller).ToArray());
        checks.That(ended.Count == 5 && others.Count == 0);
        var manager = new Manager();
        using (manager.Activate())
        {
            _ = caller.CallSoon(() => 1);
        }

        checks.That(manager.Seen == 1);
    }

    private static IEnumerable<Pending<int>> Lazily(Caller caller) => Enumerable.Range(0, 5).Select(n => caller.CallSoon(() => n));

    private sealed class Manager : PendingManager
    {
        internal int Seen { get; private set; }

        public override bool Add(Pending pending)
        {
            Seen++;
            return base.Add(pending);
        }
    }
}
