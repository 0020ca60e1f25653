using System.Collections.Concurrent;

namespace CallerReactive.Tests.Callers;

/// <summary>A worker that comes back sets a timer of its owner, and that may call the owner's host: code of the user's, under no lock of ours.</summary>
public sealed class WorkerPoolLockTests
{
    [Test]
    public async Task AWorkerThatComesBack_CallsTheHostUnderNoLock()
    {
        using var host = new HookedHost();
        var caller = Caller.Attach(host);
        await caller.Started.InTime();
        var token = TestContext.CurrentContext.CancellationToken;
        var hooked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.OnPost = () =>
        {
            host.OnPost = null;
            hooked.SetResult(Task.Run(() => _ = caller.ToThread(static () => { }), token).Wait(TimeSpan.FromSeconds(20), token));
        };
        await caller.ToThread(static () => { }).InTime();
        Assert.That(await hooked.Task.InTime(), Is.True, "another thread can ask for a worker while the host is called");
        await caller.DisposeAsync();
    }

    private sealed class HookedHost : CallerHost, IDisposable
    {
        private readonly BlockingCollection<Action> _queue = [];
        private readonly Thread _thread;

        internal HookedHost()
        {
            _thread = new Thread(() =>
            {
                foreach (var drain in _queue.GetConsumingEnumerable())
                {
                    drain();
                }
            })
            {
                IsBackground = true,
            };
            _thread.Start();
        }

        internal Action? OnPost { get; set; }

        public override string Name => "hooked";

        public override bool CheckAccess() => Thread.CurrentThread == _thread;

        public override void Post(Action drain)
        {
            OnPost?.Invoke();
            _queue.Add(drain);
        }

        public void Dispose() => _queue.CompleteAdding();
    }
}
