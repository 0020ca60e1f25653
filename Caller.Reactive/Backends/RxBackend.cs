using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>No context; Rx's trampoline around each call.</summary>
internal sealed class RxBackend : CallerBackend
{
    public override string Name => "Rx";

    internal override SynchronizationContext? ItemContext(SynchronizationContext own) => null;

    internal override void Run(IBackendWork work, SynchronizationContext own)
    {
        using (Enter(null))
        {
            // Runs the work now, and then whatever it put on the trampoline.
            CurrentThreadScheduler.Instance.Schedule(
                work,
                static (_, work) =>
                {
                    work.Invoke();
                    return Disposable.Empty;
                }
            );
        }
    }
}
