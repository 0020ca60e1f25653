namespace CallerReactive;

/// <summary>Runs work items one at a time, in order, under an ambient state of its own. Knows no caller, only an owner.</summary>
internal abstract class Loop
{
    [ThreadStatic]
    private static Loop? _running;

    [ThreadStatic]
    private static Loop? _home;

    private static readonly ExecutionContext PlainContext = CapturePlainContext();

    private protected Loop(ILoopOwner owner, TimeProvider clock)
    {
        Owner = owner;
        Clock = new LoopClock(clock);
        Posts = new ItemPool<PostItem>(this, this, static loop => new PostItem((Loop)loop));
    }

    /// <summary>The loop whose item runs on this thread; between items, the loop whose home this thread is.</summary>
    internal static Loop? Current => _running ?? Home;

    /// <summary>The loop whose item runs on this thread now.</summary>
    internal static Loop? Running => _running;

    /// <summary>The loop whose home this thread is, if it has one that still is.</summary>
    private protected static Loop? Home => _home is { IsHome: true } home ? home : null;

    /// <summary>The call whose function is on this thread's stack, innermost first; continuations after an await are not.</summary>
    internal static WorkItem? ExecutingCall => _running?.CallOnStack;

    /// <summary>The same of this loop, for its own thread. A field and not a thread static: three of those cost a call 9 ns of 35.</summary>
    internal WorkItem? CallOnStack { get; set; }

    internal ILoopOwner Owner { get; }

    internal LoopClock Clock { get; }

    internal ItemPool<PostItem> Posts { get; }

    /// <summary>Calls whose function has returned a task that is not done.</summary>
    internal RunningCalls Calls { get; } = new();

    /// <summary>The item that the loop executes, for whoever has to cancel it. Null between items.</summary>
    internal abstract WorkItem? ExecutingItem { get; }

    /// <summary>What was executing when its function pumped the host, and the host gave the loop another turn: from the outermost on.</summary>
    internal virtual WorkItem[] Interrupted => [];

    /// <summary>Who looks how long each item takes; null unless somebody asked for it.</summary>
    internal LoopWatch? Watch { get; set; }

    /// <summary>The thread that it always runs on, once that is known; null when there is no such promise.</summary>
    internal virtual Thread? Thread => null;

    /// <summary>
    /// Whether one thread drives it, by a clock that stands still between two items. What ends on such a loop must go on there: a hop over
    /// the thread pool would come back when the run is over.
    /// </summary>
    internal virtual bool IsVirtual => false;

    /// <summary>Asked on the thread that was made its home: whether it (still) is.</summary>
    private protected virtual bool IsHome => true;

    internal bool IsCurrent => ReferenceEquals(Current, this);

    internal bool IsExecuting => ReferenceEquals(_running, this);

    /// <summary>Any thread. Last in the order of everything queued before; never inline. False when the loop has ended.</summary>
    internal abstract bool Enqueue(WorkItem item);

    /// <summary>
    /// Any thread. Whether nothing has been queued after this item, which must be in the queue or have been: then more of the same may join it. A loop on which
    /// each item must have a run of its own says no.
    /// </summary>
    internal virtual bool IsLast(WorkItem item) => false;

    /// <summary>On the loop, by the item that runs and stands for many: whether it may go on with the next of them, because nothing else has a right to a turn first.</summary>
    internal virtual bool MayGoOn() => false;

    /// <summary>On the loop, by the item that runs: what is left of it is next in the queue. False when the end has been taken from the loop.</summary>
    internal virtual bool PutBack(WorkItem item) =>
        throw new NotSupportedException("Only a loop that says which item is last gets items that stand for many.");

    /// <summary>Whether its host may turn it while an item runs: what is left of an item must be in the queue before its code runs.</summary>
    internal virtual bool CanNest => false;

    /// <summary>Any thread. Runs the item when its <see cref="TimedItem.Due"/> has passed. False when the loop has ended.</summary>
    internal abstract bool EnqueueTimed(TimedItem item);

    /// <summary>Any thread. False when it was not waiting for its time (any more).</summary>
    internal abstract bool RemoveTimed(TimedItem item);

    /// <summary>On the loop. Nothing but continuations runs until <see cref="Release"/>.</summary>
    internal abstract void Hold();

    /// <summary>On the loop. Ends <see cref="Hold"/>; what was held back comes first.</summary>
    internal abstract void Release();

    /// <summary>
    /// Any thread. <see cref="ILoopOwner.OnStopNoticed"/> is called on the loop between two items. When this returns, nothing that a stop refuses
    /// begins any more before that call, and <see cref="ExecutingItem"/> shows what has begun.
    /// </summary>
    internal abstract void RequestStop(string reason);

    /// <summary>On the loop. Takes out and refuses everything queued or timed that running code does not need. Returns how many.</summary>
    internal abstract int RefuseWaiting(string reason);

    /// <summary>
    /// Any thread. Ends the loop even if an item holds it for ever: exactly one thread (the loop's if it is responsive, else this one)
    /// gets to run <paramref name="end"/>, which must call <see cref="End"/>.
    /// </summary>
    internal abstract void Abandon(Action end);

    /// <summary>True for the one that may call <see cref="End"/>.</summary>
    internal abstract bool TryClaimEnd();

    /// <summary>After <see cref="TryClaimEnd"/>. Refuses what is left and everything later; orphaned continuations go to the thread pool. Returns how many were refused.</summary>
    internal abstract int End(string reason);

    /// <summary>The owner has stopped: let go of what is outside.</summary>
    internal virtual void Retire() { }

