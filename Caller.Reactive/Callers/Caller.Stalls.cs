using System.Globalization;

namespace CallerReactive;

public sealed partial class Caller : IStallObserver
{
    // A watched caller records who submitted what, so that a report can say it.
    private readonly bool _followsCalls;

    /// <summary>
    /// The caller has not turned for longer than <see cref="CallerOptions.StallThreshold"/>: once for each stall, on a thread of the clock's timers (so the caller can be asked for its
    /// <see cref="GetSnapshot"/>); and once more when it is over, mostly on the caller's thread. Never raised without a threshold, nor in virtual time. A handler that throws is
    /// logged and the others still run.
    /// </summary>
    public event EventHandler<CallerStalledEventArgs>? Stalled;

    void IStallObserver.OnStalled(LoopStall stall)
    {
        var args = Describe(stall, isOver: false);
        Guarded(() => CallerMeter.Stalled(((ILoopOwner)this).Label.Name));
        CallerEventSource.Log.Stalled(Id, Name, args.HeldBy, args.HeldFor.TotalSeconds);
        Log.Stalled(_log, Name, Seconds(args.HeldFor), args.HeldBy, _loop.Look(0).ReadyCount);
        Raise(args);
    }

    void IStallObserver.OnStallEnded(LoopStall stall)
    {
        var args = Describe(stall, isOver: true);
        Guarded(() => CallerMeter.StallEnded(((ILoopOwner)this).Label.Name, args.HeldFor));
        CallerEventSource.Log.StallEnded(Id, Name, args.HeldBy, args.HeldFor.TotalSeconds);
        Log.StallEnded(_log, Name, Seconds(args.HeldFor), args.HeldBy);
        Raise(args);
    }

    private LoopWatch? CreateWatch() =>
        _options.StallThreshold is { } threshold && threshold != Timeout.InfiniteTimeSpan && !_loop.IsVirtual
            ? new LoopWatch(_loop, TimeoutGuard.Clamp(threshold), this)
            : null;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0##", CultureInfo.InvariantCulture);

    private CallerStalledEventArgs Describe(LoopStall stall, bool isOver)
    {
        var item = stall.Held is { } seen ? CallerSnapshotItem.OnThread(seen) : null;
        var heldBy = item?.Describe() ?? $"its host '{Host.Name}' gives it no turn";
        if (!isOver && WaitGraph.WhatBlocks(_loop) is { } blocked)
        {
            heldBy += $", and blocks for {blocked}";
        }

        return new CallerStalledEventArgs(stall.HeldFor, item, heldBy, isOver);
    }

    private void Raise(CallerStalledEventArgs args)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(Stalled))
        {
            Guarded(() => handler(this, args));
        }
    }

    /// <summary>What handlers and listeners throw must reach neither the timer nor the loop.</summary>
    private void Guarded(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            Log.StallHandlerFailed(_log, Name, e);
        }
    }
}
