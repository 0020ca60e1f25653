namespace CallerReactive.Soak.Accounts;

/// <summary>What became of something that was submitted.</summary>
internal enum Outcome
{
    /// <summary>To its end, and its value came back.</summary>
    Ran,

    /// <summary>It threw, as planned, and what it threw came back.</summary>
    Failed,

    /// <summary>Somebody of ours has asked for that.</summary>
    Cancelled,

    /// <summary>Because of a stop: when it was submitted, or while it waited.</summary>
    Refused,

    /// <summary>A discrepancy, which was reported.</summary>
    Wrong,
}
