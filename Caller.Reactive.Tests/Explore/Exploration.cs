using System.Diagnostics;
using System.Globalization;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace CallerReactive.Tests.Explore;

/// <summary>
/// Runs a property under many schedules of its threads. Environment: EXPLORE_ITERATIONS and EXPLORE_SEED say how many and which, EXPLORE_REPORT names a file that
/// gets a line for each property.
/// </summary>
internal static class Exploration
{
    private const uint DefaultSeed = 20_261_123;

    /// <param name="property">Sets up, runs threads, ends them all, and throws when what it saw must not be.</param>
    /// <param name="iterations">How many schedules of the short form.</param>
    /// <param name="maxSteps">After so many scheduling decisions a schedule is given up. Spinning needs a bound.</param>
    /// <param name="memory">Whether threads may be switched at plain fields too: for what is not synchronised by each access, but by an order of them.</param>
    /// <param name="name">Of the property; the test's.</param>
    internal static void Explore(
        Action property,
        uint iterations = 200,
        uint maxSteps = 5_000,
        bool memory = false,
        [System.Runtime.CompilerServices.CallerMemberName] string name = ""
    )
    {
        WarmUp(property);

        iterations = Read("EXPLORE_ITERATIONS") ?? iterations;
        var seed = Read("EXPLORE_SEED") ?? DefaultSeed;
        var watch = Stopwatch.StartNew();
        var explored = 0;
        var cutOff = 0;
        // Two strategies: one that is as likely to preempt anywhere, one that rarely does, and so lets a thread run far ahead of the others.
        foreach (var configuration in (Configuration[])[Basic().WithRandomStrategy(), Basic().WithPrioritizationStrategy(isFair: true)])
        {
            using var engine = TestingEngine.Create(configuration, property);
            engine.Run();
            var report = engine.TestReport;
            explored += report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths;
            cutOff += report.MaxFairStepsHitInFairTests + report.MaxUnfairStepsHitInFairTests + report.MaxUnfairStepsHitInUnfairTests;
            if (report.NumOfFoundBugs > 0)
            {
                Report($"{name}: BROKEN after {explored} schedules, seed {seed}, {watch.Elapsed.TotalSeconds:0.0} s");
                Assert.Fail($"{name}, schedule {explored}, seed {seed}:\n{string.Join('\n', report.BugReports)}");
            }
        }

        Report($"{name}: {explored} schedules ({cutOff} cut off), seed {seed}, {watch.Elapsed.TotalSeconds:0.0} s");

        // A property that explores nothing, or never comes to its end, is no property.
        Assert.That(explored, Is.GreaterThanOrEqualTo((int)iterations));
        Assert.That(cutOff, Is.LessThanOrEqualTo(explored / 10), "schedules that came to no end");

        Configuration Basic() =>
            Configuration
                .Create()
                .WithTestingIterations((iterations + 1) / 2)
                .WithRandomGeneratorSeed(seed)
                .WithMaxSchedulingSteps(maxSteps)
                .WithTelemetryEnabled(false)
                .WithAtomicOperationRaceCheckingEnabled()
                .WithVolatileOperationRaceCheckingEnabled()
                .WithLockAccessRaceCheckingEnabled()
                .WithMemoryAccessRaceCheckingEnabled(memory)
                .WithPartiallyControlledConcurrencyAllowed()
                .WithDeadlockTimeout(10_000);
    }

    /// <summary>Once without control: what is initialised once per process takes a lock of the runtime's, which Coyote does not know. A property that is broken may hang here, or fail.</summary>
    private static void WarmUp(Action property)
    {
        var thread = new Thread(() =>
        {
            try
            {
                property();
            }
            catch (Exception)
            {
                // the exploration says so, with a schedule
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        thread.Join(TimeSpan.FromSeconds(20));
    }

    private static uint? Read(string variable) =>
        uint.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Report(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine(text);
        if (Environment.GetEnvironmentVariable("EXPLORE_REPORT") is { Length: > 0 } file)
            File.AppendAllText(file, text + "\n");
    }
}
