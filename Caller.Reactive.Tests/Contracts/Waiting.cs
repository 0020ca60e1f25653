namespace CallerReactive.Tests.Contracts;

/// <summary>Blocking waits of tests, which end with the test's time.</summary>
internal static class Waiting
{
    internal static void For(Task task) => task.WaitAsync(TestContext.CurrentContext.CancellationToken).GetAwaiter().GetResult();

    internal static T For<T>(Task<T> task) => task.WaitAsync(TestContext.CurrentContext.CancellationToken).GetAwaiter().GetResult();

    internal static void ForEnd(Caller caller)
    {
        caller.Stop(force: true);
        For(caller.Stopped.WhenDone());
    }

    /// <summary>Runs something on a thread that knows no caller, and brings out what it throws.</summary>
    internal static Task<T> OnOtherThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static Task OnOtherThread(Action work) =>
        OnOtherThread(() =>
        {
            work();
            return true;
        });
}
