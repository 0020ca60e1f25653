using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// Where all calls go through. A call joins what is active here after its token is linked (whose registration must not outlive a call that a cancelled group ends at once), and
/// before it is handed to the loop (so that no member ends unseen).
/// </summary>
public sealed partial class Caller
{
    // What has to be put around a call when nothing else is asked for: null for Async, because every item has its context already.
    internal CallerBackend? CallBackend { get; }

    private Pending<T> Submit<T>(Call<T> call, CancellationToken token)
    {
        Follow(call);
        return Queue(call, track: call.TakeFlow(), token);
    }

    private Pending<T> SubmitLater<T>(TimeSpan delay, Call<T> call, CancellationToken token)
    {
        if (delay <= TimeSpan.Zero)
        {
            return Submit(call, token);
        }

        Follow(call);
        return Delay(delay, call, track: call.TakeFlow(), token);
    }

    private Pending<T> SubmitToThread<T>(Call<T> call, CancellationToken token)
    {
        Follow(call);
        var track = call.TakeFlow();
        call.CancelWhen(token);
        if (track)
        {
            TrackerScope.Join(call);
        }

        if (!call.IsDone)
        {
            Workers.Submit(call);
        }

        return call;
    }

    private Pending<T> SubmitUsing<T>(CallerBackend backend, Call<T> call, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return Submit(call, new CallOptions { Backend = backend, CancellationToken = token });
    }

    private Pending<T> Submit<T>(Call<T> call, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Follow(call, options.Name is not null);
        CallSetup.Describe(call, options);
        if (options.Backend is { } backend && !ReferenceEquals(backend, Backend))
        {
            call.Details.Backend = backend;
        }

        var track = options.Track && call.TakeFlow();
        if (!options.Track)
        {
            call.TakeFlowWithoutTrackers();
        }

        if (options.Delay > TimeSpan.Zero)
        {
            return Delay(options.Delay, call, track, options.CancellationToken);
        }

        return Queue(call, track, options.CancellationToken);
    }

    private Pending<T> Queue<T>(Call<T> call, bool track, CancellationToken token)
    {
        call.BindTo(_loop);
        call.CancelWhen(token);
        if (track)
        {
            TrackerScope.Join(call);
        }

        if (!_loop.Enqueue(call))
        {
            RefuseStopped(call);
        }

        return call;
    }

    private Pending<T> Delay<T>(TimeSpan delay, Call<T> call, bool track, CancellationToken token)
    {
        call.BindTo(_loop);
        var timer = new DelayedCall(call, _loop) { Due = _loop.Clock.DueAfter(delay) };
        call.Details.Delay = timer;
        call.CancelWhen(token);
        if (track)
        {
            TrackerScope.Join(call);
        }

        if (!_loop.EnqueueTimed(timer))
        {
            RefuseStopped(call);
        }
        else if (call.IsDone)
        {
            timer.CallEnded(); // cancelled before the timer was in
        }

        return call;
    }

    /// <summary>Diagnostics: a call with a name, of a watched caller, or made while somebody listens, is recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Follow(Pending call, bool isNamed = false)
    {
        if (isNamed || _followsCalls || CallerTelemetry.ObservesCalls)
        {
            call.Follow(new CallTrace(this, _loop.Clock.Provider));
        }
    }

    /// <summary>A call after the end is not an error of whoever makes it: it gets what a call gets that waits during a stop (row LC12).</summary>
    private void RefuseStopped(Pending call) => call.ForceCancelled($"The caller '{Name}' has stopped.");
}
