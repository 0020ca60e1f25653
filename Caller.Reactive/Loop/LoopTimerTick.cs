namespace CallerReactive;

/// <summary>One arming of a <see cref="LoopTimer"/>: what waits among the loop's timers. Whether it still counts is known by its timer alone.</summary>
internal sealed class LoopTimerTick(LoopTimer timer) : TimedItem
{
    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.PostedCallback;

    internal override bool IsContinuation => true;

    internal override void Run(Loop loop) => timer.Fire(this);

    internal override void Orphan() => timer.FallBack(this);
}
