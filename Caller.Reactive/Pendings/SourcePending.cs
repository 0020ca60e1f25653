namespace CallerReactive;

/// <summary>A pending without a function: somebody says its outcome through a <see cref="PendingSource{T}"/>.</summary>
internal sealed class SourcePending<T>(Loop? loop, bool isProtected = false, bool endsOnLoop = false, string? part = null)
    : Pending<T>(PendingState.Running, loop)
{
    // Made only when somebody asks: three such texts and what held them were 500 B a caller.
    public override string? Name => part is null ? base.Name : $"{Loop!.Owner.Name}.{part}";

    // A bare source belongs to the caller that it was made on (for reports), but anybody may say its outcome.
    internal override Loop? CompletedBy => endsOnLoop ? Loop : null;

    internal override bool IsEndOfLoop { get; set; }

    internal void SetCanceller(Action<string?> canceller)
    {
        var details = Details;
        lock (details)
        {
            if (!IsDone)
            {
                details.Canceller = canceller;
            }
        }
    }

    internal override bool Cancel(string? reason, CancellationToken token) => isProtected ? IsCancelled : base.Cancel(reason, token);

    internal override void Run(Loop loop) => throw new System.Diagnostics.UnreachableException("A source has nothing to run.");

    private protected override bool CanBeAsked_NeedsLock() => Details.Canceller is not null;

    private protected override void AskToEnd(PendingDetails details) => details.Canceller?.Invoke(details.JoinedReasons());

    private protected override void OnFinished()
    {
        if (DetailsOrNull is { } details)
        {
            details.Canceller = null;
        }
    }
}
