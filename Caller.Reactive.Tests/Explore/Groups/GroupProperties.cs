namespace CallerReactive.Tests.Explore.GroupProperties;

/// <summary>A group ends when all its members have, whatever else happens.</summary>
public sealed class GroupProperties
{
    private const uint Iterations = 60; // each has hundreds of steps

    [Test]
    public void Group_Exits_WhenAllMembersHaveEnded() =>
        Exploration.Explore(
            static () =>
            {
                var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
                List<Pending> members = [];
                PendingGroup? group = null;
                Task run = null!;
                Threads.Run(
                    () =>
                    {
                        run = caller.RunGroupAsync(async opened =>
                        {
                            Volatile.Write(ref group, opened);
                            members.Add(caller.CallSoon(() => members.Add(caller.CallSoon(static () => { }))));
                            await caller.CallSoon(static () => { });
                        });
                        Ended(run);
                        Claim.That(members.TrueForAll(static member => member.IsDone), $"Exited with {string.Join("; ", members)}.");
                        Claim.That(group!.Pending.Count == 0, "A group that has ended is empty.");
                    },
                    () => Volatile.Read(ref group)?.Cancel("no")
                );
                caller.End();
            },
            Iterations
        );

    [Test]
    public void Group_OfAFailingMember_CancelsTheOthers_AndSaysWhy() =>
        Exploration.Explore(
            static () =>
            {
                var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
                Exception? error = null;
                Pending waiting = null!;
                Threads.Run(() =>
                {
                    error = Ended(
                        caller.RunGroupAsync(group =>
                        {
                            waiting = caller.CallSoon(Never.End);
                            caller.CallSoon((Action)(static () => throw new FormatException()));
                            return Task.CompletedTask;
                        })
                    );
                });
                Claim.That(waiting.Status == PendingStatus.Cancelled, $"{waiting}");
                Claim.That(error is AggregateException { InnerExceptions: [FormatException] }, $"{error}");
                caller.End();
            },
            Iterations
        );

    [Test]
    public void Group_OfAStoppingCaller_Exits() =>
        Exploration.Explore(
            static () =>
            {
                var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
                List<Pending> members = [];
                var begun = new Gate();
                Threads.Run(
                    () =>
                        Ended(
                            caller.RunGroupAsync(async group =>
                            {
                                members.Add(caller.CallSoon(Never.End));
                                begun.Pass(); // what begins during the stop is not asked, but waited for (decision 30)
                                await caller.CallSoon(static () => { });
                            })
                        ),
                    () =>
                    {
                        begun.WaitFor(1);
                        caller.Stop();
                    }
                );
                caller.End();
                Claim.That(members.TrueForAll(static member => member.IsDone), string.Join("; ", members));
            },
            Iterations
        );

    private static Exception? Ended(Task task)
    {
        try
        {
            task.Wait();
            return null;
        }
        catch (AggregateException e)
        {
            return e.InnerException;
        }
    }
}
