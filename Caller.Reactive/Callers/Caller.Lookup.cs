using System.Diagnostics.CodeAnalysis;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// The caller whose code asks: the one whose item runs; between items, the one whose home this thread is. Never creates one.
    /// </summary>
    /// <exception cref="InvalidOperationException">No caller runs here.</exception>
    public static Caller Current =>
        TryGetCurrent(out var caller)
            ? caller
            : throw new InvalidOperationException(
                "No caller runs here. Caller.Current is for code that a caller runs; make one with Caller.StartNew, Caller.Create or Caller.Run."
            );

    /// <summary>
    /// The oldest running caller on a thread that it did not create itself (<c>Run</c>, <c>RunUntil</c>, a guest of a context), from whatever thread one asks. Virtual time has no thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Caller MainThread =>
        CallerRegistry.Snapshot().FirstOrDefault(static caller => caller.IsRunning && caller.IsOnBorrowedThread)
        ?? throw new InvalidOperationException(
            "No caller runs on a thread that it did not create itself. Caller.Run and RunUntil make one."
        );

    private bool IsOnBorrowedThread => _runsOnBorrowedThread || _loop is GuestLoop { Thread: not null };

    /// <summary>The same as <see cref="Current"/> without the exception. Never creates one.</summary>
    public static bool TryGetCurrent([NotNullWhen(true)] out Caller? caller)
    {
        caller = Loop.Current?.Owner as Caller;
        return caller is not null;
    }

    /// <summary>A snapshot of all callers, oldest first.</summary>
    /// <param name="runningOnly">False: also those that are not started yet or are stopping. Stopped ones are never listed.</param>
    public static IReadOnlyList<Caller> All(bool runningOnly = true)
    {
        var callers = CallerRegistry.Snapshot();
        return runningOnly ? callers.FindAll(static caller => caller.IsRunning) : callers;
    }

    /// <summary>The caller with this <see cref="Id"/>, if it has not stopped; else null.</summary>
    public static Caller? Find(long id) => CallerRegistry.Find(id);
}
