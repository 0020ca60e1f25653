namespace CallerReactive.Tests.Notebook;

/// <summary>Cell: call_direct sets an event that the cell awaits.</summary>
public sealed class DirectCallTests
{
    [Test]
    public void CallDirect_SettingAPending_ResumesWhoAwaitsIt() =>
        Shell.Run(async shell =>
        {
            var set = new PendingSource<bool>();
            shell.CallDirect(() => set.TrySetResult(true));
            Assert.That(set.Pending.IsDone, Is.False, "never inside the call");
            Assert.That(await set.Pending, Is.True);
        });
}
