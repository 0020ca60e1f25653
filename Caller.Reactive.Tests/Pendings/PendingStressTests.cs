namespace CallerReactive.Tests.Pendings;

public sealed class PendingStressTests
{
    private const int Threads = 4;

    [Test]
    public void ManyThatEndIt_OneWins([Values(1, 2, 3)] int round)
    {
        for (var i = 0; i < 300; i++)
        {
            var source = new PendingSource<int>();
            if (i % 2 == 0)
                source.SetCanceller(_ => source.TrySetCancelled());
            var wins = 0;
            Race(thread =>
            {
                var won = ((thread + round + i) % 4) switch
                {
                    0 => source.TrySetResult(thread),
                    1 => source.TrySetException(new FormatException()),
                    2 => source.TrySetCancelled("forced"),
                    _ => source.Pending.Cancel("asked") && false,
                };
                if (won)
                    Interlocked.Increment(ref wins);
            });

            Assert.That(source.Pending.IsDone, Is.True);
            Assert.That(source.Pending.IsCancelled, Is.EqualTo(source.Pending.Status == PendingStatus.Cancelled));
            Assert.That(wins, source.Pending.Status == PendingStatus.Cancelled ? Is.LessThanOrEqualTo(1) : Is.EqualTo(1));
            source.Pending.ObserveFault();
        }
    }

    [Test]
    public void ListenersThatComeWhileItEnds_AreEachCalledOnce()
    {
        for (var i = 0; i < 300; i++)
        {
            var source = new PendingSource<int>();
            var (calls, values, completions) = (0, 0, 0);
            Race(thread =>
            {
                if (thread == 0)
                {
                    source.TrySetResult(1);
                    return;
                }

                for (var j = 0; j < 5; j++)
                {
                    source.Pending.OnDone(_ => Interlocked.Increment(ref calls));
                    source.Pending.Subscribe(_ => Interlocked.Increment(ref values), () => Interlocked.Increment(ref completions));
                    source.Pending.OnDone(_ => Interlocked.Add(ref calls, 1000)).Dispose();
                }
            });
            var early = calls / 1000;
            Assert.That((calls - (early * 1000), values, completions), Is.EqualTo((15, 15, 15)), "Exactly once each (P2)");
        }
    }

    [Test]
    public void AListenerThatIsDisposedWhileItEnds_IsCalledOnceOrNever()
    {
        for (var i = 0; i < 500; i++)
        {
            var source = new PendingSource<int>();
            var calls = new int[8];
            var handles = calls.Select((_, index) => source.Pending.OnDone(_ => Interlocked.Increment(ref calls[index]))).ToArray();
            Race(thread =>
            {
                if (thread == 0)
                    source.TrySetResult(1);
                else
                    for (var j = thread; j < handles.Length; j += Threads)
                        handles[j].Dispose();
            });
            Assert.That(calls, Has.All.LessThanOrEqualTo(1));
            Assert.That((calls[0], calls[4]), Is.EqualTo((1, 1)), "Those that nobody took out");
        }
    }

    [Test]
    public async Task CallsCancelledWhileTheyStart_AllEnd()
    {
        await using var caller = Caller.StartNew();
        var ran = 0;
        List<Pending> all = [];
        for (var i = 0; i < 2000; i++)
        {
            var pending = caller.CallSoon(() => Interlocked.Increment(ref ran));
            all.Add(pending);
            if (i % 3 == 0)
                pending.Cancel();
        }

        foreach (var pending in all)
            await pending.Ended();
        var succeeded = all.Count(pending => pending.Status == PendingStatus.Succeeded);
        var cancelled = all.Count(pending => pending.Status == PendingStatus.Cancelled);
        Assert.That(succeeded + cancelled, Is.EqualTo(all.Count));
        Assert.That(ran, Is.InRange(succeeded, succeeded + cancelled));
    }

    private static void Race(Action<int> action)
    {
        using var start = new Barrier(Threads);
        var threads = Enumerable
            .Range(0, Threads)
            .Select(index => new Thread(() =>
            {
                start.SignalAndWait();
                action(index);
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
