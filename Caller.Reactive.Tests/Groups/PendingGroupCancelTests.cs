namespace CallerReactive.Tests.Groups;

/// <summary>What the cancellation of a group does, in its order, and who hears of it.</summary>
public sealed class PendingGroupCancelTests : GroupFixture
{
    [Test]
    public async Task TheToken_FiresOnTheThreadThatCancels_AfterTheMembers()
    {
        var group = Home.CreatePendingGroup();
        var member = new PendingSource<int>(new CallOptions());
        List<string> order = [];
        Thread? thread = null;
        member.Pending.OnDone(_ => order.Add("member"));
        using var registration = group.CancellationToken.Register(() =>
        {
            order.Add("token");
            thread = Thread.CurrentThread;
        });
        group.Cancel();
        Assert.That((thread, string.Join(' ', order)), Is.EqualTo((Thread.CurrentThread, "member token")));
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task ItsReason_IsThatOfTheMembers()
    {
        await using var group = Home.CreatePendingGroup();
        var member = StartEndless();
        group.Cancel("too late");
        Assert.That(member.CancelReasons, Is.EqualTo(new[] { "too late" }));
    }

    [Test]
    public async Task ACallbackOfTheToken_ThatThrows_IsReportedToTheCaller_AndNotThrown()
    {
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>();
        Home.UnhandledException += (_, e) => reported.TrySetResult(e);
        var group = Home.CreatePendingGroup();
        using var registration = group.CancellationToken.Register(static () => throw new InvalidDataException());
        Assert.That(() => group.Cancel(), Throws.Nothing);
        var report = await reported.Task.WaitAsync(Limit);
        Assert.That((report.Origin, group.Caller), Is.EqualTo((CallerExceptionOrigin.Observer, Home)));
        Assert.That(report.Exception.GetBaseException(), Is.TypeOf<InvalidDataException>());
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task Complete_InRunGroupAsync_MeansNothing()
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(group =>
            {
                group.Complete();
                throw new InvalidDataException();
            })
        );
        Assert.That(outcome, Is.TypeOf<InvalidDataException>());
        Pending? member = null;
        await Home.RunGroupAsync(_ =>
            {
                member = StartGated();
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(member!.Status, Is.EqualTo(PendingStatus.Succeeded), "Not cancelled for want of Complete");
    }

    [Test]
    public async Task OnceEnded_ItTakesNobodyIn()
    {
        var group = Home.CreatePendingGroup();
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
        var source = new PendingSource<int>();
        Assert.That((group.Add(source.Pending), group.Pending.Count, source.Pending.IsCancelled), Is.EqualTo((false, 0, false)));
    }

    [TestCase("itself")]
    [TestCase("a member")]
    [TestCase("the time")]
    public async Task AShieldedGroup_CanStillBeCancelledFromInside(string by)
    {
        var options = new PendingGroupOptions
        {
            Mode = PendingGroupMode.CancelQuietly,
            Shield = true,
            Timeout = TimeSpan.FromSeconds(1),
        };
        var group = Home.CreatePendingGroup(options);
        var (member, other) = (StartEndless(), new PendingSource<int>(new CallOptions()));
        switch (by)
        {
            case "itself":
                group.Cancel();
                break;
            case "a member":
                other.TrySetCancelled();
                break;
            default:
                Time.Advance(TimeSpan.FromSeconds(1));
                break;
        }

        Assert.That((group.IsCancelled, member.IsCancelled, other.Pending.IsCancelled), Is.EqualTo((true, true, true)));
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task AShieldedGroup_IsNotToldOfTheCancellationOfItsCall()
    {
        var begun = new TaskCompletionSource<(PendingGroup Group, Pending Member)>();
        var call = Home.CallSoon(() =>
            Home.RunGroupAsync(
                group =>
                {
                    begun.SetResult((group, StartGated()));
                    return Gate.Task;
                },
                new PendingGroupOptions { Shield = true }
            )
        );
        var (group, member) = await begun.Task.WaitAsync(Limit);
        call.Cancel();
        Assert.That((group.IsCancelled, member.IsCancelled), Is.EqualTo((false, false)));
        Gate.SetResult();
        await call.WhenDone(Limit);
        Assert.That(member.Status, Is.EqualTo(PendingStatus.Succeeded));
    }
}
