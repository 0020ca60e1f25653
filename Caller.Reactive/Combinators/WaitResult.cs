namespace CallerReactive;

/// <summary>
/// Which of the items of a <see cref="Caller.Wait{T}"/> had ended when it was over. Both lists are in the order of the input, each item once; together they are all items.
/// </summary>
/// <typeparam name="T">The value of the items.</typeparam>
/// <param name="Done">What had ended by then: with a value, a failure, or as cancelled.</param>
/// <param name="NotDone">What had not. It goes on.</param>
public readonly record struct WaitResult<T>(IReadOnlyList<Pending<T>> Done, IReadOnlyList<Pending<T>> NotDone);
