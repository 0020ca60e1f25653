namespace CallerReactive.Tests.Notebook;

/// <summary>Cell: %callers.</summary>
public sealed class ListingTests
{
    [Test]
    public void FormatTable_ShellAndControl_ShowsNameStateProtectionThreadAndTheCurrentOne() =>
        Shell.Run(async shell =>
        {
            var control = shell.Get("Control");
            await control.Started;

            var lines = Caller.FormatTable([shell, control]).Split('\n');

            // The test's thread has the name that NUnit gave it, or none; Shell, 🔐 and ← are in their columns all the same.
            var thread = shell.Thread!.Name ?? $"thread {shell.Thread.ManagedThreadId}";
            var threadWidth = Math.Max("Control".Length, Math.Max("Thread".Length, thread.Length)) + 2;
            var idWidth = Math.Max("Caller".Length, $"{control.Id}".Length) + 2;
            var rule = new string('─', "Control  Running  Protected  ".Length + threadWidth + idWidth);
            Assert.That(
                lines,
                Is.EqualTo([
                    $"Name     Running  Protected  {"Thread".PadRight(threadWidth)}Caller",
                    rule,
                    $"Shell    ✓        🔐         {thread.PadRight(threadWidth)}{$"{shell.Id}".PadRight(idWidth)}← current",
                    $"Control  ✓                   {"Control".PadRight(threadWidth)}{control.Id}",
                ])
            );
        });

    [Test]
    public void All_ShellAndControl_HoldsBothInTheOrderOfTheirCreation() =>
        Shell.Run(async shell =>
        {
            var control = shell.Get("Control");
            await control.Started;
            var ours = Caller.All().Where(caller => caller == shell || caller.Parent == shell);
            Assert.That(ours, Is.EqualTo([shell, control]));
        });
}
