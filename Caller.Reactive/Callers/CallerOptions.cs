using Microsoft.Extensions.Logging;

namespace CallerReactive;

/// <summary>How a <see cref="Caller"/> is made.</summary>
public sealed record CallerOptions
{
    /// <summary>Its name, in listings, logs, messages and on its thread. Null: "Caller" and a number. It need not be unique, except among the children of one caller.</summary>
    public string? Name { get; init; }

    /// <summary>Who owns its thread. Null: a thread of its own. Not inherited by children, except that those of a caller in virtual time share its clock.</summary>
    public CallerHost? Host { get; init; }

    /// <summary>What its code sees as ambient. Null: the parent's, or <see cref="CallerBackend.Async"/>.</summary>
    public CallerBackend? Backend { get; init; }

    /// <summary>
    /// The clock that its delays, timers and time-outs go by. Null: the parent's, or the host's. A fake clock drives them when it is moved.
    /// </summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>True: <see cref="Caller.Stop"/> is ignored unless forced. Not inherited by children.</summary>
    public bool IsProtected { get; init; }

    /// <summary>How many idle workers <c>ToThread</c> keeps for reuse; the others stop as soon as they are free. 10 by default.</summary>
    public int MaxIdleWorkers { get; init; } = 10;

    /// <summary>How many workers there are at most; further <c>ToThread</c> calls wait for a free one, in order. Null (the default): no limit.</summary>
    public int? MaxWorkers { get; init; }

    /// <summary>How long a worker may be idle before it stops. 60 s by default; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan WorkerIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a stop waits for what ignores its cancellation. Then it is abandoned: its pending ends cancelled, its name is logged, and what it does
    /// later runs on the thread pool. 10 s by default; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long it may not turn before that is reported: because an item holds its thread, or because the host whose guest it is gives it no turn. The report goes to
    /// <see cref="Caller.Stalled"/>, the <see cref="Logger"/>, the meter and the event source; once, and again when it is over. It says which item, for how long, and who submitted it.
    /// By the caller's clock; in virtual time, which stands still while an item runs, nothing is ever reported. Null: the parent's, or no watch, which costs nothing;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: none, whatever the parent has.
    /// </summary>
    public TimeSpan? StallThreshold { get; init; }

    /// <summary>Where its life, its stops and its unhandled exceptions are logged. Null: the parent's, or nowhere. What it throws is ignored.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Throws when a value cannot be meant.</summary>
    internal CallerOptions Validated()
    {
        if (Name is not null && string.IsNullOrWhiteSpace(Name))
        {
            throw new ArgumentException(
                "A caller's name has at least one visible character. Leave it null for a name made from a number.",
                nameof(Name)
            );
        }

        ArgumentOutOfRangeException.ThrowIfNegative(MaxIdleWorkers);
        if (MaxWorkers is { } workers)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1, nameof(MaxWorkers));
        }

        TimeoutGuard.Validate(WorkerIdleTimeout, nameof(WorkerIdleTimeout));
        TimeoutGuard.Validate(StopTimeout, nameof(StopTimeout));
        if (StallThreshold is { } threshold && threshold != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(threshold, TimeSpan.Zero, nameof(StallThreshold));
        }

        return this;
    }
}
