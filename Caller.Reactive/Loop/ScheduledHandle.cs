using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>The three things that happen to the field of a handle: null (waiting or running), what the action returned, or disposed for good.</summary>
internal static class ScheduledHandle
{
    private static readonly IDisposable Disposed = new DisposedMarker();

    internal static bool IsDisposed(ref IDisposable? handle) => ReferenceEquals(Volatile.Read(ref handle), Disposed);

    /// <summary>Marks it disposed and returns what it held; null when there was nothing, or when it was disposed before.</summary>
    internal static IDisposable? Take(ref IDisposable? handle)
    {
        var held = Interlocked.Exchange(ref handle, Disposed);
        return ReferenceEquals(held, Disposed) ? null : held;
    }

    /// <summary>Keeps what the action returned, or disposes it when the handle was disposed meanwhile.</summary>
    internal static void Attach(ref IDisposable? handle, IDisposable? returned)
    {
        if (
            returned is not null
            && !ReferenceEquals(returned, Disposable.Empty)
            && Interlocked.CompareExchange(ref handle, returned, null) is not null
        )
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

    private sealed class DisposedMarker : IDisposable
    {
        public void Dispose() { }
    }
}
