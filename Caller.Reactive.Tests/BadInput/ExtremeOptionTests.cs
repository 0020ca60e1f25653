using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>Every extreme time and number for every option that is one: what it is for works with it, or it is refused by the name of the property.</summary>
public sealed class ExtremeOptionTests
{
    private const string Times = """
        option                                  | least time | -1 tick | infinite | no time | 1 tick  | 24.8 days | 49.7 days | most time
        ----------------------------------------+------------+---------+----------+---------+---------+-----------+-----------+----------
        CallOptions.Delay                       | taken      | taken   | taken    | taken   | taken   | taken     | taken     | taken
        CallOptions.Delay, of a source          | refused    | refused | refused  | taken   | refused | refused   | refused   | refused
        CallerOptions.StallThreshold            | refused    | refused | taken    | refused | taken   | taken     | taken     | taken
        CallerOptions.StopTimeout               | refused    | refused | taken    | taken   | taken   | taken     | taken     | taken
        CallerOptions.WorkerIdleTimeout         | refused    | refused | taken    | taken   | taken   | taken     | taken     | taken
        PendingGroupOptions.CancellationTimeout | refused    | refused | taken    | taken   | taken   | taken     | taken     | taken
        PendingGroupOptions.Timeout             | refused    | refused | taken    | taken   | taken   | taken     | taken     | taken
        MarbleHarnessOptions.Patience           | refused    | refused | refused  | taken   | taken   | taken     | taken     | taken
        MarbleHarnessOptions.RealTimeLimit      | refused    | refused | refused  | taken   | taken   | taken     | taken     | taken
        MarbleHarnessOptions.Resolution         | refused    | refused | refused  | refused | taken   | taken     | taken     | taken
        MarbleOptions.Frame                     | refused    | refused | refused  | refused | taken   | taken     | taken     | taken
        """;

    private const string Numbers = """
        option                           | least   | -1      | 0       | 1     | most
        ---------------------------------+---------+---------+---------+-------+------
        AsCompletedOptions.MaxConcurrent | refused | refused | refused | taken | taken
        CallerOptions.MaxIdleWorkers     | refused | refused | taken   | taken | taken
        CallerOptions.MaxWorkers         | refused | refused | refused | taken | taken
        CallerQueueOptions.Capacity      | refused | refused | refused | taken | taken
        MarbleSvgOptions.Width           | refused | refused | refused | refused | taken
        """;

    private static IEnumerable<TestCaseData> Cells() =>
        from cell in Extremes.Cells(Times).Concat(Extremes.Cells(Numbers))
        select new TestCaseData(cell.Row, cell.Value, cell.Expected).SetName($"{cell.Row} = {cell.Name}: {cell.Expected}");

    [TestCaseSource(nameof(Cells))]
    public async Task AnOption_IsTakenOrRefusedByName(string option, object value, string expected)
    {
        Exception? thrown = null;
        try
        {
            await OptionUses.Use(option, value);
        }
        catch (ArgumentException e)
        {
            thrown = e;
        }

        Assert.That(Extremes.Outcome(thrown, option.Split(',')[0].Split('.')[1]), Is.EqualTo(expected), $"{thrown}");
    }

    [Test]
    public void EveryOptionThatIsATimeOrANumber_HasARow()
    {
        var options =
            from type in PublicSurface.Types()
            where type.Name.EndsWith("Options", StringComparison.Ordinal)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is { IsPublic: true }
            where Extremes.IsTime(property.PropertyType) || Extremes.IsNumber(property.PropertyType)
            select $"{type.Name}.{property.Name}";
        Assert.That(
            Extremes.Cells(Times).Concat(Extremes.Cells(Numbers)).Select(static cell => cell.Row.Split(',')[0]).Distinct(),
            Is.EquivalentTo(options)
        );
    }
}
