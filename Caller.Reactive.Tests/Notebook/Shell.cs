namespace CallerReactive.Tests.Notebook;

/// <summary>The caller that a notebook's cells run on: a loop on the test's own thread, for one cell.</summary>
internal static class Shell
{
    /// <summary>Runs a cell. What it throws, assertions included, comes out here.</summary>
    public static void Run(Func<Caller, Task> cell) =>
        Caller.Run(
            async caller =>
            {
                // A cell that hangs ends with the test's time: its awaits end as cancelled.
                await using var limit = TestContext.CurrentContext.CancellationToken.Register(() => caller.Stop(force: true));
                await cell(caller);
            },
            new CallerOptions { Name = "Shell", IsProtected = true }
        );
}
