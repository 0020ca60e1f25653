using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>What <c>await caller.SwitchTo()</c> uses.</summary>
public readonly struct CallerAwaiter : ICriticalNotifyCompletion
{
    private readonly Loop _loop;

    internal CallerAwaiter(Loop loop) => _loop = loop;

    /// <summary>True when the code is on the caller already.</summary>
    public bool IsCompleted => _loop.IsExecuting;

    /// <summary>Throws when the switch did not get there.</summary>
    /// <exception cref="ObjectDisposedException">The caller has stopped.</exception>
    public void GetResult()
    {
        if (!_loop.IsExecuting)
        {
            throw new LoopEndedException(_loop);
        }
    }

    /// <summary>Queues the rest on the caller, with the execution context of now.</summary>
    public void OnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        var context = ExecutionContext.Capture();
        UnsafeOnCompleted(
            context is null ? continuation : () => ExecutionContext.Run(context, static action => ((Action)action!)(), continuation)
        );
    }

    /// <summary>Queues the rest on the caller, without the execution context: the compiler's state machine brings its own.</summary>
    public void UnsafeOnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        _loop.Post(static action => ((Action)action!)(), continuation);
    }
}
