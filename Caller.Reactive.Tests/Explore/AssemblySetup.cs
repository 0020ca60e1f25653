using System.Diagnostics;
using System.Runtime.ExceptionServices;

// An exploration runs one operation at a time in all the process: two of them side by side would only be in each other's way.
[assembly: NonParallelizable]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace CallerReactive.Tests.Explore;

[SetUpFixture]
public sealed class AssemblySetup
{
    [OneTimeSetUp]
    public void RequireRewriting() =>
        Assert.That(
            typeof(Caller).Assembly.GetReferencedAssemblies().Select(static reference => reference.Name),
            Has.Member("Microsoft.Coyote"),
            "Without rewriting Coyote controls nothing, and every property would hold."
        );

    /// <summary>
    /// Coyote ends a schedule by interrupting all its threads. What code makes of that while it unwinds must not end the process, or nobody would learn why the schedule ended.
    /// </summary>
    [OneTimeSetUp]
    public void SurviveEndedSchedules() =>
        ExceptionHandling.SetUnhandledExceptionHandler(static error =>
            error.ToString().Contains(nameof(ThreadInterruptedException), StringComparison.Ordinal)
        );

    /// <summary>A broken invariant is a bug that an exploration finds, with the schedule that breaks it, and not the end of the process.</summary>
    [OneTimeSetUp]
    public void MakeAssertionsThrow()
    {
        Trace.Listeners.Clear();
        Trace.Listeners.Add(new Thrower());
    }

    private sealed class Thrower : TraceListener
    {
        public override void Write(string? message) { }

        public override void WriteLine(string? message) { }

        public override void Fail(string? message, string? detailMessage) =>
            throw new InvalidOperationException($"A broken invariant: {message} {detailMessage}");
    }
}
