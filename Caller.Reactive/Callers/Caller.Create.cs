using System.Reactive;

namespace CallerReactive;

public sealed partial class Caller
{
    private static readonly CallerOptions DefaultOptions = new();

    private readonly object _runGate = new();
    private bool _runsOnBorrowedThread;
    private bool _pumpExpected;
    private bool _mainLoopBegun;

    /// <summary>
    /// Makes a caller on a new thread. It can be used at once: what is handed to it before its thread runs is queued. It has no parent. If the thread
    /// cannot be had, <see cref="Started"/> fails and <see cref="Stopped"/> completes.
    /// </summary>
    /// <exception cref="ArgumentException">An option cannot be meant; the message names it.</exception>
    public static Caller StartNew(CallerOptions? options = null) => StartNew(options ?? DefaultOptions, null);

    /// <summary>The same with a name only.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public static Caller StartNew(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return StartNew(new CallerOptions { Name = name });
    }

    /// <summary>
    /// Makes a caller that does not run yet: start it with <see cref="Run()"/>, <see cref="RunUntil{T}"/> or <see cref="Start"/>. Until then it keeps what it is given.
    /// </summary>
    /// <exception cref="ArgumentException">An option cannot be meant; the message names it.</exception>
    public static Caller Create(CallerOptions? options = null) => new(options ?? DefaultOptions, null);

    /// <summary>
    /// Runs a loop on this thread until <paramref name="main"/> has ended, with the caller as <see cref="Current"/> and <c>await</c> coming home; then stops the
    /// caller with all its children and returns.
    /// </summary>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    /// <exception cref="Exception">What <paramref name="main"/> threw.</exception>
    /// <exception cref="PendingCancelledException">The caller was stopped before <paramref name="main"/> ended.</exception>
    /// <exception cref="InvalidOperationException">This thread runs an Rx trampoline.</exception>
    public static void Run(Func<Caller, Task> main, CallerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(
            async caller =>
            {
                await (
                    main(caller) ?? throw new InvalidOperationException("The function given to Caller.Run returned a null task.")
                ).ConfigureAwait(true);
                return Unit.Default;
            },
            options
        );
    }

    /// <summary>The same with a result.</summary>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    /// <exception cref="Exception">What <paramref name="main"/> threw.</exception>
    /// <exception cref="PendingCancelledException">The caller was stopped before <paramref name="main"/> ended.</exception>
    /// <exception cref="InvalidOperationException">This thread runs an Rx trampoline.</exception>
    public static T Run<T>(Func<Caller, Task<T>> main, CallerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        var caller = Create(options);
        var result = caller.ScheduleCall(_ => main(caller), new CallOptions { Name = $"{caller.Name}.Run", Track = false });
        result.OnDone(_ => caller.Stop(force: true));
        try
        {
            caller.Run();
        }
        finally
        {
            caller.Stop(force: true); // when it could not run at all
        }

        return result.Outcome();
    }

    /// <summary>Starts a caller made by <see cref="Create"/> on a new thread, and returns at once.</summary>
    /// <exception cref="InvalidOperationException">It was started before, or stopped.</exception>
    public void Start()
    {
        if (!TryStart(asGuest: false))
        {
            throw new InvalidOperationException($"The caller '{Name}' cannot be started: it is {State}.");
        }
    }

    /// <summary>Runs a caller made by <see cref="Create"/> on this thread; returns when it has stopped.</summary>
    /// <exception cref="InvalidOperationException">
    /// It runs already or was started on another thread, it is a guest of a loop that another turns, it has stopped, or this thread runs an Rx trampoline.
    /// </exception>
    /// <exception cref="Exception">What a scheduled action or a posted callback threw and nobody handled; the caller has stopped then.</exception>
    public void Run()
    {
        if (TryRunHosted(Stopped))
        {
            return;
        }

        BeginRunHere();
        try
        {
            if (MayPump())
            {
                Pump();
            }
        }
        finally
        {
            EndRunHere(mayContinue: false);
        }

        // Usually over by now; not when the end had to be taken from a loop that nobody turned.
        BlockingListener.Wait(Stopped, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Runs a caller made by <see cref="Create"/> on this thread until a pending has ended, and returns its value or throws what it ended with. It may be called
    /// again, on the same thread; in between nothing runs. Where <see cref="Pending{T}.Wait"/> would block a thread for good, this runs what is waited for.
    /// In virtual time it drives the clock, from one due time to the next, of a caller that runs already too. On a <see cref="CallerMainLoop"/> it runs that loop.
    /// </summary>
    /// <exception cref="ArgumentNullException">The pending is null.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Run()"/>.</exception>
    /// <exception cref="Exception">
    /// What the pending ended with; or what a scheduled action or a posted callback threw and nobody handled: then it may be called again.
    /// </exception>
    /// <exception cref="CallerStoppedException">The caller stopped and the pending, which belongs to another one, has not ended.</exception>
    /// <exception cref="VirtualDeadlockException">In virtual time nothing is left to run; the message names what has not ended.</exception>
    public T RunUntil<T>(Pending<T> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        if (!TryRunHosted(pending))
        {
            RunHereUntil(pending);
        }

        return pending.IsDone
            ? pending.Outcome()
            : throw new CallerStoppedException($"The caller '{Name}' stopped while it ran until {pending.DisplayName} would end.");
    }

    internal static Caller StartNew(CallerOptions options, Caller? parent, bool asGuest = false)
    {
        var caller = new Caller(options, parent);
        return StartAdopted(caller, parent?.TryAdopt(caller) ?? true, asGuest);
    }

    private bool TryStart(bool asGuest)
    {
        if (!TryBeginStart())
        {
            return false;
        }

        try
        {
            switch (Host)
            {
                case ThreadHost own:
                    own.Start(PumpOwnThread, Name);
                    break;
                case CallerMainLoop when !asGuest:
                    new ThreadHost(new ThreadHostOptions()).Start(PumpMainLoop, Name);
                    break;
                default:
                    ((IHostedLoop)_loop).Begin(OnStarted);
                    break;
            }
        }
        catch (Exception e)
        {
            Log.StartFailed(_log, Name, e);
            _started.SettleFault(e);
            BeginStop();
            EndUnpumped();
            if (e is ThreadTakenException)
            {
                throw new InvalidOperationException(e.Message, e);
            }
        }

        return true;
    }

    /// <summary>False when it is not new any more.</summary>
    private bool TryBeginStart()
    {
        lock (_runGate)
        {
            if (State != CallerState.Created)
            {
                return false;
            }

            // In this order: a stop moves the state and then asks whether somebody will turn the loop. If it comes before our move it wins; if after, it sees
            // this, and does not end the loop under the feet of the thread that is about to begin.
            Interlocked.Exchange(ref _pumpExpected, true);
            if (TryMove(CallerState.Created, CallerState.Starting))
            {
                return true;
            }

            Interlocked.Exchange(ref _pumpExpected, false);
        }

        EndUnpumped(); // the stop may have relied on us
        return false;
    }

    /// <summary>Where somebody else turns the loop: false when it is turned here, by us.</summary>
    private bool TryRunHosted(Pending until)
    {
        switch (_loop)
        {
            case VirtualLoop loop:
                DriveUntil(loop, until);
                return true;
            case GuestLoop when Host is CallerMainLoop main:
                RunMainLoop(main, until);
                return true;
            case GuestLoop:
                throw new InvalidOperationException(
                    $"The caller '{Name}' is a guest of '{Host.Name}', which runs its work: Run and RunUntil are for callers that have no such host."
                );
            default:
                return false;
        }
    }

    private void RunHereUntil(Pending pending)
    {
        BeginRunHere();
        try
        {
            var mayPump = MayPump();
            using (WaitGraph.EnterRun(pending.CompletedBy, pending.DisplayName))
            using (pending.OnDone(_ => ((ThreadLoop)_loop).Exit()))
            {
                while (!pending.IsDone && Volatile.Read(ref _ended) == 0 && mayPump)
                {
                    ((ThreadLoop)_loop).Run(OnStarted);
                }
            }
        }
        finally
        {
            EndRunHere(mayContinue: true);
        }
    }

    /// <summary>Refuses before it changes anything: a caller that runs elsewhere must not notice a mistaken Run.</summary>
    private void BeginRunHere()
    {
        if (State == CallerState.Stopped)
        {
            throw new InvalidOperationException($"The caller '{Name}' cannot run: it has stopped.");
        }

        lock (_runGate)
        {
            if (State != CallerState.Created && !_runsOnBorrowedThread)
            {
                throw new InvalidOperationException(
                    $"The caller '{Name}' runs on a thread of its own; Run and RunUntil are for callers made by Caller.Create and not started."
                );
            }

            (_loop as ThreadLoop)?.BeginPump(); // a main loop guards itself
            _runsOnBorrowedThread = true;
            Interlocked.Exchange(ref _pumpExpected, true);
            TryMove(CallerState.Created, CallerState.Starting);
        }
    }

    /// <summary>
    /// False when it was stopped between two runs: whoever stopped it may be ending it just now, on another thread, because nobody pumped. Then this frame must not begin.
    /// If the one who stopped it saw this frame coming instead, the end is this frame's business, which <see cref="EndRunHere"/> sees to.
    /// </summary>
    private bool MayPump() => State < CallerState.Stopping;

    private void EndRunHere(bool mayContinue)
    {
        // The fence pairs with Stop, which moves the state and then asks whether somebody pumps: one of the two sees the other.
        Interlocked.Exchange(ref _pumpExpected, false);
        (_loop as ThreadLoop)?.EndPump();
        if (!mayContinue)
        {
            BeginStop();
        }

        if (State >= CallerState.Stopping)
        {
            EndUnpumped();
        }
    }

    /// <summary>Until the end. A frame can return early: the exit that an earlier RunUntil asked for may arrive after that one had left.</summary>
    private void Pump()
    {
        while (Volatile.Read(ref _ended) == 0)
        {
            ((ThreadLoop)_loop).Run(OnStarted);
        }
    }

    private void PumpOwnThread()
    {
        var loop = (ThreadLoop)_loop;
        loop.BeginPump();
        try
        {
            Pump();
        }
        finally
        {
            loop.EndPump();
            BeginStop();
            EndUnpumped();
        }
    }

    private void OnStarted()
    {
        if (TryMove(CallerState.Starting, CallerState.Running))
        {
            Log.Started(_log, Name, Id);
            CallerEventSource.Log.CallerStarted(Id, Name);
            _started.SettleValue(Unit.Default);
        }
    }
}
