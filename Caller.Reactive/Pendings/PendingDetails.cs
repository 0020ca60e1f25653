using System.Collections.ObjectModel;

namespace CallerReactive;

/// <summary>What most pendings do not have. It is also the lock for what changes together with a cancellation.</summary>
internal class PendingDetails
{
    internal static readonly IReadOnlyDictionary<string, object?> NoMetadata = ReadOnlyDictionary<string, object?>.Empty;

    private List<string>? _reasons;
    private CancellationTokenSource? _source;
    private bool _sourceCancelled;

    internal string? Name { get; set; }

    internal IReadOnlyDictionary<string, object?>? Metadata { get; set; }

    /// <summary>On the token that the user gave.</summary>
    internal CancellationTokenRegistration Registration { get; set; }

    /// <summary>The token that the user gave, when it was what cancelled.</summary>
    internal CancellationToken CancelToken { get; set; }

    /// <summary>What the function threw when it ended as cancelled by itself.</summary>
    internal OperationCanceledException? CancelCause { get; set; }

    /// <summary>A <see cref="FaultRecord"/>, or the <see cref="System.Runtime.ExceptionServices.ExceptionDispatchInfo"/> of a cancellation, once somebody asked for it.</summary>
    internal object? Error;

    /// <summary>What to call on a cancel request; of a <see cref="PendingSource{T}"/>.</summary>
    internal Action<string?>? Canceller { get; set; }

    /// <summary>The task of AsTask.</summary>
    internal object? Task;

    /// <summary>The backend of a call that was given one of its own.</summary>
    internal object? Backend { get; set; }

    /// <summary>Who is told of errors of observers while it has no loop of its own yet: of a call that waits for a worker.</summary>
    internal Loop? ReportTo { get; set; }

    /// <summary>The timer of a call that waits for its delay.</summary>
    internal object? Delay { get; set; }

    /// <summary>The token that the function gets. Created when first asked for; already cancelled when the request came first.</summary>
    internal CancellationToken Token
    {
        get
        {
            lock (this)
            {
                _source ??= new CancellationTokenSource();
                if (!_sourceCancelled)
                {
                    return _source.Token;
                }
            }

            _source.Cancel();
            return _source.Token;
        }
    }

    /// <summary>Its function is about to run, on this thread. A hook of diagnostics, as the next one.</summary>
    internal virtual void OnStarted(Pending pending) { }

    /// <summary>Its outcome stands; nobody has been told yet.</summary>
    internal virtual void OnEnded(Pending pending) { }

    internal void CancelSource()
    {
        CancellationTokenSource? source;
        lock (this)
        {
            _sourceCancelled = true;
            source = _source;
        }

        source?.Cancel();
    }

    internal void AddReason_NeedsLock(string? reason)
    {
        if (!string.IsNullOrEmpty(reason))
        {
            (_reasons ??= []).Add(reason);
        }
    }

    internal IReadOnlyList<string> ReasonsSnapshot()
    {
        lock (this)
        {
            return _reasons is null ? [] : [.. _reasons];
        }
    }

    /// <summary>The reasons as one text, a line each; null when there are none.</summary>
    internal string? JoinedReasons()
    {
        lock (this)
        {
            return _reasons is null ? null : string.Join('\n', _reasons);
        }
    }
}
