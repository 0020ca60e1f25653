namespace CallerReactive;

/// <summary>Callers that run somebody else's main loop.</summary>
public sealed partial class Caller
{
    private void RunMainLoop(CallerMainLoop main, Pending until)
    {
        BeginRunHere();
        RunMainLoopUntil(main, until);
        if (_lost is not null)
        {
            BlockingListener.Wait(Stopped, Timeout.InfiniteTimeSpan);
        }
    }

    private void PumpMainLoop() => RunMainLoopUntil((CallerMainLoop)Host, Stopped);

    private void RunMainLoopUntil(CallerMainLoop main, Pending until)
    {
        try
        {
            if (!_mainLoopBegun)
            {
                _mainLoopBegun = true;
                ((IHostedLoop)_loop).Begin(OnStarted);
            }

            if (until.IsDone || Stopped.IsDone)
            {
                return;
            }

            using (Stopped.OnDone(_ => main.Quit()))
            using (until.OnDone(_ => main.Quit()))
            {
                // Also when that has made it quit already: it returns at once then. Else it would remember, and do so the next time.
                main.Run();
            }
        }
        finally
        {
            if (until.IsDone)
            {
                EndRunHere(mayContinue: true);
            }
            else
            {
                ((ILoopOwner)this).OnLoopLost($"The main loop '{main.Name}' ended before the caller '{Name}' had stopped.");
            }
        }
    }
}
