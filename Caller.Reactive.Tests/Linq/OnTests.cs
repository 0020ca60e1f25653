namespace CallerReactive.Tests.Linq;

public class OnTests
{
    [Test]
    public async Task On_TaskWithoutValue_ComesBackToTheCaller()
    {
        await using var caller = Caller.StartNew("home");
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = Elsewhere();
        source.SetResult();
        Assert.That(await arrived, Is.SameAs(caller));

        async Task<Caller> Elsewhere()
        {
            await ((Task)source.Task).On(caller);
            return Caller.Current;
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task On_ACallerThatHasStopped_ResumesOnTheThreadPool(bool before)
    {
        var caller = Caller.StartNew("gone");
        var source = new TaskCompletionSource<int>();
        if (before)
            await caller.DisposeAsync();
        var resumed = After();
        await caller.DisposeAsync();
        var thread = new Thread(() => source.SetResult(3));
        thread.Start();
        thread.Join();

        var (value, where) = await resumed.InTime();
        Assert.That((value, where.IsThreadPoolThread, where == thread), Is.EqualTo((3, true, false)));

        async Task<(int, Thread)> After()
        {
            var value = await source.Task.On(caller);
            return (value, Thread.CurrentThread);
        }
    }

    [Test]
    public async Task On_TaskThatIsDone_StillComesToTheCaller()
    {
        await using var caller = Caller.StartNew("home");
        var value = await Task.FromResult(3).On(caller);
        Assert.That((value, Caller.Current), Is.EqualTo((3, caller)));
    }
}
