namespace CallerReactive.Tests.Rewriter;

/// <summary>What the copies under exploration have in place of the thread pool: a thread for each piece of work, without the execution context of whoever queues it.</summary>
public static class ControlledPool
{
    public static bool Queue<TState>(Action<TState> callback, TState state, bool preferLocal)
    {
        using AsyncFlowControl _ = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        new Thread(() => callback(state)) { IsBackground = true }.Start();
        return true;
    }
}
