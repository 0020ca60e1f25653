namespace CallerReactive;

public sealed partial class PendingSource<T>
{
    /// <summary>
    /// Makes a pending whose outcome this source decides. Bare it joins no group or manager; with options it joins those that are active here, unless they say not to.
    /// </summary>
    /// <param name="options">Name, metadata, tracking and a token that cancels it. A delay or a backend means nothing here.</param>
    /// <exception cref="ArgumentException">The options ask for a delay or a backend.</exception>
    public PendingSource(CallOptions? options = null)
        : this(Loop.Current, isProtected: false, name: null)
    {
        if (options is null)
        {
            return;
        }

        if (options.Delay != TimeSpan.Zero)
        {
            throw new ArgumentException("A source runs no function: a delay means nothing to it.", $"options.{nameof(options.Delay)}");
        }

        if (options.Backend is not null)
        {
            throw new ArgumentException("A source runs no function: a backend means nothing to it.", $"options.{nameof(options.Backend)}");
        }

        CallSetup.Describe(_pending, options);
        _pending.CancelWhen(options.CancellationToken);
        if (options.Track)
        {
            TrackerScope.Join(_pending);
        }
    }
}
