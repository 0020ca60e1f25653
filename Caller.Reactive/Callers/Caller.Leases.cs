namespace CallerReactive;

public sealed partial class Caller
{
    private readonly List<CallerLease> _leases = [];
    private bool _wasEntered;

    /// <summary>
    /// Enters the caller: <c>await using var lease = await caller.EnterAsync();</c>. Waits until it runs, then protects it: from now on only a forced stop
    /// or the last lease's end stops it. From any thread, any number of times; see <see cref="CallerLease.DisposeAsync"/> for who waits for whom at the end.
    /// A caller made by <see cref="Create"/> has to be run by somebody else: this only waits.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting. Nothing is entered then, and the caller is not protected.</param>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="CallerStoppedException">The caller is stopping or has stopped. Thrown when it has stopped; inside one of its own calls at once, because that call holds the stop up.</exception>
    /// <exception cref="Exception">It could not start: what <see cref="Started"/> failed with.</exception>
    public ValueTask<CallerLease> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<CallerLease>(cancellationToken);
        }

        // Here, not after the waits: whose call it is is ambient.
        var holder = AwaitsItself() ? Pending.Current : null;
        return TryEnter(holder) is { } lease
            ? new ValueTask<CallerLease>(lease)
            : new ValueTask<CallerLease>(EnterWhenRunning(holder, cancellationToken));
    }

    /// <summary>By a lease's <c>DisposeAsync</c>.</summary>
    internal ValueTask Leave(CallerLease lease, bool again)
    {
        var isLast = false;
        Pending[] holders = [];
        lock (_leases)
        {
            if (!again)
            {
                _leases.Remove(lease);
                isLast = _leases.Count == 0;
            }

            holders =
            [
                .. _leases
                    .Select(static lease => lease.Holder)
                    .OfType<Pending>()
                    .Where(holder => !ReferenceEquals(holder, lease.Holder))
                    .Distinct(),
            ];
        }

        if (lease is { IsFirst: true, Holder: { IsDone: false } own })
        {
            return again ? default : new ValueTask(EndFromInside(own, holders));
        }

        if (isLast)
        {
            StopSparing(lease.Holder);
        }

        return !lease.IsFirst || AwaitsItself() ? default : new ValueTask(Stopped.WhenDone());
    }

    /// <summary>
    /// The stop comes first, unlike in the original: its time-out then also bounds the wait for calls that ignore their cancellation.
    /// </summary>
    private Task EndFromInside(Pending own, Pending[] others)
    {
        foreach (var other in others)
        {
            other.Cancel("The call that entered the caller first has left it: at exit force shutdown.");
        }

        StopSparing(own);
        return Task.WhenAll(Array.ConvertAll(others, static other => other.WhenDone()));
    }

    /// <summary>The call that leaves ends by itself: the stop that it brings about must not make it end as cancelled.</summary>
    private void StopSparing(Pending? own)
    {
        Interlocked.CompareExchange(ref _spared, own, null);
        Stop(force: true);
    }

    private CallerLease? TryEnter(Pending? holder)
    {
        lock (_leases)
        {
            if (State != CallerState.Running)
            {
                return null;
            }

            Protect();
            var lease = new CallerLease(this, holder, isFirst: !_wasEntered);
            _wasEntered = true;
            _leases.Add(lease);
            return lease;
        }
    }

    private async Task<CallerLease> EnterWhenRunning(Pending? holder, CancellationToken cancellationToken)
    {
        if (State < CallerState.Running)
        {
            await Started.WhenDone(cancellationToken).ConfigureAwait(false);
            Started.ObserveFault()?.Throw();
        }

        if (TryEnter(holder) is { } lease)
        {
            return lease;
        }

        if (holder is not { IsDone: false })
        {
            await Stopped.WhenDone(cancellationToken).ConfigureAwait(false);
        }

        throw new CallerStoppedException($"The caller '{Name}' cannot be entered: it is {State}.");
    }
}
