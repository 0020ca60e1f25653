using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// What happens to the one field of a handle: it holds the action (waiting or running), then what the action returned or null, or the mark that it was disposed.
/// </summary>
/// <remarks>
/// One field for both, because the action is done with when there is something to attach: 8 B of every item, and a store (docs/decisions/0013). The action stays there while it
/// runs, so a run needs no interlocked operation: whoever disposes meanwhile leaves the mark, and <see cref="Attach"/> finds it in place of the action.
/// </remarks>
internal static class ScheduledHandle
{
    private static readonly object Disposed = new();

    /// <summary>What is to run; null when it was disposed.</summary>
    internal static Func<IScheduler, TState, IDisposable>? ActionOf<TState>(ref object? work)
    {
        var action = Volatile.Read(ref work);
        if (ReferenceEquals(action, Disposed))
        {
            return null;
        }

        Debug.Assert(
            action is Func<IScheduler, TState, IDisposable>,
            "An item runs once, and before that only a dispose takes its action."
        );
        return Unsafe.As<Func<IScheduler, TState, IDisposable>>(action);
    }

    internal static bool IsDisposed(ref object? work) => ReferenceEquals(Volatile.Read(ref work), Disposed);

    /// <summary>Marks it disposed and returns what was attached; null when nothing was, or when it was disposed before.</summary>
    internal static IDisposable? Take(ref object? work) => Interlocked.Exchange(ref work, Disposed) as IDisposable;

    /// <summary>After the run: keeps what the action returned, or disposes it when the handle was disposed meanwhile.</summary>
    internal static void Attach(ref object? work, object? action, IDisposable? returned)
    {
        if (returned is null || ReferenceEquals(returned, Disposable.Empty))
        {
            work = null; // over the mark too: there is nothing left that it could stand for
        }
        else if (!ReferenceEquals(Interlocked.CompareExchange(ref work, returned, action), action))
        {
            returned.Dispose();
        }
    }

    /// <summary>Iterative: each action of a recursion returns the next handle, and a chain of a million must not overflow the stack (contract C17).</summary>
    internal static void DisposeChain(IScheduledHandle handle)
    {
        var next = handle.Take();
        while (next is IScheduledHandle chained)
        {
            next = chained.Take();
        }

        next?.Dispose();
    }
}
