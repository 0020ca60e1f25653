using System.Reactive.Concurrency;
using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>Every extreme time for every parameter that is a time: it means something or it is refused by name, and the caller goes on.</summary>
public sealed class ExtremeTimeTests
{
    private const string Table = """
        parameter                      | least time | -1 tick | infinite | no time | 1 tick | 24.8 days | 49.7 days | most time
        -------------------------------+------------+---------+----------+---------+--------+-----------+-----------+----------
        Caller.CallLater: delay        | taken      | taken   | taken    | taken   | taken  | taken     | taken     | taken
        Caller.Schedule: dueTime       | taken      | taken   | taken    | taken   | taken  | taken     | taken     | taken
        Caller.SchedulePeriodic: period| refused    | refused | refused  | taken   | taken  | taken     | taken     | taken
        Caller.Wait: timeout           | refused    | refused | taken    | taken   | taken  | taken     | taken     | taken
        Pending.CancelAsync: timeout   | refused    | refused | taken    | taken   | taken  | taken     | taken     | taken
        Pending.Wait: timeout          | refused    | refused | taken    | taken   | taken  | taken     | taken     | taken
        Pending.WaitAsync: timeout     | refused    | refused | taken    | taken   | taken  | taken     | taken     | taken
        MarbleHarness.At: time          | taken      | taken   | taken    | taken   | taken  | taken     | taken     | taken
        MarbleHarness.Run: until        | refused    | refused | refused  | taken   | taken  | taken     | taken     | taken
        MarbleHarness.Work: duration    | refused    | refused | taken    | taken   | taken  | taken     | taken     | taken
        """;

    private static IEnumerable<TestCaseData> Cells() => PublicSurface.ParameterCells(Table);

    [TestCaseSource(nameof(Cells))]
    public void ATime_IsTakenOrRefusedByName(MethodBase member, int position, object time, string expected)
    {
        using var samples = new Samples();
        Assert.That(samples.Call(member, position, time), Is.EqualTo(expected));
        var caller = (Caller)samples.Of(typeof(Caller))!;
        Assert.That(caller.CallSoon(static () => 1).Wait(TimeSpan.FromSeconds(20)), Is.EqualTo(1), "The caller goes on.");
    }

    [Test]
    public void EveryParameterThatIsATime_HasARow() => PublicSurface.RequireRows(Table, Extremes.IsTime);

    [Test]
    public async Task AnAbsoluteTime_IsTaken([Values(0L, long.MaxValue)] long ticks, [Values(-14, 0, 14)] int offset)
    {
        await using var caller = Caller.StartNew("absolute");
        var due = ticks == 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        if (offset != 0)
            due = new DateTimeOffset(new DateTime(ticks == 0 ? 2 : 9998, 1, 1), TimeSpan.FromHours(offset));
        var ran = new TaskCompletionSource();
        using var handle = caller.Schedule(due, ran.SetResult);
        await caller.CallSoon(static () => { });
        if (ticks == 0)
            await ran.Task.WaitAsync(TestContext.CurrentContext.CancellationToken);
        else
            Assert.That(ran.Task.IsCompleted, Is.False);
    }
}
