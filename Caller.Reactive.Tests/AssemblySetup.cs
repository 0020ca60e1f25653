using CallerReactive.Tests;

// Every test runs beside every other, each in an object of its own: a test that needs the process to itself says [NonParallelizable].
[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: CancelEveryTestAfter(30_000)]
