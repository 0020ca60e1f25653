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

    [Test]
    public async Task On_TaskThatIsDone_StillComesToTheCaller()
    {
        await using var caller = Caller.StartNew("home");
        var value = await Task.FromResult(3).On(caller);
        Assert.That((value, Caller.Current), Is.EqualTo((3, caller)));
    }
}
