namespace CallerReactive.Tests.Notebook;

/// <summary>Cells: Caller(), "CurrentThread", "MainThread", "NewThread", "manual".</summary>
public sealed class ModifierTests
{
    [Test]
    public void Current_OnTheShell_IsTheShell() =>
        Shell.Run(async shell =>
        {
            Assert.That(Caller.Current, Is.SameAs(shell));
            await Task.Yield();
            Assert.That(Caller.Current, Is.SameAs(shell), "after an await");
        });

    // Alone, because the main caller is the oldest one of the process that borrows its thread.
    [Test]
    [NonParallelizable]
    public void MainThread_FromAnyThread_IsTheShell() =>
        Shell.Run(async shell =>
        {
            Assert.That(Caller.MainThread, Is.SameAs(shell));
            Assert.That(await shell.ToThread(() => Caller.MainThread), Is.SameAs(shell), "from a worker");
        });

    [Test]
    public void NewThread_RightAfterItWasMade_SaysHelloWorldOnAThreadOfItsOwn() =>
        Shell.Run(async shell =>
        {
            await using var caller1 = Caller.StartNew("My caller1");
            Assert.That(caller1, Is.Not.SameAs(shell));

            var (hello, current, thread) = await caller1.CallSoon(() => ("hello world!", Caller.Current, Thread.CurrentThread));

            Assert.That(hello, Is.EqualTo("hello world!"));
            Assert.That(current, Is.SameAs(caller1));
            Assert.That(thread, Is.SameAs(caller1.Thread).And.Not.SameAs(Thread.CurrentThread));
            Assert.That(Caller.Current, Is.SameAs(shell), "the await came home");
        });

    [Test]
    public void NewThread_Stopped_IsGoneFromTheListing() =>
        Shell.Run(async _ =>
        {
            await using var caller1 = Caller.StartNew("My caller1");
            caller1.Stop();
            await caller1.Stopped;
            Assert.That(Caller.All(runningOnly: false), Has.No.Member(caller1));
            Assert.That(Caller.Find(caller1.Id), Is.Null);
        });

    [Test]
    public void Manual_BeforeItIsStarted_KeepsWhatItIsGiven_ThenRunsIt() =>
        Shell.Run(async _ =>
        {
            await using var manual = Caller.Create(new CallerOptions { Name = "manual" });
            var sum = manual.CallSoon(() => 1 + 1);
            Assert.That(manual.State, Is.EqualTo(CallerState.Created));
            Assert.That(sum.Status, Is.EqualTo(PendingStatus.Queued));

            manual.Start();
            Assert.That(await sum, Is.EqualTo(2));
        });
}
