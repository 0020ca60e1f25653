using System.Collections.Concurrent;
using System.Reactive.Concurrency;

namespace CallerReactive.Aot;

/// <summary>Guests of a loop by hand, of Rx schedulers and of a host of one's own.</summary>
internal static class Hosts
{
    internal static async Task Run(Checks checks)
    {
        using var loop = new HandLoop();
        CallerHost[] hosts =
        [
            CallerHost.NewThread(new ThreadHostOptions { Priority = ThreadPriority.BelowNormal }),
            CallerHost.From(loop),
            CallerHost.From(TaskPoolScheduler.Default),
            new OwnHost(loop),
        ];
        foreach (var host in hosts)
        {
            await using var guest = Caller.Attach(host, new CallerOptions { Name = host.Name });
            checks.That(
                await guest.CallSoon(async () =>
                {
                    await Task.Yield();
                    return guest.CheckAccess();
                })
            );
            checks.That(await guest.CallLater(TimeSpan.FromMilliseconds(1), () => 7) == 7);
        }
    }

    private sealed class OwnHost(HandLoop loop) : CallerHost
    {
        public override string Name => "own";

        public override bool CheckAccess() => loop.CheckAccess();

        public override void Post(Action drain) => loop.Post(static drain => ((Action)drain!)(), drain);
    }

    private sealed class HandLoop : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
        private readonly Thread _thread;

        internal HandLoop()
        {
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

        public void Dispose() => _queue.CompleteAdding();

        internal bool CheckAccess() => Thread.CurrentThread == _thread;

        private void Run()
        {
            SetSynchronizationContext(this);
            foreach (var (callback, state) in _queue.GetConsumingEnumerable())
            {
                callback(state);
            }
        }
    }
}
