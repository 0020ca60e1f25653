using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// The details of a call that somebody may ask about: one with a name, or one made while somebody listens or the caller has a stall threshold. It holds names only, never the
/// pending from which it was submitted: calls that submit each other would keep all their predecessors alive.
/// </summary>
internal sealed class CallTrace : PendingDetails
{
    private readonly TimeProvider _clock;
    private readonly long _submittedAt;
    private Activity? _activity; // the submitter's, then its own
    private long _startedAt;
    private bool _hasStarted;

    /// <param name="owner">Whom the call is given to.</param>
    /// <param name="clock">By which to count.</param>
    internal CallTrace(ILoopOwner owner, TimeProvider clock)
    {
        (Owner, _clock) = (owner.Label, clock);
        _submittedAt = clock.GetTimestamp();
        SubmittedOn = Loop.Current?.Owner.Name;
        SubmittedBy = Pending.Current?.Name;
        _activity = CallerActivitySource.Source.HasListeners() ? Activity.Current : null;
    }

    /// <summary>The number and the name under which its caller is measured.</summary>
    internal (long Id, string Name) Owner { get; }

    /// <summary>The caller on which it was submitted; null when that was none.</summary>
    internal string? SubmittedOn { get; }

    /// <summary>The named call in which it was submitted.</summary>
    internal string? SubmittedBy { get; }

    internal TimeSpan Age => _clock.GetElapsedTime(_submittedAt);

    /// <summary>How long its function has run; null when it has not begun.</summary>
    internal TimeSpan? RunningFor => Volatile.Read(ref _hasStarted) ? _clock.GetElapsedTime(_startedAt) : null;

    internal override void OnStarted(Pending pending)
    {
        // Before anything that can fail: what is left there is ended with the call, and the submitter's is not ours to end.
        var parent = Interlocked.Exchange(ref _activity, null);
        _startedAt = _clock.GetTimestamp();
        Volatile.Write(ref _hasStarted, true);
        try
        {
            TellStarted(parent);
        }
        catch (Exception e)
        {
            pending.ReportObserver(e); // a listener's fault is not the call's
        }
    }

    internal override void OnEnded(Pending pending)
    {
        try
        {
            TellEnded(pending);
        }
        catch (Exception e)
        {
            pending.ReportObserver(e);
        }
    }

    private void TellStarted(Activity? parent)
    {
        var waited = _clock.GetElapsedTime(_submittedAt, _startedAt);
        CallerMeter.CallStarted(Owner.Name, waited);
        if (CallerEventSource.ObservesCalls)
        {
            CallerEventSource.Log.CallBegins(Owner.Id, Owner.Name, Name ?? "", waited.TotalSeconds);
        }

        // Sets it as current in the execution context of the function, and of nothing else: the loop restores its own after each item.
        _activity = Name is { } name ? CallerActivitySource.Start(name, Owner.Name, parent, waited) : null;
    }

    private void TellEnded(Pending pending)
    {
        var ran = RunningFor;
        var (outcome, error) = pending.State switch
        {
            PendingState.Succeeded => ("succeeded", null),
            PendingState.Faulted => ("faulted", pending.PeekFault()?.SourceException),
            _ => ("cancelled", null),
        };
        CallerMeter.CallEnded(Owner.Name, ran, outcome, error);
        if (CallerEventSource.ObservesCalls)
        {
            CallerEventSource.Log.CallEnded(Owner.Id, Owner.Name, Name ?? "", outcome, ran?.TotalSeconds ?? 0);
        }

        var activity = Interlocked.Exchange(ref _activity, null);
        if (ran is not null && activity is not null)
        {
            CallerActivitySource.Stop(activity, outcome, error);
        }
    }
}
