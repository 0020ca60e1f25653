namespace CallerReactive;

/// <summary>What a cancelled task was cancelled with: only awaiting it tells.</summary>
internal static class CancelledTask
{
    internal static OperationCanceledException CauseOf(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e)
        {
            return e;
        }

        throw new System.Diagnostics.UnreachableException("A cancelled task throws.");
    }
}
