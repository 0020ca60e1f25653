namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Makes a caller that is a guest of a loop which somebody else turns: of a GUI's main loop through its <see cref="SynchronizationContext"/>, or of an Rx
    /// scheduler, virtual time included. It can be used at once; it has no parent. If the host is dead already, <see cref="Started"/> fails and
    /// <see cref="Stopped"/> completes. From any thread.
    /// </summary>
    /// <param name="host">Whose loop.</param>
    /// <param name="options">The rest; <see cref="CallerOptions.Host"/> is null or the same host.</param>
    /// <exception cref="ArgumentNullException">The host is null.</exception>
    /// <exception cref="InvalidOperationException">This thread is the host's, and the home of a caller on another host.</exception>
    /// <exception cref="ArgumentException">The options name another host, or an option cannot be meant.</exception>
    public static Caller Attach(CallerHost host, CallerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        options ??= new CallerOptions();
        if (options.Host is not null && !ReferenceEquals(options.Host, host))
        {
            throw new ArgumentException(
                $"The options name another host ({options.Host.Name}) than the one to attach to ({host.Name}).",
                nameof(options)
            );
        }

        return StartNew(options with { Host = host }, null, asGuest: true);
    }

    /// <summary>
    /// The caller of this thread: the <see cref="Current"/> one, or else a new one that is a guest of the thread's <see cref="SynchronizationContext"/>.
    /// </summary>
    /// <param name="options">For a new one.</param>
    /// <exception cref="InvalidOperationException">Nothing turns a loop on this thread: there is no context, or one that is not of a loop.</exception>
    /// <exception cref="ArgumentException">An option cannot be meant.</exception>
    public static Caller ForCurrentThread(CallerOptions? options = null)
    {
        if (TryGetCurrent(out var current))
        {
            return current;
        }

        var context = SynchronizationContext.Current;
        if (context is null || context.GetType() == typeof(SynchronizationContext))
        {
            throw new InvalidOperationException(
                "This thread has no loop that a caller could be a guest of: no SynchronizationContext is current. "
                    + "Make one with Caller.Run, Caller.Create or Caller.StartNew, or ask from inside the GUI's loop."
            );
        }

        return context is LoopSynchronizationContext { Loop.Owner: Caller caller } ? caller : Attach(CallerHost.From(context), options);
    }
}
