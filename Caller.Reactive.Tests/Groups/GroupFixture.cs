using System.Reactive;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Groups;

/// <summary>A caller with a clock of its own, and what a test of groups starts on it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class GroupFixture
{
    protected static readonly PendingGroupMode[] Modes = Enum.GetValues<PendingGroupMode>();

    protected GroupFixture() => Home = Caller.StartNew(new CallerOptions { Name = "home", TimeProvider = Time });

    protected static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    protected FakeTimeProvider Time { get; } = new();

    protected Caller Home { get; }

    /// <summary>What members wait for that end well.</summary>
    protected TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TearDown]
    public async Task Stop()
    {
        Gate.TrySetResult();
        await Home.DisposeAsync();
    }

    /// <summary>A member that ends when it is cancelled.</summary>
    protected Pending<Unit> StartEndless() => Home.CallSoon(static token => Task.Delay(Timeout.Infinite, token));

    /// <summary>A member that ends well when the gate opens, if it is not cancelled before.</summary>
    protected Pending<Unit> StartGated() => Home.CallSoon(token => Gate.Task.WaitAsync(token));

    protected static async Task<Exception?> OutcomeOf(Task task)
    {
        try
        {
            await task.WaitAsync(Limit);
            return null;
        }
        catch (Exception e) when (!Limit.IsCancellationRequested)
        {
            return e;
        }
    }
}
