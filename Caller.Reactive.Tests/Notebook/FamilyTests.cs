namespace CallerReactive.Tests.Notebook;

/// <summary>Cells: creation options; get, children, parent, and the stop of a family.</summary>
public sealed class FamilyTests
{
    [Test]
    public void NewThread_WithAnotherBackend_RunsItsCodeUnderIt() =>
        Shell.Run(async shell =>
        {
            await using var rx = Caller.StartNew(new CallerOptions { Name = "rx", Backend = CallerBackend.Rx });
            await rx.CallSoon(() => Task.Delay(0));
            Assert.That(await rx.CallSoon(() => CallerBackend.Current), Is.SameAs(CallerBackend.Rx));
            Assert.That(rx.Parent, Is.Null);
            Assert.That(shell.Children, Has.No.Member(rx));
        });

    [Test]
    public void Get_WithANameAndABackend_IsAChild_AndTheSameOneNextTime() =>
        Shell.Run(async shell =>
        {
            var rx = shell.Get(new CallerOptions { Name = "rx", Backend = CallerBackend.Rx });
            await rx.CallSoon(() => Task.Delay(0));
            Assert.That(shell.Children, Has.Member(rx));
            Assert.That(rx.Parent, Is.SameAs(shell));
            Assert.That(shell.Get("rx"), Is.SameAs(rx));
        });

    [Test]
    public void Stop_OfAParent_StopsItsChildrenBeforeItself() =>
        Shell.Run(async shell =>
        {
            var rx = shell.Get(new CallerOptions { Name = "rx", Backend = CallerBackend.Rx });
            var child1 = rx.Get();
            var child2 = rx.Get();
            Assert.That(rx.Children, Is.EqualTo([child1, child2]));

            rx.Stop();
            await rx.Stopped;

            Assert.That(child1.Stopped.IsDone && child2.Stopped.IsDone, Is.True);
            Assert.That(new[] { rx.State, child1.State, child2.State }, Is.All.EqualTo(CallerState.Stopped));
            Assert.That(shell.Children, Has.No.Member(rx));
            Assert.That(shell.IsRunning, Is.True);
        });
}
