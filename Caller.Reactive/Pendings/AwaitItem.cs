namespace CallerReactive;

/// <summary>
/// The only listener of a pending, when that is an await on another loop: it is queued there itself. A post would be rented from that loop's pool, whose fields both threads
/// write: four cache lines more that go to and fro in a round trip.
/// </summary>
internal sealed class AwaitItem(Action continuation, Loop target) : WorkItem
{
    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.PostedCallback;

    internal override bool IsContinuation => true;

    /// <summary>As one listener among several.</summary>
    internal AwaitListener AsListener() => new(continuation, target);

    internal void Resume()
    {
        if (!target.Enqueue(this))
        {
            Orphan();
        }
    }

    internal override void Run(Loop loop) => continuation();

    internal override void Orphan() => target.RunElsewhere(AwaitListener.RunContinuation, continuation);
}
