using System.Globalization;
using System.Text;

namespace CallerReactive;

/// <summary>Callers in virtual time.</summary>
public sealed partial class Caller
{
    /// <summary>Drives the clock until a pending has ended.</summary>
    private void DriveUntil(VirtualLoop loop, Pending pending)
    {
        BeginHosted(loop);
        bool done;
        using (pending.OnDone(_ => loop.Time.Check()))
        {
            done = loop.Time.Drive(() => pending.IsDone || Volatile.Read(ref _ended) != 0);
        }

        if (!done)
        {
            throw Deadlock(loop, pending);
        }
    }

    /// <summary>A virtual caller that is disposed and not driven has nobody else who would bring it to its end.</summary>
    private void DriveToEnd()
    {
        if (_loop is VirtualLoop { WhyCannotDrive: null } loop && !loop.Time.Drive(() => Stopped.IsDone))
        {
            Abandon();
        }
    }

    /// <summary>Once: the host turns the loop from now on.</summary>
    private void BeginHosted(VirtualLoop loop)
    {
        if (TryMove(CallerState.Created, CallerState.Starting))
        {
            Volatile.Write(ref _pumpExpected, true);
            loop.Begin(OnStarted);
        }
    }

    /// <summary>
    /// What has been begun or taken here and has not ended: calls that run, and, where that is known (in virtual time), what waits for its turn, its time or a
    /// worker. Any thread; a snapshot.
    /// </summary>
    internal IEnumerable<WorkItem> Unfinished() =>
        _loop.Calls.Snapshot().Concat(_loop is VirtualLoop loop ? loop.Waiting : []).Concat(_workers.Waiting);

    private static VirtualDeadlockException Deadlock(VirtualLoop loop, Pending awaited)
    {
        List<Pending> stuck = [];
        var text = new StringBuilder("Virtual deadlock: nothing is left to run at ")
            .Append(loop.Time.Now.ToString("O", CultureInfo.InvariantCulture))
            .Append(CultureInfo.InvariantCulture, $" ({loop.Clock.Timestamp} ticks), and this has not ended: {awaited}.");
        foreach (var caller in CallerRegistry.Snapshot())
        {
            if (caller._loop is not VirtualLoop other || !ReferenceEquals(other.Time.Scheduler, loop.Time.Scheduler))
            {
                continue;
            }

            var pendings = caller.Unfinished().OfType<Pending>().ToList();
            stuck.AddRange(pendings);
            foreach (var pending in pendings)
            {
                text.Append("\n- ").Append(pending);
            }
        }

        text.Append(
                "\nEither nobody completes it, or work has left for another thread or for the real clock (ConfigureAwait(false), Task.Run, "
            )
            .Append("Task.Delay without the caller's TimeProvider, an operator without a scheduler).");
        return new VirtualDeadlockException(text.ToString(), stuck);
    }
}
