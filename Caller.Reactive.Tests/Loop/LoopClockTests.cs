using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

public sealed class LoopClockTests
{
    [Test]
    public void Add_OfNothingOrLess_IsNow() =>
        Assert.That(
            new[] { Clock(10_000_000).Add(100, TimeSpan.Zero), Clock(10_000_000).Add(100, TimeSpan.MinValue) },
            Is.EqualTo(new[] { 100, 100 })
        );

    [TestCase(10_000_000)]
    [TestCase(1_000_000_000)]
    [TestCase(1)]
    [TestCase(1000)]
    [TestCase(3_579_545)]
    [TestCase(24_000_000)]
    public void Add_BeyondAllReckoning_Saturates(long frequency)
    {
        var clock = Clock(frequency);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(clock.Add(long.MaxValue - 5, TimeSpan.FromDays(1)), Is.EqualTo(long.MaxValue));
            Assert.That(clock.Add(long.MaxValue, TimeSpan.MaxValue), Is.EqualTo(long.MaxValue));
            Assert.That(clock.Add(0, TimeSpan.MaxValue), Is.Positive);
            Assert.That(clock.Add(long.MinValue / 2, TimeSpan.MaxValue), Is.GreaterThan(long.MinValue / 2));
        }
    }

    [TestCase(10_000_000)]
    [TestCase(1_000_000_000)]
    [TestCase(1)]
    [TestCase(1000)]
    [TestCase(3_579_545)]
    [TestCase(24_000_000)]
    [TestCase(32_768)]
    public void Add_RoundsUpAndByLessThanOneUnit(long frequency)
    {
        var clock = Clock(frequency);
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var delay = new TimeSpan(random.NextInt64(1, i % 2 == 0 ? TimeSpan.TicksPerDay : 100));
            var units = (Int128)(clock.Add(1234, delay) - 1234);
            var exact = (Int128)delay.Ticks * frequency;
            var rounded = units * TimeSpan.TicksPerSecond;
            Assert.That(rounded >= exact && rounded - exact < TimeSpan.TicksPerSecond, Is.True, $"{delay} at {frequency}");
        }
    }

    [TestCase(10_000_000)]
    [TestCase(1)]
    [TestCase(3_579_545)]
    public void Add_OfAWholeNumberOfUnits_IsExact(long frequency) =>
        Assert.That(Clock(frequency).Add(7, TimeSpan.FromSeconds(3)), Is.EqualTo(7 + (3 * frequency)));

    [TestCase(1)]
    [TestCase(32_768)]
    [TestCase(3_579_545)]
    [TestCase(1_000_000_000)]
    public void Until_RoundsUpSoThatASleepIsNeverTooShort(long frequency)
    {
        var provider = new SteppedClock(frequency);
        var clock = new LoopClock(provider);
        for (var units = 1L; units < 5000; units += 7)
        {
            var wait = clock.Until(units);
            Assert.That((Int128)wait.Ticks * frequency >= (Int128)units * TimeSpan.TicksPerSecond, Is.True, $"{units} at {frequency}");
        }

        provider.Timestamp = 10;
        Assert.That(
            (clock.Until(10), clock.Until(3), clock.Until(long.MinValue)),
            Is.EqualTo((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero))
        );
        Assert.That(clock.Until(long.MaxValue), Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void Until_OfAFarTimestampSeenFromANegativeOne_Saturates()
    {
        var provider = new SteppedClock(1) { Timestamp = long.MinValue };
        Assert.That(new LoopClock(provider).Until(long.MaxValue), Is.EqualTo(TimeSpan.MaxValue));
    }

    [Test]
    public void Read_AsksForTheWallClockOnlyWhenToldTo()
    {
        var provider = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var clock = new LoopClock(provider);
        Assert.That(clock.Read(withWallClock: true).UtcTicks, Is.EqualTo(DateTimeOffset.UnixEpoch.UtcTicks));
        Assert.That(clock.Read(withWallClock: false).UtcTicks, Is.EqualTo(long.MinValue));
        Assert.That((clock.IsSystem, new LoopClock(TimeProvider.System).IsSystem), Is.EqualTo((false, true)));
    }

    private static LoopClock Clock(long frequency) => new(new SteppedClock(frequency));

    private sealed class SteppedClock(long frequency) : TimeProvider
    {
        public long Timestamp { get; set; }

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;
    }
}
