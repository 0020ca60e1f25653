namespace CallerReactive;

/// <summary>A recipe for threads; bound, the thread of one caller.</summary>
internal sealed class ThreadHost(ThreadHostOptions options, ThreadLoop? loop = null) : CallerHost
{
    internal static readonly ThreadHostOptions DefaultOptions = new();

    public override string Name => "thread";

    public override TimeProvider TimeProvider => loop?.Clock.Provider ?? TimeProvider.System;

    public override bool CheckAccess() => loop is not null && loop.Thread == Thread.CurrentThread;

    public override void Post(Action drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        if (loop is null)
        {
            throw new InvalidOperationException(
                "This host is a recipe for threads: only the host of a caller (Caller.Host) has one to run work on."
            );
        }

        var item = loop.Posts.Rent();
        item.Set(static drain => ((Action)drain!)(), drain);
        if (!loop.Enqueue(item))
        {
            throw new LoopEndedException(loop);
        }
    }

    internal override (CallerHost Host, Loop Loop) Bind(ILoopOwner owner, TimeProvider? clock)
    {
        var bound = new ThreadLoop(owner, clock ?? TimeProvider.System);
        return (new ThreadHost(options, bound), bound);
    }

    /// <summary>Makes and starts the thread. Throws what the factory or the platform throws.</summary>
    internal Thread Start(ThreadStart main, string name)
    {
        var mayRun = false;
        var thread =
            (options.Factory is { } factory ? Make(factory) : new Thread(main))
            ?? throw new InvalidOperationException("The thread factory (ThreadHostOptions.Factory) returned null.");
        if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            throw new InvalidOperationException(
                "The thread factory (ThreadHostOptions.Factory) returned a thread that was started already. It is to return it unstarted."
            );
        }

        thread.IsBackground = options.IsBackground;
        thread.Name ??= name;
        if (options.Priority != ThreadPriority.Normal)
        {
            thread.Priority = options.Priority;
        }

        if (options.Apartment != ApartmentState.Unknown)
        {
            if (!OperatingSystem.IsWindows())
            {
                throw new PlatformNotSupportedException(
                    $"Only Windows has COM apartments: ThreadHostOptions.Apartment is {options.Apartment}. Leave it Unknown here."
                );
            }

            thread.SetApartmentState(options.Apartment);
        }

        // Without the starter's execution context: its AsyncLocals belong to the calls that it makes, not to everything that runs here.
        Volatile.Write(ref mayRun, true);
        thread.UnsafeStart();
        return thread;

        Thread? Make(Func<ThreadStart, Thread> factory)
        {
            loop?.Maker = Thread.CurrentThread;
            try
            {
                return factory(Main);
            }
            finally
            {
                loop?.Maker = null;
            }
        }

        // A factory that starts the thread, or calls this itself, must not get the loop going: we are about to refuse its thread and to end the loop here.
        void Main()
        {
            if (Volatile.Read(ref mayRun))
            {
                main();
            }
        }
    }
}
