namespace CallerReactive;

/// <summary>Runs tasks on the loop, in its one order.</summary>
internal sealed class LoopTaskScheduler(Loop loop) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => loop.Post(static work => ((TaskItem)work!).Run(), new TaskItem(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => loop.IsExecuting && TryExecuteTask(task);

    /// <summary>For debuggers, which ask while all threads stand still; the mailbox cannot be read from outside.</summary>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed record TaskItem(LoopTaskScheduler Scheduler, Task Task)
    {
        internal void Run() => Scheduler.TryExecuteTask(Task);
    }
}
