namespace CallerReactive.Marbles;

/// <summary>What happened at one point of a row.</summary>
public enum MarbleEventKind
{
    /// <summary>A value, written as a letter or a digit. On the row of a caller: a call that ran.</summary>
    Value,

    /// <summary>The end without an error, written <c>|</c>. On the row of a caller: it has stopped.</summary>
    Complete,

    /// <summary>An error, written <c>#</c>. It ends every row but that of a caller.</summary>
    Error,

    /// <summary>The end by cancellation, written <c>!</c> in rows of pendings, groups and async streams.</summary>
    Cancelled,

    /// <summary>A subscription, written <c>^</c>.</summary>
    Subscribe,

    /// <summary>The end of a subscription, written <c>!</c> in rows of subscriptions.</summary>
    Unsubscribe,

    /// <summary>A caller starts, written <c>^</c> in its row.</summary>
    Start,

    /// <summary>A caller is asked to stop, written <c>!</c> in its row. What it still runs may follow.</summary>
    Stop,
}
