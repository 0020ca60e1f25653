using System.Collections.Concurrent;
using CallerReactive;
using Terminal.Gui.App;

namespace Samples;

/// <summary>Terminal.Gui's main loop: for guests of an application that runs anyway, and for callers that run it themselves.</summary>
public sealed class TerminalGuiLoop : CallerMainLoop
{
    private readonly ConcurrentQueue<Action> _waiting = new();
    private readonly (IApplication App, IRunnable Window) _gui;
    private volatile bool _isQuitting;
    private volatile bool _isOver;
    private bool _isRunByCaller;

    public TerminalGuiLoop(IApplication app, IRunnable window)
    {
        _gui = (app, window);
        app.Iteration += (_, _) => Turn();
        app.SessionEnded += (_, _) => Leave();
    }

    public override string Name => "Terminal.Gui";

    public override bool CheckAccess() => _gui.App.MainThreadId == Environment.CurrentManagedThreadId;

    // Not with Invoke, nor with the context: they run inline on the loop's own thread, and make other threads wait for a callback that runs.
    public override void Post(Action drain)
    {
        _waiting.Enqueue(drain);
        ObjectDisposedException.ThrowIf(_isOver, this); // last: what came before the end was found there
    }

    public override void Run()
    {
        _isRunByCaller = true;
        if (!_gui.App.Initialized)
            _gui.App.Init();
        if (!_isQuitting)
            _gui.App.Run(_gui.Window);
        _isQuitting = false;
    }

    public override void Quit() => _isQuitting = true;

    private void Turn()
    {
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var drain); left--) // what comes meanwhile is for the next turn
            drain();
        foreach (var session in _isQuitting ? _gui.App.SessionStack?.ToArray() ?? [] : [])
            _gui.App.RequestStop(session.Runnable); // dialogs too
    }

    private void Leave()
    {
        if (_isOver = !_isRunByCaller && _gui.App.SessionStack is not { IsEmpty: false })
            Turn(); // who waits here must learn it
    }
}
