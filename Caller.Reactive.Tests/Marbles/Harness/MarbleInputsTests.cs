using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>What the inputs of a harness do.</summary>
public class MarbleInputsTests
{
    private static readonly Dictionary<string, int> Numbers = new() { ["a"] = 10, ["b"] = 20 };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["a"] = "10",
        ["b"] = "20",
        ["#"] = nameof(TimeoutException),
    };

    private readonly MarbleHarness _marbles = new();

    [TearDown]
    public void End() => _marbles.Dispose();

    [Test]
    public void Cold_StartsAnewForEachSubscriber_OnNoCaller()
    {
        var source = _marbles.Cold("source", "-a|");
        var one = _marbles.Observe("one", source).Expect("-a|");
        _marbles.Observe("two", source, "---^").Expect("----a|");
        _marbles.Run();
        Assert.That(one.Events.Select(e => e.Caller), Is.All.Null);
    }

    [Test]
    public void ColdAndHot_WithValues_GiveThemAndTheError()
    {
        var error = new TimeoutException();
        _marbles.Observe("cold", _marbles.Cold("one", "-a-b#", Numbers, error)).Expect("-a-b#", Texts);
        _marbles.Observe("hot", _marbles.Hot("two", "a-^-b#", Numbers, error)).Expect("--b#", Texts);
        _marbles.Run();
    }

    [Test]
    public void ARow_ThatIsNone_OrHasALetterWithoutAValue_IsRefused()
    {
        Action[] declarations =
        [
            () => _marbles.Cold("source", "-%"),
            () => _marbles.Hot("source", "-!"),
            () => _marbles.Cold("source", "-c", Numbers),
            () => _marbles.Hot("source", "-c", Numbers),
            () => _marbles.Pending("source", "-ab"),
            () => _marbles.Async("source", "-^"),
            () => _marbles.Play("source", "-%", static _ => { }),
            () => _marbles.At("soon", static () => { }),
            () => _marbles.Observe("out", _marbles.Cold("good", "-a|"), "-a"),
        ];
        foreach (var declare in declarations)
            Assert.That(declare, Throws.TypeOf<MarbleFormatException>());
    }

    [Test]
    public void Pending_IsCountedFromItsCall_AndEndsAtOnceWhenCancelled()
    {
        _marbles.At("3ms", () => _marbles.Observe("late", _marbles.Pending("one", "--a|")).Expect("-----a|"));
        var cancelled = _marbles.Pending("two", "----a|");
        _marbles.Observe("cancelled", cancelled).Expect("-!");
        _marbles.At("1ms", () => cancelled.Cancel());
        _marbles.Run();
    }

    [Test]
    public void Pending_JoinsAGroup_IfItsOptionsSaySo([Values] bool joins)
    {
        var gui = _marbles.Caller("gui");
        _marbles.Group("members", gui, Make).Expect(joins ? "--(a|)" : "|");
        _marbles.Run();

        Task Make(PendingGroup group)
        {
            _marbles.Pending("source", "--a|", joins ? new CallOptions() : null);
            return Task.CompletedTask;
        }
    }

    [Test]
    public void Async_StartsAnewForEachConsumer_AndCanBeCancelled()
    {
        var gui = _marbles.Caller("gui");
        var source = _marbles.Async("source", "-a!");
        _marbles.Observe("one", source, gui).Expect("-a!");
        _marbles.At("3ms", () => _marbles.Observe("two", source, gui).Expect("----a!"));
        _marbles.Run();
    }

    [Test]
    public void Play_DoesSomethingAtEachLetter_AndIsALaneOfTheInput()
    {
        var seen = new List<string>();
        _marbles.Play("keys", "a-b", letter => seen.Add($"{letter} at {_marbles.Now.TotalMilliseconds}"));
        var run = _marbles.Run();
        Assert.That(seen, Is.EqualTo(["a at 0", "b at 2"]));
        Assert.That((run.Inputs.Single().Name, run.Inputs.Single().Print().Text), Is.EqualTo(("keys", "a-b")));
    }

    [Test]
    public void At_ATimeThatIsOver_IsNow_OnNoCaller()
    {
        var seen = new List<string>();
        void Note(string what) => seen.Add($"{what} at {_marbles.Now.TotalMilliseconds}, {Caller.TryGetCurrent(out _)}");
        _marbles.At(
            "3ms",
            () =>
            {
                _marbles.At("1ms", () => Note("text"));
                _marbles.At(TimeSpan.FromMilliseconds(2), () => Note("span"));
            }
        );
        _marbles.Run();
        Assert.That(seen, Is.EqualTo(["text at 3, False", "span at 3, False"]));
    }

    [Test]
    public void AtOneTime_TheOrderIsThatOfDeclaration_HotRowsLast()
    {
        var order = new List<string>();
        var threads = new HashSet<Thread>();
        void Note(string what)
        {
            order.Add(what);
            threads.Add(Thread.CurrentThread);
        }

        using var subscription = _marbles.Hot("hot", "-a").Subscribe(_ => Note("hot"));
        _marbles.At("1ms", () => Note("one"));
        _marbles.Play("keys", "-a", _ => Note("keys"));
        _marbles.At("1ms", () => Note("two"));
        _marbles.Run();
        Assert.That(order, Is.EqualTo(["one", "keys", "two", "hot"]));
        Assert.That(threads, Is.EqualTo(new[] { Thread.CurrentThread }));
    }
}
