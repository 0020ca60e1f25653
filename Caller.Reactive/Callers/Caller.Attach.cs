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

        return StartNew(options with { Host = host }, null);
    }
}
