namespace CallerReactive.Tests.Notebook;

/// <summary>Cells: the methods that return a Pending, with standard and with async functions.</summary>
public sealed class CallTests
{
    private static readonly string[] Ways = ["CallSoon", "CallLater", "ScheduleCall", "ToThread", "CallUsingBackend"];

    [TestCaseSource(nameof(Ways))]
    public void AStandardFunction_EachWay_GivesItsValue(string way) =>
        Shell.Run(async shell =>
        {
            var sum = way switch
            {
                "CallSoon" => shell.CallSoon(() => 1 + 1),
                "CallLater" => shell.CallLater(TimeSpan.Zero, () => 1 + 1),
                "ScheduleCall" => shell.ScheduleCall(() => 1 + 1, new CallOptions()),
                "ToThread" => shell.ToThread(() => 1 + 1),
                _ => shell.CallUsingBackend(CallerBackend.Async, () => 1 + 1),
            };
            if (way != "ToThread")
                Assert.That(sum.IsDone, Is.False, "never inside the call");
            Assert.That(await sum, Is.EqualTo(2));
        });

    [TestCaseSource(nameof(Ways))]
    public void AnAsyncFunction_EachWay_IsAwaited(string way) =>
        Shell.Run(async shell =>
        {
            var sum = way switch
            {
                "CallSoon" => shell.CallSoon(() => Add(1, 1)),
                "CallLater" => shell.CallLater(TimeSpan.Zero, () => Add(1, 1)),
                "ScheduleCall" => shell.ScheduleCall(() => Add(1, 1), new CallOptions()),
                "ToThread" => shell.ToThread(() => Add(1, 1)),
                _ => shell.CallUsingBackend(CallerBackend.Async, () => Add(1, 1)),
            };
            Assert.That(await sum, Is.EqualTo(2));
        });

    [TestCaseSource(nameof(Ways))]
    public void TheThread_EachWay_IsTheShells_ButForToThread(string way) =>
        Shell.Run(async shell =>
        {
            var thread = await (
                way switch
                {
                    "CallSoon" => shell.CallSoon(() => Thread.CurrentThread),
                    "CallLater" => shell.CallLater(TimeSpan.Zero, () => Thread.CurrentThread),
                    "ScheduleCall" => shell.ScheduleCall(() => Thread.CurrentThread, new CallOptions()),
                    "ToThread" => shell.ToThread(() => Thread.CurrentThread),
                    _ => shell.CallUsingBackend(CallerBackend.Async, () => Thread.CurrentThread),
                }
            );
            Assert.That(thread, way == "ToThread" ? Is.Not.SameAs(shell.Thread) : Is.SameAs(shell.Thread));
        });

    private static async Task<int> Add(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }
}
