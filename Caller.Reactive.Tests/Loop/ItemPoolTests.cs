using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What is rented is nobody else's until it is back, whoever rents and wherever.</summary>
public sealed class ItemPoolTests
{
    [Test]
    public void RentedOnTheLoop_IsReused()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var pool = new ItemPool<Slot>(host.Caller.Loop, host, static _ => new Slot());
        var reused = host.Await(
            host.Caller.CallSoon(() =>
                {
                    var first = pool.Rent();
                    var second = pool.Rent();
                    pool.Return(first);
                    var third = pool.Rent();
                    return (ReferenceEquals(first, third), ReferenceEquals(first, second), third.Next);
                })
                .AsTask()
        );
        Assert.That(reused, Is.EqualTo((true, false, (WorkItem?)null)));
    }

    [Test]
    public void RentedOutside_ComesBackOutside()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var made = 0;
        var pool = new ItemPool<Slot>(host.Caller.Loop, host, _ => new Slot { Number = ++made });
        var rented = new List<Slot> { pool.Rent(), pool.Rent(), pool.Rent() };
        host.Await(host.Caller.CallSoon(() => rented.ForEach(pool.Return)).AsTask());
        var again = new[] { pool.Rent() };
        Assert.That((rented.Contains(again[0]), made), Is.EqualTo((true, 3)));
    }

    [Test]
    public void RentedOnTheLoop_KeepsSoManyAndForgetsTheRest()
    {
        var loop = new ManualLoop(new ManualOwner(), TimeProvider.System);
        var made = 0;
        var pool = new ItemPool<Slot>(loop, loop, _ => new Slot { Number = ++made });
        List<int> counts = [];
        loop.On(() =>
        {
            for (var round = 0; round < 3; round++)
            {
                var rented = Enumerable.Range(0, 300).Select(_ => pool.Rent()).ToList();
                rented.ForEach(pool.Return);
                counts.Add(made);
            }
        });
        Assert.That(counts, Is.EqualTo(new[] { 300, 344, 388 }), "256 of them come back each time");
    }

    [Test]
    public void RentedOutside_KeepsSoManyAndForgetsTheRest()
    {
        var loop = new ManualLoop(new ManualOwner(), TimeProvider.System);
        var made = 0;
        var pool = new ItemPool<Slot>(loop, loop, _ => new Slot { Number = ++made });
        var rented = Rent(300);
        loop.On(() => rented.ForEach(pool.Return)); // one goes out at once, 256 are collected behind it
        rented = Rent(1);
        loop.On(() => rented.ForEach(pool.Return)); // has no room among the collected, which go out
        Rent(300);
        Assert.That(made, Is.EqualTo(300 + 44));

        List<Slot> Rent(int count) => [.. Enumerable.Range(0, count).Select(_ => pool.Rent())];
    }

    [Test]
    public void ManyThreads_NeverHoldTheSameItem()
    {
        const int renters = 3;
        const int each = 20_000;
        using var host = new OwnThreadHost(new CallerOptions());
        var made = 0;
        var pool = new ItemPool<Slot>(
            host.Caller.Loop,
            host,
            _ =>
            {
                Interlocked.Increment(ref made);
                return new Slot();
            }
        );
        var clashes = 0;
        var returned = 0;
        var all = new TaskCompletionSource();
        var renting = Enumerable
            .Range(0, renters)
            .Select(_ =>
                Waiting.OnOtherThread(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        var slot = pool.Rent();
                        if (Interlocked.Increment(ref slot.Holders) != 1 || slot.Next is not null)
                        {
                            Interlocked.Increment(ref clashes);
                        }

                        host.Caller.CallDirect((pool, slot), GiveBack);
                    }
                })
            );
        Waiting.For(Task.WhenAll(renting));
        Waiting.For(all.Task);
        Assert.That(clashes, Is.Zero);
        Assert.That(made, Is.LessThan(renters * each), "otherwise it recycles nothing");

        void GiveBack((ItemPool<Slot> Pool, Slot Slot) state)
        {
            Interlocked.Decrement(ref state.Slot.Holders);
            state.Pool.Return(state.Slot);
            if (++returned == renters * each)
            {
                all.SetResult();
            }
        }
    }

    private sealed class Slot : PooledItem
    {
        internal int Holders;

        internal int Number { get; init; }

        internal override void Run(Loop loop) { }
    }
}
