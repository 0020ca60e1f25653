using System.Reactive.Concurrency;

namespace CallerReactive.Tests.LoopTests;

/// <summary>A loop's owner that notes what it is told.</summary>
internal sealed class ManualOwner : ILoopOwner
{
    public IScheduler Scheduler => ImmediateScheduler.Instance;

    public string Name { get; init; } = "by hand";

    public (long Id, string Name) Label => (0, Name);

    public SynchronizationContext? ItemContext => null;

    internal bool Forgives { get; set; } = true;

    internal List<Exception> Reported { get; } = [];

    internal int StopsNoticed { get; private set; }

    public bool Report(Exception exception, CallerExceptionOrigin origin)
    {
        Reported.Add(exception);
        return Forgives;
    }

    public bool EndsAfter(ILoopOwner other) => false;

    public void OnStopNoticed() => StopsNoticed++;

    public void OnLoopLost(string reason) => throw new NotSupportedException();

    public void OnCallEnded() { }
}
