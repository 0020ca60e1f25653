using CallerReactive.Marbles;
using FsCheck;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Marbles;

/// <summary>What is printed is read back as it was, whatever was recorded.</summary>
public class MarbleRoundTripTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(2026UL, 77777UL);

    [Test]
    public void PrintRecorded_AnyEvents_ParseGivesThemBack() =>
        Prop.ForAll(
                Recorded(gap: Gen.Choose(0, 400).Select(g => g * 2_500L)).ToArbitrary(),
                run =>
                {
                    var printed = MarblePrinter.PrintRecorded(run.Events, run.Kind, Rows.TenMs);
                    return Same(MarbleRow.Parse(printed.Text, run.Kind, printed.Options).Events, run.Events, printed.Text);
                }
            )
            .Check(Seeded);

    [Test]
    public void Print_OneFrameGroupsOnWholeFrames_ParseGivesThemBack() =>
        Prop.ForAll(
                Recorded(gap: Gen.Frequency((3, Gen.Constant(0L)), (5, Whole(1, 5)), (1, Whole(20, 90_000)))).ToArbitrary(),
                run =>
                {
                    var options = Rows.TenMs with { GroupTakesOneFrame = true };
                    var text = MarblePrinter.Print(run.Events, run.Kind, options);
                    return Same(MarbleRow.Parse(text, run.Kind, options).Events, run.Events, text);
                }
            )
            .Check(Seeded);

    [Test]
    public void Print_WhateverParses_ParsesToTheSameRow() =>
        Prop.ForAll(
                Gen.Elements("-", "--", "a", "1", "s", "m", " ", "(", ")", "|", "#", " 10ms ", " 3s ", "(ab)", "^", "!")
                    .ListOf()
                    .Select(string.Concat)
                    .Zip(Kinds)
                    .ToArbitrary(),
                sample =>
                {
                    var (text, kind) = sample;
                    MarbleRow row;
                    try
                    {
                        row = MarbleRow.Parse(text, kind);
                    }
                    catch (MarbleFormatException)
                    {
                        return true.ToProperty();
                    }
                    var again = MarbleRow.Parse(row.ToString(), kind);
                    return Same(again.Events, row.Events, row.ToString())
                        .And(again.EndTicks == row.EndTicks && again.StartTicks == row.StartTicks);
                }
            )
            .Check(Seeded.WithMaxTest(5000));

    private static Gen<MarbleRowKind> Kinds => Gen.Elements(Enum.GetValues<MarbleRowKind>());

    private static Gen<long> Whole(int from, int to) => Gen.Choose(from, to).Select(g => g * 100_000L);

    /// <summary>Rows that can happen: values at any gaps, then maybe an end.</summary>
    private static Gen<(MarbleRowKind Kind, List<MarbleEvent> Events)> Recorded(Gen<long> gap) =>
        from kind in Gen.Elements(
            MarbleRowKind.Cold,
            MarbleRowKind.Async,
            MarbleRowKind.Group,
            MarbleRowKind.Caller,
            MarbleRowKind.Observed
        )
        from labels in Gen.Elements("a", "b", "Z", "0", "1", "25", "s", "m").ListOf()
        from gaps in gap.ListOf(labels.Count + 1)
        from end in Gen.Elements<MarbleEventKind?>(null, MarbleEventKind.Complete, MarbleEventKind.Error)
        select (kind, Events(labels, gaps, end));

    private static List<MarbleEvent> Events(List<string> labels, List<long> gaps, MarbleEventKind? end)
    {
        var events = new List<MarbleEvent>();
        var now = 0L;
        foreach (var (label, gap) in labels.SelectMany(label => label).Zip(gaps))
            events.Add(new(now += gap, MarbleEventKind.Value, label.ToString()));
        if (end is { } kind)
            events.Add(new(now + gaps[^1], kind));
        return events;
    }

    private static Property Same(IEnumerable<MarbleEvent> actual, IEnumerable<MarbleEvent> expected, string text) =>
        actual.SequenceEqual(expected).Label($"{text} gives {string.Join(", ", actual)} for {string.Join(", ", expected)}");
}
