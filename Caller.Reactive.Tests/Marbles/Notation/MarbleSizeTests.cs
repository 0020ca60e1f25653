using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>Big rows. The time limits catch what is not linear: each takes a few milliseconds.</summary>
public class MarbleSizeTests
{
    [Test, CancelAfter(5_000)]
    public void Parse_HundredThousandFrames_AndBack()
    {
        var text = string.Concat(Enumerable.Repeat("a-1s(b2)--", 10_000)) + "|";
        var row = MarbleRow.Parse(text);
        Assert.That(row.Events, Has.Count.EqualTo(50_001));
        Assert.That(MarbleRow.Parse(row.ToString()).Events, Is.EqualTo(row.Events));
    }

    [Test, CancelAfter(5_000)]
    public void Parse_HundredThousandTimes_AndBack()
    {
        var row = MarbleRow.Parse(string.Concat(Enumerable.Repeat("a 100ms ", 100_000)));
        Assert.That(row.EndTicks, Is.EqualTo(10_100_000 * TimeSpan.TicksPerMillisecond));
        Assert.That(MarbleRow.Parse(row.ToString()).Events, Is.EqualTo(row.Events));
    }

    [Test]
    public void Parse_OneHourInMilliseconds_PrintsShort()
    {
        var row = MarbleRow.Parse("a 3600000ms b|");
        Assert.That(row.ToString(), Is.EqualTo("a 60m b|"));
        Assert.That(row.Events[1].Ticks, Is.EqualTo(TimeSpan.FromHours(1).Ticks + TimeSpan.TicksPerMillisecond));
    }

    [Test, CancelAfter(5_000)]
    public void Parse_MillionDashes_NoEvents() =>
        Assert.That(MarbleRow.Parse(new string('-', 1_000_000)).EndTicks, Is.EqualTo(TimeSpan.FromSeconds(1000).Ticks));

    [Test, CancelAfter(5_000)]
    public void Parse_MillionDigits_AreValues() =>
        Assert.That(MarbleRow.Parse(new string('1', 1_000_000)).Events, Has.Count.EqualTo(1_000_000));
}
