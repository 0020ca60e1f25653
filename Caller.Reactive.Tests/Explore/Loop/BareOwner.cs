using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>A loop's owner that only ends it: as soon as a stop is noticed, what waits is refused and the end claimed.</summary>
internal sealed class BareOwner : ILoopOwner
{
    internal BareOwner(TimeProvider clock) => Loop = new ThreadLoop(this, clock);

    internal ThreadLoop Loop { get; }

    internal bool HasEnded { get; private set; }

    /// <summary>What scheduled items hand to their actions, which do not use it here.</summary>
    public IScheduler Scheduler => ImmediateScheduler.Instance;

    public string Name => "bare";

    public (long Id, string Name) Label => (0, Name);

    public SynchronizationContext? ItemContext => null;

    public bool Report(Exception exception, CallerExceptionOrigin origin)
    {
        Claim.That(exception is ThreadInterruptedException, $"Nothing throws: {exception}"); // Coyote's way to end a schedule
        return true;
    }

    public bool EndsAfter(ILoopOwner other) => false;

    public void OnStopNoticed()
    {
        Loop.RefuseWaiting("stop");
        if (Loop.TryClaimEnd())
            End();
    }

    public void OnLoopLost(string reason) => throw new NotSupportedException();

    public void OnCallEnded() { }

    internal void End()
    {
        Loop.End("end");
        HasEnded = true;
    }

    internal void Pump()
    {
        Loop.BeginPump();
        Loop.Run(static () => { });
        Loop.EndPump();
    }
}
