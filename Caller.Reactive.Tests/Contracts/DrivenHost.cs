namespace CallerReactive.Tests.Contracts;

/// <summary>A caller that turns only while the test's own thread drives it with <c>RunUntil</c>.</summary>
internal sealed class DrivenHost(CallerOptions options) : ContractHost
{
    public override Caller Caller { get; } = Caller.Create(options);

    public override bool HasThread => false;

    public override void RunUntil(Task task)
    {
        if (!task.IsCompleted && Caller.State != CallerState.Stopped)
        {
            try
            {
                Caller.RunUntil(Ending(task).ToPending(Caller));
            }
            catch (Exception e) when (e is CallerStoppedException or PendingCancelledException)
            {
                // Nothing turns any more, and the pending has ended with its caller; whether the task ended all the same is asked below.
            }
        }

        Waiting.For(task);
    }

    public override void Dispose() => Waiting.ForEnd(Caller);

    /// <summary>However it ends: the outcome is read from the task itself.</summary>
    private static async Task Ending(Task task) =>
        await Task.WhenAny(task, Task.Delay(Timeout.InfiniteTimeSpan, TestContext.CurrentContext.CancellationToken)).ConfigureAwait(false);
}
