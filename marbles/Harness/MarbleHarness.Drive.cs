namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    /// <summary>
    /// Stops all its callers and drives the clock until they have stopped, or <see cref="MarbleHarnessOptions.RealTimeLimit"/> has passed in real time. Recordings are closed by then.
    /// </summary>
    public void Dispose()
    {
        Volatile.Write(ref _over, true);
        List<Caller> callers;
        lock (_gate)
            callers = [.. _callers];
        if (Scheduler.IsEnabled)
            Scheduler.Stop();
        foreach (var caller in callers)
        {
            caller.Stop(force: true);
            caller.Stopped.OnDone(_ =>
            {
                if (callers.TrueForAll(each => each.State == CallerState.Stopped))
                    Scheduler.Stop();
            });
        }

        // A stop may take its whole time-out, in virtual time; children on threads of their own take real time.
        var start = TimeProvider.System.GetTimestamp();
        while (callers.Exists(caller => caller.State != CallerState.Stopped))
        {
            Drive(Sum(NowTicks, TimeSpan.TicksPerMinute));
            if (TimeProvider.System.GetElapsedTime(start) > Options.RealTimeLimit)
                return;
            if (callers.Exists(caller => caller.State != CallerState.Stopped))
                Thread.Sleep(1);
        }
    }

    /// <summary>Runs all that is due until a time, and that time too. Where there is a context of a test framework, virtual time is not its business.</summary>
    private void Drive(long end)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var isUp = false;

            // One tick later, so that everything of the last moment comes before it.
            using var marker = Scheduler.ScheduleAbsolute(
                0,
                _zero + Math.Min(end, long.MaxValue - _zero - 1) + 1,
                (_, _) =>
                {
                    isUp = true;
                    Scheduler.Stop();
                    return System.Reactive.Disposables.Disposable.Empty;
                }
            );
            Scheduler.Start();
            while (!isUp && !_over)
                Scheduler.Start(); // somebody stopped the clock in the middle, as Caller.RunUntil does
        }
        catch
        {
            Scheduler.Stop(); // an action that throws leaves it marked as running
            throw;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
