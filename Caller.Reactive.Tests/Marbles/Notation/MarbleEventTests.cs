using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleEventTests
{
    private static readonly MarbleEvent Event = new(200_000, MarbleEventKind.Value, "a", 3);

    [Test]
    public void Equality_IsOfWhatHappened_NotOfWhereItWasWritten()
    {
        var elsewhere = Event with { Column = 7 };
        Assert.That((Event.Equals(elsewhere), Event.GetHashCode() == elsewhere.GetHashCode()), Is.EqualTo((true, true)));
        MarbleEvent[] others = [Event with { Ticks = 1 }, Event with { Kind = MarbleEventKind.Error }, Event with { Label = "b" }];
        Assert.That(others.Select(other => other.Equals(Event)), Is.All.False);
    }

    [Test]
    public void Text_IsTheMarkAndTheTime() =>
        Assert.That((Event.ToString(), Event.Time), Is.EqualTo(("a at 20ms", TimeSpan.FromMilliseconds(20))));

    [Test]
    public void WhatIsNotSaid_IsNothing()
    {
        var complete = new MarbleEvent(0, MarbleEventKind.Complete);
        Assert.That((complete.Label, complete.Column), Is.EqualTo(("", 0)));
    }
}
