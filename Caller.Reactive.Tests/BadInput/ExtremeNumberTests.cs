using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>Every extreme number for every parameter that is a number: it means something or it is refused by name.</summary>
public sealed class ExtremeNumberTests
{
    private const string Table = """
        parameter                                    | least   | -1      | 0       | 1     | most
        ---------------------------------------------+---------+---------+---------+-------+------
        CallerObservable.ObserveOn: capacity         | refused | refused | refused | taken | taken
        CallerObservable.SelectOn: maxConcurrent     | refused | refused | refused | taken | taken
        CallerObservable.ToAsyncEnumerable: capacity | refused | refused | refused | taken | taken
        DiagramRun.Number: index                     | refused | refused | taken   | MarbleFormatException | MarbleFormatException
        DiagramRun.Time: index                       | refused | refused | MarbleFormatException | MarbleFormatException | MarbleFormatException
        DiagramRun.Word: index                       | refused | refused | taken   | MarbleFormatException | MarbleFormatException
        MarbleEvent..ctor: Column                    | taken   | taken   | taken   | taken | taken
        MarbleSource..ctor: Column                   | taken   | taken   | taken   | taken | taken
        MarbleSource..ctor: Line                     | taken   | taken   | taken   | taken | taken
        TimedNotification..ctor: Column              | taken   | taken   | taken   | taken | taken
        """;

    private static IEnumerable<TestCaseData> Cells() => PublicSurface.ParameterCells(Table);

    [TestCaseSource(nameof(Cells))]
    public void ANumber_IsTakenOrRefusedByName(MethodBase member, int position, object number, string expected)
    {
        using var samples = new Samples();
        Assert.That(samples.Call(member, position, number), Is.EqualTo(expected));
    }

    [Test]
    public void EveryParameterThatIsANumber_HasARow() => PublicSurface.RequireRows(Table, Extremes.IsNumber);
}
