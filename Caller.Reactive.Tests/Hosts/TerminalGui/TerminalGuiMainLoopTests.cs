using Samples;
using Terminal.Gui.App;
using Terminal.Gui.Views;

namespace CallerReactive.Tests.Hosts.TerminalGui;

/// <summary>Callers that start Terminal.Gui and end it: the notebook's <c>host=</c>.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalGuiMainLoopTests
{
    private readonly IApplication _app = Terminal.Create();
    private readonly Window _window = new();

    private CallerOptions Options => new() { Name = "gui", Host = new TerminalGuiLoop(_app, _window) };

    [TearDown]
    public void Close()
    {
        _window.Dispose();
        _app.Dispose();
    }

    [Test]
    public void Run_StartsTheGui_RunsTheWork_EndsTheGui_AndBringsTheOutcome()
    {
        var result = Caller.Run(
            async caller =>
            {
                var answer = await caller.ToThread(static () => 6 * 7);
                return (answer, Caller.Current == caller, _window.IsRunning, Thread.CurrentThread);
            },
            Options
        );

        Assert.That(result, Is.EqualTo((42, true, true, Thread.CurrentThread)));
        Assert.That(_window.IsRunning, Is.False);
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
                    Options
                ),
            Throws.TypeOf<InvalidTimeZoneException>()
        );

    [Test]
    public void TheUserClosesTheWindow_TheCallerEnds_WithTheReason()
    {
        Pending<int>? worker = null;
        Assert.That(
            () =>
                Caller.Run(
                    async caller =>
                    {
                        worker = caller.ToThread(static async token =>
                        {
                            await Task.Delay(-1, token);
                            return 1;
                        });
                        _ = caller.CallLater(TimeSpan.FromMilliseconds(5), () => _app.RequestStop(_window));
                        return await worker;
                    },
                    Options
                ),
            Throws.TypeOf<PendingCancelledException>().With.Message.Contains("The main loop 'Terminal.Gui'")
        );
        Assert.That(worker!.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public void TheCallerStops_DialogsCloseToo()
    {
        using var dialog = new Dialog();
        var result = Caller.Run(
            _ =>
            {
                _app.AddTimeout(
                    TimeSpan.Zero,
                    () =>
                    {
                        _app.Run(dialog); // the GUI's own, not a call's
                        return false;
                    }
                );
                var opened = new TaskCompletionSource<int>();
                dialog.IsRunningChanged += (_, _) => opened.TrySetResult(1);
                return opened.Task;
            },
            Options
        );

        Assert.That((result, dialog.IsRunning, _window.IsRunning), Is.EqualTo((1, false, false)));
    }

    [Test]
    public void RunUntil_MayBeCalledAgain()
    {
        var caller = Caller.Create(Options);

        var first = caller.CallLater(TimeSpan.FromMilliseconds(2), static () => 1);
        Assert.That(caller.RunUntil(first), Is.EqualTo(1));
        Assert.That(caller.RunUntil(first), Is.EqualTo(1));
        Assert.That(caller.RunUntil(caller.CallSoon(static () => 2)), Is.EqualTo(2));
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task StartNew_RunsTheGuiOnAThreadOfItsOwn()
    {
        await using (var caller = Caller.StartNew(Options))
        {
            var (thread, isRunning) = await caller.CallSoon(() => (Thread.CurrentThread, _window.IsRunning));
            Assert.That((thread.Name, caller.Thread, isRunning), Is.EqualTo(("gui", thread, true)));
        }

        Assert.That(SpinWait.SpinUntil(() => !_window.IsRunning, TimeSpan.FromSeconds(20)));
    }
}
