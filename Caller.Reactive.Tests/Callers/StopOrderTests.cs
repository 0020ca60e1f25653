namespace CallerReactive.Tests.Callers;

public sealed class StopOrderTests
{
    [Test]
    public async Task Stopped_OfAParentThatNobodyRuns_CompletesAfterThatOfItsChild()
    {
        await using var parent = Caller.Create(new CallerOptions { Name = "parent" });
        var child = parent.Get("child");
        await child.Started;
        List<string> ended = [];
        parent.Stopped.OnDone(_ => Add("parent"));
        child.Stopped.OnDone(_ => Add("child"));

        parent.Stop();
        await parent.Stopped;
        await child.Stopped;

        lock (ended)
            Assert.That(ended, Is.EqualTo(["child", "parent"]));

        void Add(string name)
        {
            lock (ended)
                ended.Add(name);
        }
    }

    [Test]
    [Repeat(200)]
    public async Task Stopped_OfARunningParent_CompletesAfterThatOfItsChild()
    {
        await using var parent = Caller.StartNew("parent");
        var child = parent.Get("child");
        var childEndedBefore = new PendingSource<bool>();
        parent.Stopped.OnDone(_ => childEndedBefore.TrySetResult(child.Stopped.IsDone));
        parent.Stop();
        Assert.That(await childEndedBefore.Pending, Is.True);
    }
}
