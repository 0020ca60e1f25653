using CallerReactive.Tests.Callers;

namespace CallerReactive.Tests.Groups;

/// <summary>The times of a group, and what it does if it is told nothing.</summary>
public sealed class PendingGroupOptionsTests : GroupFixture
{
    [Test]
    public void WhatIsNotSaid_IsTheDefault()
    {
        var options = new PendingGroupOptions();
        Assert.That(
            (options.Mode, options.Timeout, options.Shield, options.CancellationTimeout),
            Is.EqualTo((PendingGroupMode.IgnoreCancellation, default(TimeSpan?), false, TimeSpan.FromSeconds(10)))
        );
    }

    [Test]
    public async Task Timeout_IsCountedFromTheBeginning()
    {
        var group = Home.CreatePendingGroup(new PendingGroupOptions { Timeout = TimeSpan.FromSeconds(5) });
        Time.Advance(TimeSpan.FromSeconds(3));
        var member = StartEndless();
        Time.Advance(TimeSpan.FromSeconds(1.999));
        var before = group.IsCancelled;
        Time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.That((before, group.IsCancelled, member.IsCancelled), Is.EqualTo((false, true, true)));
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task WithoutATimeout_ItLastsAsLongAsItTakes()
    {
        var group = Home.CreatePendingGroup();
        var member = StartGated();
        Time.Advance(TimeSpan.FromDays(1000));
        Assert.That(group.IsCancelled, Is.False);
        Gate.SetResult();
        group.Complete();
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(member.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [TestCase(3)]
    [TestCase(-1)]
    public async Task CancellationTimeout_ThatPasses_IsLogged_AndInfinityNeverDoes(int seconds)
    {
        var log = new CollectingLogger();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "logs",
                TimeProvider = Time,
                Logger = log,
            }
        );
        var limit = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        var left = Leave(caller, limit);
        Time.Advance(seconds < 0 ? TimeSpan.FromDays(1000) : limit);
        var given = log.Texts.Where(static text => text.Contains("without waiting any longer", StringComparison.Ordinal)).ToList();
        if (seconds < 0)
        {
            Assert.That(given, Is.Empty);
            Gate.SetResult();
        }
        else
            Assert.That(given.Single(), Does.EndWith("group of the caller 'logs' ends without waiting any longer for 1 members"));

        await left.WaitAsync(Limit);
    }

    /// <summary>Cancels a group with a member that does not listen, and begins to leave it.</summary>
    private Task Leave(Caller caller, TimeSpan limit)
    {
        var group = caller.CreatePendingGroup(new PendingGroupOptions { CancellationTimeout = limit });
        var deaf = new PendingSource<int>(new CallOptions());
        deaf.SetCanceller(static _ => { });
        _ = Gate.Task.ContinueWith(_ => deaf.TrySetResult(1), TaskScheduler.Default);
        return group.DisposeAsync().AsTask();
    }
}
