namespace CallerReactive.Tests.Groups;

/// <summary><see cref="PendingGroupOptions.CancellationTimeout"/>: from when both the body has ended and the group is cancelled.</summary>
public sealed class PendingGroupLimitTests : GroupFixture
{
    private static readonly PendingGroupOptions ThreeSeconds = new() { CancellationTimeout = TimeSpan.FromSeconds(3) };

    [Test]
    public async Task NotCancelled_ItWaitsForItsMembers_HoweverLong()
    {
        var group = Home.CreatePendingGroup(ThreeSeconds);
        var member = StartGated();
        group.Complete();
        var left = group.DisposeAsync().AsTask();
        Time.Advance(TimeSpan.FromHours(1));
        Assert.That(left.IsCompleted, Is.False);
        Gate.SetResult();
        await left.WaitAsync(Limit);
        Assert.That(member.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task CancelledWhileTheBodyRuns_TheTimeOfTheBodyDoesNotCount()
    {
        var stubborn = StartStubborn(Home, out var group);
        group.Cancel();
        Time.Advance(TimeSpan.FromHours(1));
        Assert.That($"{group}", Does.Not.Contain("ended"));
        var left = group.DisposeAsync().AsTask();
        Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That($"{group}", Does.Not.Contain("ended"));
        Time.Advance(TimeSpan.FromSeconds(0.1));
        await left.WaitAsync(Limit);
        Assert.That($"{group}", Does.StartWith("PendingGroup 1 pending").And.Contain("ended"));
        stubborn.TrySetResult(1);
        Assert.That(group.Pending, Is.Empty);
    }

    [Test]
    public async Task MembersLeftBehind_AreWarnedAbout_AndNobodyIsInTheGroupAnyMore()
    {
        var log = new Recorder();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "logs",
                TimeProvider = Time,
                Logger = log,
            }
        );
        var group = caller.CreatePendingGroup(ThreeSeconds);
        PendingGroup? seen = null;
        var wasCurrent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stubborn = caller.CallSoon(async () =>
        {
            wasCurrent.SetResult(ReferenceEquals(PendingGroup.Current, group));
            await Gate.Task;
            seen = PendingGroup.Current;
        });
        Assert.That(await wasCurrent.Task.WaitAsync(Limit), Is.True);
        var left = group.DisposeAsync().AsTask();
        Time.Advance(TimeSpan.FromSeconds(3));
        await left.WaitAsync(Limit);
        Assert.That(log.Lines, Has.Some.StartsWith("Warning").And.Some.Contains("1 "));
        Gate.SetResult();
        await stubborn.WhenDone(Limit);
        Assert.That(seen, Is.Null);
    }

    [Test]
    public async Task ATimerThatRingsAfterTheEnd_ChangesNothing()
    {
        var log = new Recorder();
        var clock = new DeafTimers();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "late",
                TimeProvider = clock,
                Logger = log,
            }
        );
        var stubborn = StartStubborn(caller, out var group);
        var left = group.DisposeAsync().AsTask();
        stubborn.TrySetResult(1);
        await left.WaitAsync(Limit);
        Assert.That(clock.Made, Is.EqualTo(clock.Disposed).And.Not.Zero, "The end lets go of its timers");
        Assert.That(clock.RingAll, Throws.Nothing);
        Assert.That(log.Lines, Has.None.StartsWith("Warning"));
    }

    /// <summary>A group whose only member does not listen.</summary>
    private static PendingSource<int> StartStubborn(Caller caller, out PendingGroup group)
    {
        group = caller.CreatePendingGroup(ThreeSeconds);
        var stubborn = new PendingSource<int>();
        stubborn.SetCanceller(static _ => { });
        group.Add(stubborn.Pending);
        return stubborn;
    }

    /// <summary>Timers that ring when the test says so, and also after they were disposed: as one whose callback was on its way.</summary>
    private sealed class DeafTimers : TimeProvider
    {
        private readonly List<Action> _callbacks = [];

        public int Made => _callbacks.Count;

        public int Disposed { get; private set; }

        public void RingAll() => _callbacks.ForEach(static ring => ring());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callbacks.Add(() => callback(state));
            return new Handle(this);
        }

        private sealed class Handle(DeafTimers owner) : ITimer
        {
            private bool _disposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => !_disposed;

            public void Dispose()
            {
                if (!_disposed)
                {
                    _disposed = true;
                    owner.Disposed++;
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
