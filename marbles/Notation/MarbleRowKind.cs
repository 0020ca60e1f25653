namespace CallerReactive.Marbles;

/// <summary>What a row of marbles is about. It decides which marks may stand in it.</summary>
public enum MarbleRowKind
{
    /// <summary>An observable that starts anew for each subscriber: values, then <c>|</c> or <c>#</c>.</summary>
    Cold,

    /// <summary>An observable that runs anyway: as a cold one, and one <c>^</c> where time 0 is. Without it, time 0 is the beginning.</summary>
    Hot,

    /// <summary>An async stream (<see cref="IAsyncEnumerable{T}"/>): values, then <c>|</c>, <c>#</c> or <c>!</c> (cancelled).</summary>
    Async,

    /// <summary>A future: <c>--a|</c> (a at frame 2, the bar takes no time), <c>--|</c> (no value), <c>--#</c>, <c>--!</c> (cancelled).</summary>
    Pending,

    /// <summary>A group of pendings: its members as values when they end, then <c>|</c>, <c>#</c> or <c>!</c> (cancelled).</summary>
    Group,

    /// <summary>A caller: <c>^</c> starts, values are calls that ran, <c>#</c> a stray exception, <c>!</c> is asked to stop, <c>|</c> has stopped.</summary>
    Caller,

    /// <summary>The life of one subscription: <c>^</c> where it begins, <c>!</c> where it ends.</summary>
    Subscription,

    /// <summary>What an observer saw: values, then <c>|</c> or <c>#</c>.</summary>
    Observed,
}
