namespace CallerReactive.Tests.Hosts;

/// <summary>Thread factories that do what they must not.</summary>
public sealed class ThreadFactoryTests
{
    [Test]
    public async Task OneThatStartsTheThread_IsRefused_AndItsThreadRunsNothing()
    {
        Thread? early = null;
        var (caller, ran) = await StartWith(main =>
        {
            early = new Thread(main);
            early.Start();
            return early;
        });
        Assert.That(early!.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(caller.Started.Exception, Is.TypeOf<InvalidOperationException>());
        Assert.That(ran, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task OneThatRunsTheFunctionItself_RunsNothing()
    {
        var (caller, ran) = await StartWith(main =>
        {
            main();
            throw new FormatException();
        });
        Assert.That(caller.Started.Exception, Is.TypeOf<FormatException>());
        Assert.That(ran, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task OneThatReturnsNull_FailsTheStart()
    {
        var (caller, ran) = await StartWith(_ => null!);
        Assert.That(caller.Started.Exception, Is.TypeOf<InvalidOperationException>());
        Assert.That(ran, Is.EqualTo(PendingStatus.Cancelled));
    }

    private static async Task<(Caller Caller, PendingStatus Ran)> StartWith(Func<ThreadStart, Thread> factory)
    {
        var caller = Caller.Create(new CallerOptions { Host = CallerHost.NewThread(new ThreadHostOptions { Factory = factory }) });
        var waiting = caller.CallSoon(() => { });
        caller.Start();
        await caller.Stopped.InTime();
        return (caller, waiting.Status);
    }
}
