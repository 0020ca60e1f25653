namespace CallerReactive.Tests;

/// <summary>Waiting in tests: until the thing has happened, or until the test's own time is over.</summary>
internal static class InTimeExtensions
{
    private static CancellationToken TimeIsOver => TestContext.CurrentContext.CancellationToken;

    public static Task InTime(this Task task) => task.WaitAsync(TimeIsOver);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(TimeIsOver);

    public static Task<T> InTime<T>(this Pending<T> pending) => pending.AsTask().WaitAsync(TimeIsOver);

    /// <summary>Until it has ended, however it ended.</summary>
    public static Task Ended(this Pending pending) => pending.WhenDone(TimeIsOver);

    /// <summary>Blocks; for functions that are to keep their thread busy.</summary>
    public static void Block(this ManualResetEventSlim gate) => gate.Wait(TimeIsOver);

    /// <summary>What a wait for it throws, or null.</summary>
    public static async Task<Exception?> Failure(this Task task)
    {
        try
        {
            await task.WaitAsync(TimeIsOver);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    public static Task<Exception?> Failure<T>(this Pending<T> pending) => pending.AsTask().Failure();

    /// <summary>Until the token fires; it is not thrown. What waits goes on inside the callback, or is posted from there.</summary>
    public static Task Fires(this CancellationToken token)
    {
        var fired = new TaskCompletionSource();
        token.UnsafeRegister(static fired => ((TaskCompletionSource)fired!).SetResult(), fired);
        return fired.Task.InTime();
    }
}
