namespace CallerReactive.Tests.Budgets;

/// <summary>What a caller that has started and does nothing costs, beside its thread's stack.</summary>
[NonParallelizable] // the memory of the process is measured: other tests would be in it
public sealed class StartedCallerTests
{
    [Test]
    public async Task StartedCaller_Keeps2048BytesAtMost_ItsThreadObjectIncluded()
    {
        const int count = 100;
        List<double> kept = [];
        for (var round = 0; round < 7; round++)
        {
            var callers = new Caller[count];
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < count; i++)
            {
                callers[i] = Caller.StartNew();
            }

            foreach (var caller in callers)
            {
                await caller.Started;
            }

            kept.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count);
            foreach (var caller in callers)
            {
                await caller.DisposeAsync();
            }
        }

        // The first rounds also fill the tables of the process.
        kept.Sort();
        Assert.That(kept[kept.Count / 2], Is.LessThanOrEqualTo(2048), string.Join(", ", kept));
    }
}
