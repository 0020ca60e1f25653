namespace CallerReactive;

/// <summary>What a bounded operator does with an element that finds no room.</summary>
public enum OverflowPolicy
{
    /// <summary>The element that waits longest is dropped, and the new one is taken.</summary>
    DropOldest,

    /// <summary>The new element is dropped.</summary>
    DropNewest,

    /// <summary>The source is left; what waits is delivered, then comes <c>OnError</c> with an <see cref="InvalidOperationException"/>.</summary>
    Error,
}
