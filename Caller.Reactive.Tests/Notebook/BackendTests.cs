namespace CallerReactive.Tests.Notebook;

/// <summary>Cells: call_using_backend, and what it prints.</summary>
public sealed class BackendTests
{
    private static readonly CallerBackend[] Backends = [CallerBackend.Async, CallerBackend.Rx];

    [TestCaseSource(nameof(Backends))]
    public void CallUsingBackend_OnTheShell_KeepsTheThreadAndChangesTheBackend(CallerBackend backend) =>
        Shell.Run(async shell =>
        {
            await shell.CallUsingBackend(backend, () => Task.Delay(0));
            var (thread, current, caller) = await shell.CallUsingBackend(
                backend,
                () => (Thread.CurrentThread, CallerBackend.Current, Caller.Current)
            );
            Assert.That(thread, Is.SameAs(shell.Thread));
            Assert.That(current, Is.SameAs(backend));
            Assert.That(caller, Is.SameAs(shell));
        });

    [Test]
    public void Backend_Async_HasTheCallersContext_AndRxHasNone() =>
        Shell.Run(async shell =>
        {
            var context = await shell.CallUsingBackend(CallerBackend.Async, () => SynchronizationContext.Current);
            var bare = await shell.CallUsingBackend(CallerBackend.Rx, () => SynchronizationContext.Current);
            Assert.That(context, Is.SameAs(shell.SynchronizationContext));
            Assert.That(bare, Is.Null);
        });
}
