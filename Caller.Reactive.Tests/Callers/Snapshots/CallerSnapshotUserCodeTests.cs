using System.Reactive.Disposables;

namespace CallerReactive.Tests.Callers.Snapshots;

/// <summary>A snapshot names delegates and their targets, and asks none of them.</summary>
public sealed class CallerSnapshotUserCodeTests
{
    [Test]
    public async Task ASnapshot_RunsNoUserCode()
    {
        await using var caller = Caller.StartNew("db");
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.CallDirect(() =>
        {
            begun.SetResult();
            gate.Block();
        });
        await begun.Task.InTime();
        var touchy = new Touchy();
        var call = caller.CallSoon(touchy.Work);
        caller.CallDirect(touchy, static state => state.Work());
        using var action = caller.Schedule(touchy, static (_, state) => state.Work());
        var snapshot = caller.GetSnapshot();
        Assert.That(snapshot.ToString(), Does.Contain("Touchy.Work"));
        Assert.That(touchy.Touched, Is.False);
        gate.Set();
    }

    /// <summary>User code in every place that somebody who describes a delegate or its target might call.</summary>
    private sealed class Touchy
    {
        internal bool Touched { get; private set; }

        public override string ToString() => Touch("");

        public override bool Equals(object? obj) => Touch(ReferenceEquals(this, obj));

        public override int GetHashCode() => Touch(0);

        internal IDisposable Work() => Disposable.Empty;

        private T Touch<T>(T value)
        {
            Touched = true;
            return value;
        }
    }
}
