using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleNotificationTests
{
    [Test]
    public void Notifications_WithoutValues_LettersAreTheValues() =>
        Assert.That(
            MarbleRow.Parse("-a|").ToNotifications().Select(n => $"{n.Ticks} {n.Notification} {n.Column}"),
            Is.EqualTo(["10000 OnNext(a) 2", "20000 OnCompleted() 3"])
        );

    [Test]
    public void Notifications_Dictionary_ValuesByLetter()
    {
        var values = new Dictionary<string, int> { ["a"] = 10, ["b"] = 20 };
        Assert.That(MarbleRow.Parse("(ab)").ToNotifications(values).Select(n => n.Notification.Value), Is.EqualTo([10, 20]));
    }

    [Test]
    public void Notifications_LetterWithoutValue_ErrorNamesPlaceAndLetters()
    {
        var row = MarbleRow.Parse("-a-c", MarbleRowKind.Cold, null, new("x.marble", 3, 5));
        var values = new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 };
        Assert.That(
            () => row.ToNotifications(values),
            Throws
                .TypeOf<MarbleFormatException>()
                .With.Message.EqualTo("x.marble, line 3, column 8: no value is given for 'c' (there are values for a, b)")
        );
    }

    [Test]
    public void Notifications_DigitOfATimeWithoutSpaces_ErrorSaysSo() =>
        Assert.That(
            () => MarbleRow.Parse("-10ms-a").ToNotifications(new Dictionary<string, int> { ["a"] = 1 }),
            Throws
                .TypeOf<MarbleFormatException>()
                .With.Message.Contains("if a time such as 10ms is meant, it needs a space before and after it")
        );

    [Test]
    public void Notifications_FunctionThatDoesNotKnow_ErrorNamesColumn() =>
        Assert.That(
            () => MarbleRow.Parse("--a").ToNotifications<int>(_ => throw new KeyNotFoundException()),
            Throws.TypeOf<MarbleFormatException>().With.Message.EqualTo("column 3: no value is given for 'a'")
        );

    [Test]
    public void Notifications_Error_IsTheOneGiven()
    {
        var error = new TimeoutException();
        Assert.That(MarbleRow.Parse("#").ToNotifications(error).Single().Notification.Exception, Is.SameAs(error));
        Assert.That(MarbleRow.Parse("#").ToNotifications().Single().Notification.Exception, Is.TypeOf<MarbleErrorException>());
    }

    [Test]
    public void Notifications_CancelledPending_IsACancellation() =>
        Assert.That(
            MarbleRow.Parse("-!", MarbleRowKind.Pending).ToNotifications().Single().Notification.Exception,
            Is.TypeOf<OperationCanceledException>()
        );

    [Test]
    public void Notifications_MarksThatNoObserverSees_AreLeftOut()
    {
        Assert.That(
            MarbleRow.Parse("a-^-b", MarbleRowKind.Hot).ToNotifications().Select(n => $"{n.Ticks} {n.Notification.Value}"),
            Is.EqualTo(["-20000 a", "20000 b"])
        );
        Assert.That(MarbleRow.Parse("^-!", MarbleRowKind.Subscription).ToNotifications(), Is.Empty);
        Assert.That(MarbleRow.Parse("^a!b|", MarbleRowKind.Caller).ToNotifications(), Has.Count.EqualTo(3));
    }

    [Test]
    public void Notifications_Function_MakesTheValues() =>
        Assert.That(
            MarbleRow.Parse("ab").ToNotifications(static letter => letter + letter).Select(n => n.Notification.Value),
            Is.EqualTo(["aa", "bb"])
        );

    [Test]
    public void Labels_TextsForLettersAndError_Replaced()
    {
        var row = MarbleRow.Parse("-a-b-#").WithLabels(new Dictionary<string, string> { ["a"] = "ten", ["#"] = "TimeoutException" });
        Assert.That(row.Events.Select(e => e.Label), Is.EqualTo(["ten", "b", "TimeoutException"]));
    }
}
