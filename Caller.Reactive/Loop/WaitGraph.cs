namespace CallerReactive;

/// <summary>Who blocks for whom, so that threads which would wait for each other for ever are told instead.</summary>
/// <remarks>
/// Only blocking waits of this library are in it. What a call awaits without blocking is not: its thread goes on. Nor is what blocks by other means (a task's <c>Wait</c>, a lock).
/// </remarks>
internal static class WaitGraph
{
    private static readonly object Gate = new();

    // Few at a time: whoever stands in it has a thread that does nothing else.
    private static readonly List<Wait> Waits = [];

    [ThreadStatic]
    private static StopBeingTold? _stop;

    /// <summary>The current thread is about to block for something that only <paramref name="target"/> can bring about.</summary>
    /// <param name="target">Null: anybody can; then nothing is known.</param>
    /// <param name="what">For messages.</param>
    /// <param name="isEnd">What is waited for is the end of the target, which comes after that of its children.</param>
    /// <exception cref="InvalidOperationException">It would never come: the message names the cycle.</exception>
    internal static Scope Enter(Loop? target, string what, bool isEnd = false)
    {
        if (target is null)
        {
            return default;
        }

        var waiter = Loop.Current;
        if (target.WhyNotBlock() is { } reason)
        {
            throw Refusal($"Waiting for {what} on the caller '{target.Owner.Name}' would never end: {reason}");
        }

        for (var stop = isEnd ? _stop : null; stop is not null; stop = stop.Outer)
        {
            if (target.Owner.EndsAfter(stop.Stopping.Owner))
            {
                throw Refusal(
                    $"Waiting for {what} would never end: it is this thread that stops the caller '{stop.Stopping.Owner.Name}', and it goes on with that when this has returned. Await it instead."
                );
            }
        }

        if (waiter is null)
        {
            return default;
        }

        if (isEnd && !ReferenceEquals(waiter, target) && target.Owner.EndsAfter(waiter.Owner))
        {
            throw Refusal(
                $"Waiting for {what} would never end: the caller '{target.Owner.Name}' ends after '{waiter.Owner.Name}', which waits for '{target.Owner.Name}'. Return, or await it instead."
            );
        }

        return Enter(waiter, target, what, turnsThread: false);
    }

    /// <summary>The same for a thread that goes on turning a loop until something has come, so that it blocks only the loop whose item does that.</summary>
    internal static Scope EnterRun(Loop? target, string what) =>
        target is not null && Loop.Current is { } waiter && !ReferenceEquals(waiter, target)
            ? Enter(waiter, target, what, turnsThread: true)
            : default;

    /// <summary>The current thread tells of the stop of a loop, which has not heard of it itself yet: until <see cref="ExitStop"/> it cannot end.</summary>
    internal static void EnterStop(Loop loop) => _stop = new StopBeingTold(loop, _stop);

    internal static void ExitStop() => _stop = _stop!.Outer;

    /// <summary>What the loop's thread blocks for just now, in words; null when it does not.</summary>
    internal static string? WhatBlocks(Loop loop)
    {
        lock (Gate)
        {
            return Waits.FindLast(wait => ReferenceEquals(wait.Waiter, loop)) is { } wait
                ? $"{wait.What} on the caller '{wait.Target.Owner.Name}'"
                : null;
        }
    }

    private static Scope Enter(Loop waiter, Loop target, string what, bool turnsThread)
    {
        List<Loop> path = [waiter];
        lock (Gate)
        {
            if (!Closes_NeedsLock(path, target, turnsThread))
            {
                var wait = new Wait(waiter, Thread.CurrentThread, target, what, turnsThread);
                Waits.Add(wait);
                return new Scope(wait);
            }
        }

        throw Refusal(Describe(path, what));
    }

    /// <summary>Whether the path, gone on from a loop, comes back to where it began. Then it holds all of that way.</summary>
    private static bool Closes_NeedsLock(List<Loop> path, Loop next, bool turnsThread)
    {
        if (path.IndexOf(next, 1) > 0)
        {
            return false; // a cycle that we are not in: of one that a time-out will end
        }

        path.Add(next);
        if (ReferenceEquals(next, path[0]) || (!turnsThread && next.NeedsThread(Thread.CurrentThread)))
        {
            return true;
        }

        foreach (var wait in Waits)
        {
            if (wait.Blocks(next) && Closes_NeedsLock(path, wait.Target, turnsThread))
            {
                return true;
            }
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    private static InvalidOperationException Refusal(string message)
    {
        CallerEventSource.Log.DeadlockRefused(message);
        return new InvalidOperationException(message);
    }

    private static string Describe(List<Loop> path, string what)
    {
        var waiter = path[0].Owner.Name;
        var last = path[^1].Owner.Name;
        if (path.Count == 2 && ReferenceEquals(path[0], path[1]))
        {
            return $"Waiting for {what} on the caller '{waiter}' would never end, because it is that caller that has to complete it. Await it instead.";
        }

        var chain =
            $"the caller '{waiter}' waits for '"
            + string.Join("', which waits for '", path.Skip(1).Select(static loop => loop.Owner.Name))
            + "'";
        var sharing = ReferenceEquals(path[0], path[^1]) ? "" : $", and '{last}' has the thread that '{waiter}' is on";
        return $"Waiting for {what} would never end: {chain}{sharing}. Await it instead.";
    }

    /// <param name="Waiter">The loop whose item, or whose home thread, waits.</param>
    /// <param name="Thread">The thread.</param>
    /// <param name="Target">Whom it waits for.</param>
    /// <param name="What">For messages.</param>
    /// <param name="TurnsThread">Whether the thread turns another loop meanwhile.</param>
    internal sealed record Wait(Loop Waiter, Thread Thread, Loop Target, string What, bool TurnsThread)
    {
        /// <summary>Whether it keeps a loop from going on: the one that waits, and all others that have the same thread.</summary>
        internal bool Blocks(Loop loop) => ReferenceEquals(Waiter, loop) || (!TurnsThread && loop.NeedsThread(Thread));
    }

    /// <param name="Stopping">The loop.</param>
    /// <param name="Outer">The one whose stop led to this one's, or whose observer asked for it.</param>
    private sealed record StopBeingTold(Loop Stopping, StopBeingTold? Outer);

    internal readonly struct Scope(Wait? wait) : IDisposable
    {
        public void Dispose()
        {
            if (wait is not null)
            {
                lock (Gate)
                {
                    Waits.Remove(wait);
                }
            }
        }
    }
}
