using System.Globalization;
using System.Text;

namespace CallerReactive;

/// <summary>One thing that a caller runs or keeps, in a <see cref="CallerSnapshot"/>. Names and numbers only: it keeps nothing alive.</summary>
/// <remarks>
/// What it says of times is known of calls that have a name, and of all calls that were made while the caller had a <see cref="CallerOptions.StallThreshold"/> or somebody listened to
/// the library's meter, spans or call events. Of others nothing is recorded, because that would cost something. Times go by the caller's clock.
/// </remarks>
public sealed record CallerSnapshotItem
{
    internal CallerSnapshotItem(CallerItemKind kind) => Kind = kind;

    /// <summary>What kind of work.</summary>
    public CallerItemKind Kind { get; }

    /// <summary>The name that it was given, of a call or a queue; null when it has none.</summary>
    public string? Name { get; private init; }

    /// <summary>Which method it runs, as far as that can be said: the class and the method, "lambda" for one without a name; null when it is unknown.</summary>
    public string? Method { get; private init; }

    /// <summary>How far a call has come; null for what is no call.</summary>
    public PendingStatus? Status { get; private init; }

    /// <summary>Whether it is on the caller's thread just now, or below what is; false for what waits, and for calls that await something.</summary>
    public bool HoldsThread { get; private init; }

    /// <summary>Whether it was asked to end and has not yet.</summary>
    public bool IsCancelRequested { get; private init; }

    /// <summary>How long ago it was handed over; null when that was not recorded.</summary>
    public TimeSpan? Age { get; private init; }

    /// <summary>How long its function has run, awaits included; null when it has not begun, or that was not recorded.</summary>
    public TimeSpan? RunningFor { get; private init; }

    /// <summary>Until its time, negative when that has passed; null for what has none. <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan? DueIn { get; private init; }

    /// <summary>The caller on which it was submitted, and the named call there; null when there was none, or it was not recorded.</summary>
    public string? SubmittedBy { get; private init; }

    /// <summary>The kind, the name or the method, who submitted it. For people, not for parsing.</summary>
    public override string ToString() => Describe();

    internal static CallerSnapshotItem OnThread(SeenItem seen) => Of(seen) with { HoldsThread = true };

    internal static CallerSnapshotItem Of(SeenItem seen)
    {
        var call = seen.Subject as Pending;
        var trace = call?.Trace;
        return new CallerSnapshotItem(call is QueuePending ? CallerItemKind.QueuedCall : seen.Kind)
        {
            Name = call is QueuePending queue ? queue.GivenName : call?.Name ?? seen.Label as string,
            Method = seen.Label is not (null or string) ? MethodLabel.Of(seen.Label) : null,
            Status = call?.Status,
            IsCancelRequested = call is { IsCancelled: true, IsDone: false },
            Age = trace?.Age,
            RunningFor = trace?.RunningFor,
            DueIn = seen.DueIn,
            SubmittedBy = SubmitterOf(trace),
        };
    }

    /// <summary>The kind as it stands in a sentence.</summary>
    internal string KindInWords =>
        Kind switch
        {
            CallerItemKind.PendingCall => "call",
            CallerItemKind.DirectCall => "direct call",
            CallerItemKind.QueuedCall => "queued call",
            CallerItemKind.ScheduledAction => "scheduled",
            CallerItemKind.Internal => "internal",
            var kind => kind.ToString().ToLowerInvariant(),
        };

    internal string Describe()
    {
        var text = new StringBuilder(Kind == CallerItemKind.ScheduledAction ? "scheduled action" : KindInWords);
        if (Name is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" '{Name}'");
        }

        if (Method is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(Name is null ? " " : " (")}{Method}{(Name is null ? "" : ")")}");
        }

        return SubmittedBy is null ? text.ToString() : text.Append(", submitted by ").Append(SubmittedBy).ToString();
    }

    private static string? SubmitterOf(CallTrace? trace) =>
        trace switch
        {
            { SubmittedBy: { } call, SubmittedOn: { } caller } => $"'{call}' on '{caller}'",
            { SubmittedBy: { } call } => $"'{call}'",
            { SubmittedOn: { } caller } => $"'{caller}'",
            _ => null,
        };
}
