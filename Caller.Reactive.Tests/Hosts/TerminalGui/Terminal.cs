using CallerReactive.Tests.Contracts;
using Samples;
using Terminal.Gui.App;
using Terminal.Gui.Views;

namespace CallerReactive.Tests.Hosts.TerminalGui;

/// <summary>Terminal.Gui without a terminal: its real main loop, with a window, on a thread of its own.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly Thread _thread;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static Terminal()
    {
        // Else it would draw on the terminal that the tests are run from, redirected or not.
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        Application.MaximumIterationsPerSecond = 1000; // of all applications; 25 by default
    }

    internal Terminal()
    {
        var opened = new TaskCompletionSource<(IApplication, Window, TerminalGuiLoop)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread = new Thread(() => Main(opened)) { IsBackground = true, Name = "terminal" };
        _thread.Start();
        (App, Window, Loop) = Waiting.For(opened.Task);
    }

    internal IApplication App { get; }

    internal Window Window { get; }

    internal TerminalGuiLoop Loop { get; }

    /// <summary>What callbacks have thrown into the loop, which goes on all the same.</summary>
    internal List<Exception> Thrown { get; } = [];

    /// <summary>Completes when the loop has returned; with what it threw, if it did.</summary>
    internal Task Left => _left.Task;

    internal Thread Thread => _thread;

    /// <summary>An application that no thread runs yet.</summary>
    internal static IApplication Create() => Application.Create();

    /// <summary>As if the user closed everything that is open.</summary>
    internal void Close() => Loop.Quit();

    public void Dispose()
    {
        Close();
        Waiting.For(Left);
    }

    private void Main(TaskCompletionSource<(IApplication, Window, TerminalGuiLoop)> opened)
    {
        try
        {
            using var app = Create().Init("ansi");
            using var window = new Window();
            opened.SetResult((app, window, new TerminalGuiLoop(app, window)));
            app.Run(
                window,
                error =>
                {
                    Thrown.Add(error);
                    return true;
                }
            );
            _left.SetResult();
        }
        catch (Exception e)
        {
            _left.SetException(e);
            opened.TrySetException(e);
        }
    }
}
