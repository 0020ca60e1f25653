using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>Subscribing as Rx's own sources do it.</summary>
internal static class Trampoline
{
    /// <summary>
    /// Runs on the current thread's trampoline. Without it a synchronous source would emit everything before we hold its handle, and <c>Take(1)</c> could not stop it.
    /// </summary>
    internal static void Run<TState>(TState state, Action<TState> subscribe)
    {
        if (CurrentThreadScheduler.IsScheduleRequired)
        {
            CurrentThreadScheduler.Instance.Schedule(
                (state, subscribe),
                static (_, work) =>
                {
                    work.subscribe(work.state);
                    return Disposable.Empty;
                }
            );
        }
        else
        {
            subscribe(state);
        }
    }
}
