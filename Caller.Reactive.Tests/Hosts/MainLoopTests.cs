namespace CallerReactive.Tests.Hosts;

public sealed class MainLoopTests
{
    [Test]
    public void Run_StartsTheLoop_RunsTheWork_EndsTheLoop_AndBringsTheOutcome()
    {
        var gui = new HandMadeGui();
        var result = Caller.Run(
            async caller =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), caller.TimeProvider);
                return (Caller.Current == caller, gui.IsRunning, Thread.CurrentThread, caller.Thread, Caller.MainThread.Id > 0);
            },
            new CallerOptions { Host = gui }
        );

        Assert.That(result, Is.EqualTo((true, true, Thread.CurrentThread, Thread.CurrentThread, true)));
        Assert.That((gui.Runs, gui.IsRunning), Is.EqualTo((1, false)));
    }

    [Test]
    public void Run_BringsTheException() =>
        Assert.That(
            () =>
                Caller.Run(
                    static async _ =>
                    {
                        await Task.Yield();
                        throw new InvalidTimeZoneException();
                    },
                    new CallerOptions { Host = new HandMadeGui() }
                ),
            Throws.TypeOf<InvalidTimeZoneException>()
        );

    [Test]
    public void ALoopThatEndsByItself_EndsTheCaller_WithTheReason()
    {
        var gui = new HandMadeGui();
        Assert.That(
            () =>
                Caller.Run(
                    async caller =>
                    {
                        _ = caller.CallLater(TimeSpan.FromMilliseconds(5), gui.Quit); // the user closes the window
                        await Task.Delay(Timeout.InfiniteTimeSpan, caller.StoppingToken);
                        return 1;
                    },
                    new CallerOptions { Host = gui }
                ),
            Throws.TypeOf<PendingCancelledException>().With.Message.Contains("The main loop 'hand-made'")
        );
    }

    [Test]
    public async Task StartNew_RunsTheLoopOnAThreadOfItsOwn()
    {
        var gui = new HandMadeGui();
        await using (var caller = Caller.StartNew(new CallerOptions { Name = "gui", Host = gui }))
        {
            var thread = await caller.CallSoon(static () => Thread.CurrentThread);
            Assert.That((thread.Name, caller.Thread, gui.IsRunning), Is.EqualTo(("gui", thread, true)));
        }

        Assert.That(SpinWait.SpinUntil(() => !gui.IsRunning, TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void RunUntil_MayBeCalledAgain()
    {
        var gui = new HandMadeGui();
        var caller = Caller.Create(new CallerOptions { Host = gui });

        Assert.That(caller.RunUntil(caller.CallLater(TimeSpan.FromMilliseconds(2), static () => 1)), Is.EqualTo(1));
        Assert.That(caller.State, Is.EqualTo(CallerState.Running));
        Assert.That(caller.RunUntil(caller.CallSoon(static () => 2)), Is.EqualTo(2));
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
        Assert.That(gui.Runs, Is.EqualTo(2));
    }

    [Test]
    public void RunUntil_WhatIsDone_LeavesTheNextOneAlone()
    {
        var gui = new HandMadeGui();
        var caller = Caller.Create(new CallerOptions { Host = gui });
        var one = caller.CallSoon(static () => 1);
        Assert.That(caller.RunUntil(one), Is.EqualTo(1));

        Assert.That(caller.RunUntil(one), Is.EqualTo(1), "is done already");
        Assert.That(caller.RunUntil(caller.CallSoon(static () => 2)), Is.EqualTo(2));
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task Attach_NeitherRunsTheLoopNorMakesItQuit()
    {
        var gui = new HandMadeGui();
        var caller = Caller.Attach(gui);
        var call = caller.CallSoon(static () => Thread.CurrentThread);
        Assert.That((gui.Runs, call.IsDone), Is.EqualTo((0, false)));

        var thread = new Thread(gui.Run) { IsBackground = true };
        thread.Start(); // as the application does that it belongs to
        Assert.That(await call.InTime(), Is.SameAs(thread));
        await caller.DisposeAsync();
        var turns = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gui.Post(turns.SetResult);
        await turns.Task.InTime();

        Assert.That((gui.Runs, gui.IsRunning), Is.EqualTo((1, true)));
        gui.Quit();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), Is.True);
    }

    /// <summary>What somebody who derives from CallerMainLoop has to write.</summary>
    private sealed class HandMadeGui : CallerMainLoop
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Action?> _events = [];

        internal int Runs;
        internal volatile bool IsRunning;

        public override string Name => "hand-made";

        public override bool CheckAccess() => IsRunning && ReferenceEquals(_thread, Thread.CurrentThread);

        private volatile Thread? _thread;

        public override void Post(Action drain) => _events.Add(drain);

        public override void Quit() => _events.Add(null);

        public override void Run()
        {
            Runs++;
            _thread = Thread.CurrentThread;
            IsRunning = true;
            foreach (var work in _events.GetConsumingEnumerable())
            {
                if (work is null)
                {
                    break;
                }

                work();
            }

            IsRunning = false;
        }
    }
}
