namespace CallerReactive;

/// <summary>Who blocks for whom, so that threads which would wait for each other for ever are told instead.</summary>
internal static class WaitGraph
{
    private static readonly object Gate = new();

    /// <summary>The current thread is about to block for something that only <paramref name="target"/> can bring about.</summary>
    /// <exception cref="InvalidOperationException">It would never come: the message names the cycle.</exception>
    internal static Scope Enter(Loop? target, string what)
    {
        if (target?.WhyNotBlock() is { } reason)
        {
            throw new InvalidOperationException($"Waiting for {what} on the caller '{target.Owner.Name}' would never end: {reason}");
        }

        var waiter = Loop.Current;
        if (waiter is null || target is null)
        {
            return default;
        }

        lock (Gate)
        {
            List<Loop> path = [waiter];
            for (Loop? next = target; next is not null; next = next.BlockedFor)
            {
                path.Add(next);
                if (ReferenceEquals(next, waiter))
                {
                    throw new InvalidOperationException(Describe(path, what));
                }
            }

            var outer = waiter.BlockedFor;
            waiter.BlockedFor = target;
            return new Scope(waiter, outer);
        }
    }

    private static string Describe(List<Loop> path, string what) =>
        path.Count == 2
            ? $"Waiting for {what} on the caller '{path[0].Owner.Name}' would never end, because it is that caller that has to complete it. Await it instead."
            : $"Waiting for {what} would never end: the caller "
                + string.Join(" waits for ", path.Select(static loop => $"'{loop.Owner.Name}'"))
                + ". Await it instead.";

    internal readonly struct Scope(Loop waiter, Loop? outer) : IDisposable
    {
        public void Dispose()
        {
            if (waiter is not null)
            {
                lock (Gate)
                {
                    waiter.BlockedFor = outer;
                }
            }
        }
    }
}
