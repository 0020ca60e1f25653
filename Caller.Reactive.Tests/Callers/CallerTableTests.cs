namespace CallerReactive.Tests.Callers;

public sealed class CallerTableTests
{
    [Test]
    public void WithoutCallers_ThereIsTheHeadingOnly() =>
        Assert.That(Caller.FormatTable([]), Is.EqualTo("Name  Running  Protected  Thread  Caller\n" + new string('─', 42)));

    [Test]
    public async Task Columns_AreAlignedByWhatATerminalShows()
    {
        await using var running = Caller.StartNew(new CallerOptions { Name = "Main loop", IsProtected = true });
        await using var created = Caller.Create(new CallerOptions { Name = "呼び出し" });
        await running.Started.InTime();
        var lines = Caller.FormatTable([running, created]).Split('\n');
        Assert.That(
            lines,
            Is.EqualTo(
                new[]
                {
                    "Name       Running  Protected  Thread     Caller",
                    new string('─', 11 + 9 + 11 + 11 + 2 + Math.Max(6, $"{created.Id}".Length)),
                    $"Main loop  ✓        🔐         Main loop  {running.Id}",
                    $"呼び出し   ✗                              {created.Id}",
                }
            )
        );
    }

    [Test]
    public async Task TheCurrentOne_IsMarked()
    {
        await using var caller = Caller.StartNew("Here");
        var table = await caller.CallSoon(() => Caller.FormatTable([caller])).InTime();
        Assert.That(table.Split('\n')[2], Does.StartWith("Here  ✓").And.EndsWith($"{caller.Id}".PadRight(6) + "  ← current"));
        Assert.That(Caller.FormatTable([caller]), Does.Not.Contain("current"));
    }

    [Test]
    public async Task ByDefault_AllThatHaveNotStopped_InTheOrderOfTheirCreation()
    {
        await using var first = Caller.Create(new CallerOptions { Name = "table test 1" });
        await using var second = Caller.StartNew("table test 2");
        var third = Caller.StartNew("table test 3");
        await third.DisposeAsync();
        var table = Caller.FormatTable();
        Assert.That(
            table.IndexOf("table test 1", StringComparison.Ordinal),
            Is.Positive.And.LessThan(table.IndexOf("table test 2", StringComparison.Ordinal))
        );
        Assert.That(table, Does.Not.Contain("table test 3"));
    }

    [Test]
    public void ToString_TellsTheStateAtAGlance()
    {
        var caller = Caller.Create(new CallerOptions { Name = "Turns", IsProtected = true });
        Assert.That(caller.ToString(), Is.EqualTo($"Caller 'Turns' #{caller.Id} Created protected"));
        var child = caller.Get("child");
        var name = Thread.CurrentThread.Name ?? $"{Environment.CurrentManagedThreadId}";
        var text = caller.RunUntil(caller.CallSoon(() => caller.ToString()));
        Assert.That(text, Is.EqualTo($"Caller 'Turns' #{caller.Id} Running protected current thread='{name}' 1 child"));
        caller.Get("second");
        Assert.That(caller.ToString(), Does.EndWith("2 children"));
        caller.Stop(force: true);
        child.Stopped.Wait();
    }

    [TestCase("", 0)]
    [TestCase("abc", 3)]
    [TestCase("é", 1)]
    [TestCase("e\u0301", 1)]
    [TestCase("漢字", 4)]
    [TestCase("🔐", 2)]
    [TestCase("한", 2)]
    [TestCase("ｱ", 1)]
    [TestCase("Ａ", 2)]
    public void DisplayWidth_IsInCells(string text, int width) => Assert.That(CallerTable.DisplayWidth(text), Is.EqualTo(width));
}