    /// <summary>
    /// Any thread. What it runs and keeps, as of one moment: it begins nothing and ends nothing while the lists are read. No user code runs meanwhile.
    /// </summary>
    /// <param name="limit">How many items are described at most, of each list.</param>
    internal abstract LoopView Look(int limit);

    /// <summary>Why a thread that blocks for this loop now would block for ever; null when it would not.</summary>
    internal virtual string? WhyNotBlock() => null;

    /// <summary>Whether it can only go on when this thread does.</summary>
    internal virtual bool NeedsThread(Thread thread) => false;

    /// <summary>Runs a callback that the loop takes no more: on the thread pool, unless there is a better place.</summary>
    internal virtual void RunElsewhere(SendOrPostCallback callback, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.callback(work.state), (callback, state), preferLocal: false);

    /// <summary>Any thread. Refuses and orphans what an <see cref="End"/> that is stuck in telling somebody has left. False when it has not come that far, or when nobody could be of help.</summary>
    /// <param name="reason">Why it has ended.</param>
    /// <param name="inHand">What that end has taken out last, and may not have refused yet.</param>
    internal virtual bool TryHelpEnd(string reason, out WorkItem? inHand)
    {
        inHand = null;
        return false;
    }

    /// <summary>Any thread. A callback that comes after the end runs on the thread pool, so that finally blocks do run.</summary>
    internal void Post(SendOrPostCallback callback, object? state)
    {
        var item = Posts.Rent();
        item.Set(callback, state);
        if (!Enqueue(item))
        {
            item.Orphan();
        }
    }

    /// <summary>Makes this the running loop with a clean ambient state; <see cref="Leave"/> puts back what was there.</summary>
    private protected AmbientState Enter(bool asHome)
    {
        var context = ExecutionContext.Capture();
        var flowIsSuppressed = context is null;
        if (flowIsSuppressed)
        {
            ExecutionContext.RestoreFlow(); // what is suppressed cannot be captured otherwise; Leave suppresses it again
            context = ExecutionContext.Capture();
        }

        var before = new AmbientState(_running, _home, CallOnStack, SynchronizationContext.Current, context!, flowIsSuppressed);
        _running = this;
        CallOnStack = null;
        if (asHome)
        {
            _home = this;
        }

        Reset();
        return before;
    }

    /// <summary>From now on code on this thread that no item runs is taken to be on this loop.</summary>
    private protected void Settle() => _home = this;

    private protected void Leave(AmbientState before)
    {
        _running = before.Running;
        _home = before.Home;
        CallOnStack = before.CallOnStack;
        SynchronizationContext.SetSynchronizationContext(before.SynchronizationContext);
        ExecutionContext.Restore(before.ExecutionContext);
        if (before.FlowIsSuppressed)
        {
            ExecutionContext.SuppressFlow(); // for whoever has suppressed it to undo
        }
    }

    /// <summary>Runs one item. What it leaves in the thread's ambient state does not reach the next one.</summary>
    private protected void Execute(WorkItem item)
    {
        var watch = Watch; // the one hook of diagnostics in the path of an item
        watch?.Begin(item);
        try
        {
            item.Run(this);
        }
        catch (Exception e)
        {
            if (!IsForgiven(e, item))
            {
                watch?.End();
                throw;
            }
        }

        watch?.End();

        Reset();
    }

    /// <summary>What has left an item: reported. False when nobody has handled it, and it must be thrown again.</summary>
    private protected bool IsForgiven(Exception exception, WorkItem item)
    {
        // If the item met the end of its own loop, nobody is to blame, and nobody is left to be told (contract C41).
        var isOwnEnd = exception is LoopEndedException ended && ReferenceEquals(ended.Loop, this);
        return isOwnEnd || Owner.Report(exception, item.Origin);
    }

    /// <summary>Runs what was captured at a submission; null or the plain context costs nothing.</summary>
    internal static void Restore(ExecutionContext? context)
    {
        if (context is not null && !ReferenceEquals(context, PlainContext))
        {
            ExecutionContext.Restore(context);
        }
    }

    /// <summary>The same elsewhere than on a loop: with the plain context in place of null, and the context of the thread is what it was afterwards.</summary>
    internal static void RunIn(ExecutionContext? context, ContextCallback callback, object? state) =>
        ExecutionContext.Run(context ?? PlainContext, callback, state);

    internal static bool IsPlain(ExecutionContext? context) => ReferenceEquals(context, PlainContext);

    /// <summary>The submitter's context, or null when there is nothing in it that would have to flow.</summary>
    internal static ExecutionContext? CaptureFlow()
    {
        var context = ExecutionContext.Capture();
        return ReferenceEquals(context, PlainContext) ? null : context;
    }

    private static ExecutionContext CapturePlainContext()
    {
        // There is no API for the empty context; a thread started without flow has it.
        ExecutionContext? plain = null;
        var thread = new Thread(() => plain = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
#pragma warning disable RS0030 // The one join: once per process, for a thread that does nothing else and waits for nobody.
        thread.Join();
#pragma warning restore RS0030
        return plain!;
    }

    /// <summary>What user code has left in the thread's ambient state must not reach the next item.</summary>
    private protected void Reset()
    {
        var context = Owner.ItemContext;
        if (!ReferenceEquals(SynchronizationContext.Current, context))
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (!ReferenceEquals(ExecutionContext.Capture(), PlainContext))
        {
            ExecutionContext.Restore(PlainContext);
        }
    }

    private protected readonly record struct AmbientState(
        Loop? Running,
        Loop? Home,
        WorkItem? CallOnStack,
        SynchronizationContext? SynchronizationContext,
        ExecutionContext ExecutionContext,
        bool FlowIsSuppressed
    );
}
