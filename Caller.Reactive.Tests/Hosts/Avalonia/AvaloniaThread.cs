using System.Reactive.Disposables;
using Avalonia.Threading;

namespace CallerReactive.Tests.Hosts;

/// <summary>
/// The thread of <c>Dispatcher.UIThread</c>. A process has one, and frames run only there; so it lives as long as the tests do, and one test after the other has it.
/// </summary>
internal static class AvaloniaThread
{
    private static readonly SemaphoreSlim Turn = new(1);

    private static readonly Lazy<Dispatcher> UIThread = new(Start);

    internal static Dispatcher Dispatcher => UIThread.Value;

    /// <summary>Waits until no other test has the thread. Disposing, also more than once, gives it to the next.</summary>
    internal static IDisposable Enter()
    {
        Turn.Wait(TestContext.CurrentContext.CancellationToken);
        return Disposable.Create(static () => Turn.Release());
    }

    private static Dispatcher Start()
    {
        var started = new TaskCompletionSource<Dispatcher>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            // Windowing installs the context in an application. Avalonia keeps dispatchers by weak references only: this frame holds it.
            var dispatcher = Dispatcher.UIThread;
            SynchronizationContext.SetSynchronizationContext(new AvaloniaSynchronizationContext(dispatcher, DispatcherPriority.Default));
            started.SetResult(dispatcher);
            dispatcher.MainLoop(CancellationToken.None);
        })
        {
            IsBackground = true,
            Name = "Avalonia",
        }.Start();
        return started.Task.GetAwaiter().GetResult();
    }
}
