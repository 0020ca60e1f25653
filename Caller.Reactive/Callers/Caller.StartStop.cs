namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Makes a service of a function: something that starts, says when it is up, runs until it is asked to stop, cleans up and returns. It does nothing before
    /// <see cref="StartStopTask{T}.Start"/>.
    /// </summary>
    /// <param name="func">Runs on this caller. It says when it has started, goes on until its signals say stop, and returns the outcome of <see cref="StartStopTask{T}.Stopped"/>.</param>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public StartStopTask<T> CreateStartStopTask<T>(Func<StartStopSignals, Task<T>> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        return new StartStopTask<T>(this, func);
    }

    /// <summary>Queues a prepared call that joins nothing.</summary>
    internal void Start<T>(Call<T> call)
    {
        call.TakeFlowWithoutTrackers();
        if (State >= CallerState.Stopping || !_loop.Enqueue(call))
        {
            call.ForceCancelled($"The caller '{Name}' is {State}.");
        }
    }
}
