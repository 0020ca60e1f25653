using System.Collections.Concurrent;
using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    private ConcurrentDictionary<Delegate, IHandlerQueue>? _queues; // null until the first one: 600 B that most callers never need

    /// <summary>
    /// Hands an item to the queue of a handler: strictly one item at a time, in the order of these calls, each awaited to its end before the next. The first call opens the queue, and it
    /// stays open until <see cref="QueueClose"/>, until <see cref="QueueGet"/>'s pending is cancelled, or until the caller stops.
    /// <para>
    /// A queue belongs to a handler by delegate equality: the same method of the same object is the same queue, each time it is written. But a lambda that captures
    /// something is a new delegate, and so a new queue, each time the code around it runs, and each of them stays open: keep the delegate in a variable, or hold the queue as an
    /// object with <see cref="OpenQueue{T}"/>.
    /// </para>
    /// <para>
    /// Each item takes its place in the caller's one order, and the execution context (AsyncLocals) of this call flows into the handler, as a copy. Items join no group. What the
    /// handler throws goes to <see cref="UnhandledException"/> and the log, and the queue goes on. A caller that is stopping drops the item and logs it.
    /// </para>
    /// </summary>
    /// <param name="handler">What to do with an item, on the caller.</param>
    /// <param name="item">The item.</param>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    /// <exception cref="ArgumentException">The handler, a contravariant delegate, has a queue already, for another type of items.</exception>
    public void QueueCall<T>(Action<T> handler, T item)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueCall(
            handler,
            item,
            static handler =>
                (item, _) =>
                {
                    handler(item);
                    return default;
                }
        );
    }

    /// <inheritdoc cref="QueueCall{T}(Action{T}, T)"/>
    /// <remarks>The task is awaited: the next item comes when it has ended.</remarks>
    [OverloadResolutionPriority(2)]
    public void QueueCall<T>(Func<T, Task> handler, T item)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueCall(handler, item, static handler => (item, _) => new ValueTask(NotNull(handler(item))));
    }

    /// <inheritdoc cref="QueueCall{T}(Action{T}, T)"/>
    /// <remarks>The handler gets a token that fires when the queue is closed or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public void QueueCall<T>(Func<T, CancellationToken, Task> handler, T item)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueCall(handler, item, static handler => (item, token) => new ValueTask(NotNull(handler(item, token))));
    }

    /// <inheritdoc cref="QueueCall{T}(Action{T}, T)"/>
    /// <remarks>The task is awaited: the next item comes when it has ended.</remarks>
    [OverloadResolutionPriority(1)]
    public void QueueCall<T>(Func<T, ValueTask> handler, T item)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueCall(handler, item, static handler => (item, _) => handler(item));
    }

    /// <inheritdoc cref="QueueCall{T}(Action{T}, T)"/>
    /// <remarks>The handler gets a token that fires when the queue is closed or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public void QueueCall<T>(Func<T, CancellationToken, ValueTask> handler, T item)
    {
        ArgumentNullException.ThrowIfNull(handler);
        QueueCall(handler, item, static handler => handler);
    }

    /// <summary>
    /// What stands for the queue that <c>QueueCall</c> opened for a handler: it ends when the queue has, and cancelling it closes the queue. Null when there is none, or it is closed.
    /// </summary>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    public Pending<Unit>? QueueGet(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Volatile.Read(ref _queues)?.GetValueOrDefault(handler) is { IsOpen: true } queue ? queue.Pending : null;
    }

    /// <summary>
    /// Closes the queue that <c>QueueCall</c> opened for a handler: drops what waits, logs how many, and cancels what runs. From now on <see cref="QueueGet"/> gives null. When the handler is
    /// queued again, a new queue begins as soon as the running item has really ended. Without a queue it does nothing.
    /// </summary>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    public void QueueClose(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Volatile.Read(ref _queues)?.GetValueOrDefault(handler) is { } queue)
        {
            queue.Pending.Cancel("The queue was closed.");
        }
    }

    /// <summary>
    /// Opens a queue that you hold as an object: a queue of its own at each call, whatever the handler. It ends by itself only with the caller; when that has stopped
    /// already, the queue has ended too and takes nothing.
    /// </summary>
    /// <param name="handler">What to do with an item, on the caller. Its token fires when the queue is closed or the caller stops.</param>
    /// <param name="options">Name and capacity.</param>
    /// <exception cref="ArgumentNullException">The handler is null.</exception>
    /// <exception cref="ArgumentException">An option cannot be meant; the message names it.</exception>
    public CallerQueue<T> OpenQueue<T>(Func<T, CancellationToken, ValueTask> handler, CallerQueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new CallerQueue<T>(this, handler, handler, options?.Validated()).Open();
    }

    private static Task NotNull(Task? task) =>
        task
        ?? throw new InvalidOperationException(
            "The handler of a queue returned a null task. Return a task, or use a handler that returns nothing."
        );

    private void QueueCall<T, THandler>(THandler handler, T item, Func<THandler, Func<T, CancellationToken, ValueTask>> adapt)
        where THandler : Delegate
    {
        while (true)
        {
            var known = Volatile.Read(ref _queues)?.GetValueOrDefault(handler);
            if (known is CallerQueue<T> queue && queue.TryPost(item))
            {
                return;
            }

            if (State >= CallerState.Stopping)
            {
                Log.QueuedCallDropped(_log, Name);
                return;
            }

            if (known is { IsOpen: true } and not CallerQueue<T>)
            {
                throw new ArgumentException(
                    $"The handler '{known.Pending.Name}' has a queue already, for other items than {typeof(T)}.",
                    nameof(handler)
                );
            }

            OpenFor(handler, adapt(handler), known);
        }
    }

    /// <summary>Puts a new queue in the place of none, or of one that is closed; does nothing when somebody else was faster.</summary>
    private void OpenFor<T>(Delegate handler, Func<T, CancellationToken, ValueTask> adapted, IHandlerQueue? closed)
    {
        var queues = LazyInitializer.EnsureInitialized(ref _queues, static () => new());
        var queue = new CallerQueue<T>(this, adapted, handler);

        // Compare and remove: by the time it ends another queue may stand in its place (upstream removed that one, D5).
        queue.OnEnded(() => queues.TryRemove(KeyValuePair.Create<Delegate, IHandlerQueue>(handler, queue)));
        if (closed is not null)
        {
            queue.StartAfter(closed.LastToEnd);
        }

        if (closed is null ? queues.TryAdd(handler, queue) : queues.TryUpdate(handler, queue, closed))
        {
            queue.Open();
        }
    }
}
