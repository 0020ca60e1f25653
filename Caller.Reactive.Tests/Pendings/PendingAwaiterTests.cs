using CallerReactive.Tests.LoopTests;

namespace CallerReactive.Tests.Pendings;

/// <summary>The awaiter itself, where a compiler's state machine does not lead.</summary>
public sealed class PendingAwaiterTests
{
    private readonly ManualLoop _home = new(new ManualOwner(), TimeProvider.System);
    private readonly ManualLoop _other = new(new ManualOwner(), TimeProvider.System);
    private readonly PendingSource<int> _source = new();

    [Test]
    public async Task OnCompleted_WhereNothingFlows_CallsBackAllTheSame()
    {
        var called = new TaskCompletionSource();
        using (ExecutionContext.SuppressFlow())
        {
            _source.Pending.GetAwaiter().OnCompleted(called.SetResult);
        }

        _source.TrySetResult(1);
        await called.Task.InTime();
    }

    [Test]
    public void IsCompleted_WithAHome_IsTrueOnlyThere()
    {
        var awaiter = new PendingAwaiter<int>(_source.Pending, _home);
        _home.On(() => Assert.That(awaiter.IsCompleted, Is.False, "it is not done"));
        _source.TrySetResult(1);
        Assert.That(awaiter.IsCompleted, Is.False, "somebody has to go home first");
        _home.On(() => Assert.That(awaiter.IsCompleted, Is.True));
    }

    [Test]
    public void UnsafeOnCompleted_WithAHome_ResumesThereWhereverItWasAwaited()
    {
        var ran = false;
        var awaiter = new PendingAwaiter<int>(_source.Pending, _home);
        _other.On(() => awaiter.UnsafeOnCompleted(() => ran = true));
        _source.TrySetResult(1);
        Assert.That((_home.HasArrivals, _other.HasArrivals, ran), Is.EqualTo((true, false, false)));
        _home.Drain();
        Assert.That(ran, Is.True);
    }

    [Test]
    public void WhenDone_OfWhatIsDone_CostsNothing()
    {
        _source.TrySetResult(1);
        Assert.That(_source.Pending.WhenDone(), Is.SameAs(Task.CompletedTask));
    }

    [Test]
    public void TrySetException_OfNull_IsRefusedByName() =>
        Assert.That(() => _source.TrySetException(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("exception"));
}
