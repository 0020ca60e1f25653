namespace CallerReactive;

/// <summary>A loop that is turned by somebody else's: it posts one drain for everything that waits, and a drain gives way to the host after a budget.</summary>
/// <remarks>
/// Waking. <c>_posted</c> is 1 while a drain is on its way. Who brings work pushes first and then looks at it; a drain sets it to 0 first and then looks for work.
/// So there is always a drain on its way that will find what was pushed, and never more than one.
/// Nesting. An item may pump its host (a modal dialog). So the next drain is posted before an item runs when more waits, and when more arrives while it runs: the inner
/// pump finds it like everything else that was posted to the host.
/// Hosts without a thread may run two drains at once: the second one leaves, and the first one looks again before it does.
/// </remarks>
internal sealed partial class GuestLoop : MailboxLoop, IHostedLoop
{
    /// <summary>
    /// How long a drain may take, by the caller's clock, before it gives way to the host: half of what a screen takes to draw. A clock that stands still leaves
    /// it to the number of items.
    /// </summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(8);

    [ThreadStatic]
    private static GuestLoop? _posting;

    private readonly CallerHost _host;
    private readonly Action _drain;
    private Action? _entered;
    private Thread? _pumpThread;
    private int _posted = 1; // before Begin there is nobody to post to
    private int _missed;
    private int _level;
    private bool _ranInline;

    internal GuestLoop(ILoopOwner owner, TimeProvider clock, CallerHost host)
        : base(owner, clock, isGuest: true) => (_host, _drain) = (host, Drain);

    internal CallerHost Host => _host;

    public void Begin(Action entered)
    {
        _entered = entered;
        _host.GuestBegins();
        _attached = true;
        if (_host.CheckAccess() && TakeHome() is { } refusal)
        {
            throw new ThreadTakenException(refusal);
        }

        Post();
    }

    private protected override void Awaken()
    {
        if (!_host.CanNest && IsPumping)
        {
            // It would be turned away; whoever pumps looks at this when it is done (both sides write first and then look).
            Interlocked.Exchange(ref _missed, 1);
            if (IsPumping)
            {
                return;
            }
        }

        if (Volatile.Read(ref _posted) != 0 || Interlocked.Exchange(ref _posted, 1) != 0)
        {
            return;
        }

        try
        {
            Post();
        }
        catch (Exception e)
        {
            // The flag stays: there is nobody to post to any more.
            Owner.OnLoopLost($"The host '{_host.Name}' of the caller '{Owner.Name}' takes no more work: {ExceptionText.MessageOf(e)}");
        }
    }

    private protected override void OnDispatching(bool isLast)
    {
        if (_host.CanNest && (!isLast || (!Volatile.Read(ref _atRest) && HasTimers)))
        {
            Awaken();
        }
    }

    private void Post()
    {
        Watch?.ExpectTurn();
        var outer = _posting;
        _posting = this;

        // Whoever happens to post must not have its AsyncLocals kept and restored by the host.
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            _host.Post(_drain);
        }
        finally
        {
            flow?.Undo();
            _posting = outer;
        }

        if (_ranInline)
        {
            throw new InvalidOperationException(
                $"The host '{_host.Name}' runs what is posted at once, inside the post, where it must run it later."
            );
        }
    }

    private void Drain()
    {
        if (ReferenceEquals(_posting, this))
        {
            _ranInline = true;
            return;
        }

        if (HasEnded)
        {
            return; // the flag stays: nothing will ever be posted again
        }

        Interlocked.Exchange(ref _posted, 0);
        Watch?.TakeTurn();
        var nested = ReferenceEquals(Volatile.Read(ref _pumpThread), Thread.CurrentThread);
        if (nested || TryBeginPumping())
        {
            Pump(nested ? _level + 1 : 1);
            return;
        }

        Interlocked.Exchange(ref _missed, 1);
        if (!IsPumping)
        {
            Awaken();
        }
    }

    /// <param name="level">How many drains are on the stack, this one included.</param>
    private void Pump(int level)
    {
        Interrupt(level - 1);
        var outer = SetAside(); // between two nested items none executes: whoever takes the lists, or reads them, has to know that we are at them
        _level = level;
        Volatile.Write(ref _pumpThread, Thread.CurrentThread);
        var isNeeded = false;
        string? refusal = null;
        try
        {
            refusal = TakeHome();
            if (refusal is null)
            {
                TakeTurn(level);
            }
        }
        finally
        {
            isNeeded = !HasEnded && !TryRest();
            _level = level - 1;
            SetBack(outer);
            if (level == 1)
            {
                Volatile.Write(ref _pumpThread, null);
                EndPumping();
                if (HasEnded)
                {
                    Owner.OnCallEnded(); // somebody else has ended us, and may wait for the item that we were in
                }
            }

            isNeeded |= Interlocked.Exchange(ref _missed, 0) != 0;
            if (refusal is not null)
            {
                Owner.OnLoopLost(refusal);
            }
            else if (!HasEnded && (isNeeded || HasArrivals))
            {
                Awaken();
            }
        }
    }

    private void TakeTurn(int level)
    {
        var before = Enter(asHome: false);
        try
        {
            Interlocked.Exchange(ref _entered, null)?.Invoke();
            RunItems(level);
        }
        finally
        {
            Leave(before);
        }
    }

    private void RunItems(int level)
    {
        var end = Clock.DueAfter(Budget);
        for (var left = _host.ItemsPerTurn; left > 0; left--)
        {
            if (HasSignals && HandleSignals())
            {
                return;
            }

            try
            {
                if (!RunNext())
                {
                    return;
                }
            }
            finally
            {
                Resume(level);
            }

            if (Clock.Timestamp >= end)
            {
                return;
            }
        }
    }
}
