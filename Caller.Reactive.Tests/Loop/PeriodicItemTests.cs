namespace CallerReactive.Tests.LoopTests;

/// <summary>When a series ends, and that it then keeps nothing.</summary>
public sealed class PeriodicItemTests
{
    private readonly CreepingTime _time = new(TimeSpan.Zero);
    private readonly ManualLoop _loop;
    private int _ticks;

    public PeriodicItemTests() => _loop = new ManualLoop(new ManualOwner(), _time);

    [Test]
    public void Dispose_WhileItWaits_TakesItOutAndLetsGo()
    {
        var item = Started(static state => state);
        Assert.That((item.Label is not null, _loop.Look(9).TimedCount), Is.EqualTo((true, 1)));
        item.Dispose();
        Assert.That((item.Label, _loop.Look(9).TimedCount), Is.EqualTo(((object?)null, 0)));
    }

    [Test]
    public void Dispose_FromItsOwnTick_EndsItAndLetsGo()
    {
        PeriodicItem<int>? item = null;
        item = Started(state =>
        {
            item!.Dispose();
            return state;
        });
        Tick();
        Tick();
        Assert.That((_ticks, item.Label, _loop.Look(9).TimedCount), Is.EqualTo((1, (object?)null, 0)));
    }

    [Test]
    public void Dispose_BetweenATickAndItsNextArming_EndsItAndLetsGo()
    {
        PeriodicItem<int>? item = null;
        item = Started(state =>
        {
            _time.OnRead = item!.Dispose; // the next reading is that of the arming
            return state;
        });
        Tick();
        Assert.That((_ticks, item.Label, _loop.Look(9).TimedCount), Is.EqualTo((1, (object?)null, 0)));
    }

    [Test]
    public void End_OfTheLoop_LetsGo()
    {
        var item = Started(static state => state);
        _loop.End("over");
        Assert.That(item.Label, Is.Null);
    }

    [Test]
    public void Ticks_HandTheirStateOn()
    {
        List<int> seen = [];
        var item = Started(state =>
        {
            seen.Add(state);
            return state + 1;
        });
        Tick();
        Tick();
        item.Dispose();
        Assert.That(seen, Is.EqualTo(new[] { 0, 1 }));
    }

    private PeriodicItem<int> Started(Func<int, int> action)
    {
        var item = new PeriodicItem<int>(
            _loop,
            0,
            TimeSpan.FromSeconds(1),
            state =>
            {
                _ticks++;
                return action(state);
            }
        );
        item.Arm();
        return item;
    }

    private void Tick()
    {
        _time.Move(TimeSpan.FromSeconds(1));
        _loop.Drain();
    }
}
