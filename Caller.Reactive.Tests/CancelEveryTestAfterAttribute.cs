using System.Collections.Concurrent;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CallerReactive.Tests;

/// <summary>
/// [CancelAfter] for a whole assembly; NUnit 5 has it for methods and classes only, where it still overrides this one.
/// What waits in a test waits with <c>TestContext.CurrentContext.CancellationToken</c>. NUnit cannot end a test that does not
/// listen: one that goes on for <see cref="Grace"/> longer ends the process, with its name, rather than hang the build.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CancelEveryTestAfterAttribute(int milliseconds) : NUnitAttribute, IApplyToContext, ITestAction
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Timer> _watches = new();

    public ActionTargets Targets => ActionTargets.Test;

    public void ApplyToContext(TestExecutionContext context)
    {
        context.TestCaseTimeout = milliseconds;
        context.UseCancellation = true;
    }

    public void BeforeTest(ITest test)
    {
        var limit = TimeSpan.FromMilliseconds(TestExecutionContext.CurrentContext.TestCaseTimeout) + Grace;
        _watches[test.Id] = new Timer(_ => GiveUpOn(test, limit), null, limit, Timeout.InfiniteTimeSpan);
    }

    public void AfterTest(ITest test)
    {
        if (_watches.TryRemove(test.Id, out var watch))
            watch.Dispose();
    }

    private static void GiveUpOn(ITest test, TimeSpan limit) =>
        Environment.FailFast($"{test.FullName} hangs: it did not end within {limit.TotalSeconds} s, nor when its token was cancelled.");
}
