namespace CallerReactive.Tests.Pendings;

public sealed class PendingSourceTests
{
    [Test]
    public void TheFirstOutcome_Wins()
    {
        var source = new PendingSource<int>();
        Assert.That((source.TrySetResult(1), source.TrySetResult(2)), Is.EqualTo((true, false)));
        Assert.That((source.TrySetException(new FormatException()), source.TrySetCancelled("x")), Is.EqualTo((false, false)));
        Assert.That(
            (source.Pending.Result, source.Pending.Exception, source.Pending.Status),
            Is.EqualTo((1, default(Exception), PendingStatus.Succeeded))
        );
        Assert.That((source.Pending.TryGetResult(out var value), value), Is.EqualTo((true, 1)));
    }

    [Test]
    public void AnException_IsTheSameObjectEachTime_WithItsOwnTrace()
    {
        var thrown = Assert.Throws<FormatException>(ThrowFormat)!;
        var source = new PendingSource<int>();
        source.TrySetException(thrown);

        Assert.That(source.Pending.Exception, Is.SameAs(thrown));
        var first = Assert.Throws<FormatException>(() => _ = source.Pending.Result)!;
        var length = first.StackTrace!.Length;
        for (var i = 0; i < 10; i++)
            Assert.Throws<FormatException>(() => _ = source.Pending.Result);
        Assert.That(first, Is.SameAs(thrown));
        Assert.That(first.StackTrace, Does.Contain(nameof(ThrowFormat)));
        Assert.That(first.StackTrace!.Length, Is.LessThan(length * 2), "The trace does not grow with each look (P12)");
        Assert.That((source.Pending.TryGetResult(out var value), value), Is.EqualTo((false, 0)));
    }

    private static void ThrowFormat() => throw new FormatException();

    [Test]
    public void WhatIsNotDone_SaysSo()
    {
        var source = new PendingSource<int>(new CallOptions { Name = "Slow" });
        const string message = "The outcome of the pending 'Slow' is not known yet: it is Running. Await it, or ask IsDone first.";
        Assert.That(() => source.Pending.Result, Throws.TypeOf<PendingNotDoneException>().With.Message.EqualTo(message));
        Assert.That(() => _ = source.Pending.Exception, Throws.TypeOf<PendingNotDoneException>().With.Message.EqualTo(message));
        Assert.That(source.Pending.GetAwaiter().GetResult, Throws.TypeOf<PendingNotDoneException>().With.Message.EqualTo(message));
        source.TrySetResult(1);
    }

    [Test]
    public void WhatIsRequestedToCancel_ReadsAsCancelledBeforeItIsDone()
    {
        var source = new PendingSource<int>();
        source.SetCanceller(_ => { });
        source.Pending.Cancel("x");
        Assert.That(() => source.Pending.Result, Throws.TypeOf<PendingCancelledException>());
        Assert.That(() => source.Pending.Exception, Throws.TypeOf<PendingCancelledException>());
        source.TrySetCancelled();
    }

    [Test]
    public void FromResultAndFromException_HaveEnded()
    {
        Assert.That(Pending<string?>.FromResult(null).Result, Is.Null);
        var error = new FormatException();
        var failed = Pending<int>.FromException(error);
        Assert.That((failed.Status, failed.Exception), Is.EqualTo((PendingStatus.Faulted, error)));
        Assert.That(Pending<int>.FromException(new OperationCanceledException("c")).CancelReasons, Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task FromResultAndFromException_JoinNothing_AndKnowWhereTheyWereMade()
    {
        await using var caller = Caller.StartNew();
        var manager = new Counting();
        Pending<int>[] made = [];
        await caller
            .CallSoon(() =>
                caller.RunGroupAsync(_ =>
                {
                    using var activation = manager.Activate();
                    made = [Pending<int>.FromResult(1), Pending<int>.FromException(new FormatException())];
                    return Task.CompletedTask; // a member that failed would be thrown at the end
                })
            )
            .InTime();
        Assert.That(manager.Added, Is.Zero);
        Assert.That(made.Select(static pending => pending.Caller), Is.EqualTo(new[] { caller, caller }));
        Assert.That((Pending<int>.FromResult(1).Caller, made[1].Exception is FormatException), Is.EqualTo((default(Caller), true)));
    }

    [Test]
    public void NameMetadataAndToString_TellWhatItIs()
    {
        var metadata = new Dictionary<string, object?> { ["key"] = 1 };
        var source = new PendingSource<int>(new CallOptions { Name = "Fetch", Metadata = metadata });
        var pending = source.Pending;
        Assert.That(
            (pending.Name, pending.Metadata["key"], pending.ToString()),
            Is.EqualTo(("Fetch", 1, "Pending<Int32> 'Fetch' Running"))
        );
        source.SetCanceller(_ => { });
        pending.Cancel("a");
        pending.Cancel("b");
        Assert.That(pending.ToString(), Is.EqualTo("Pending<Int32> 'Fetch' Running, cancel requested (a; b)"));
        source.TrySetCancelled();
        Assert.That(pending.ToString(), Is.EqualTo("Pending<Int32> 'Fetch' Cancelled (a; b)"));
        Assert.That(pending.Metadata["key"], Is.EqualTo(1), "Kept after the end");

        var bare = new PendingSource<int>().Pending;
        Assert.That((bare.Name, bare.Metadata.Count, bare.Caller), Is.EqualTo((default(string), 0, default(Caller))));
        var failed = Pending<int>.FromException(new FormatException());
        Assert.That(failed.ToString(), Is.EqualTo("Pending<Int32> Faulted (FormatException)"));
        _ = failed.Exception;
    }

    [Test]
    public async Task ACallersPending_NamesItsCaller()
    {
        await using var caller = Caller.StartNew("Home");
        var pending = caller.CallSoon(() => 1);
        await pending.InTime();
        Assert.That((pending.Caller, pending.ToString()), Is.EqualTo((caller, "Pending<Int32> Succeeded on 'Home'")));
        Assert.That((await caller.CallSoon(() => new PendingSource<int>()).InTime()).Pending.Caller, Is.SameAs(caller));
    }

    [Test]
    public void BadInput_IsRefused()
    {
        var source = new PendingSource<int>();
        Assert.Multiple(() =>
        {
            Assert.That(() => source.TrySetException(null!), Throws.ArgumentNullException);
            Assert.That(() => source.SetCanceller(null!), Throws.ArgumentNullException);
            Assert.That(() => Pending<int>.FromException(null!), Throws.ArgumentNullException);
            Assert.That(() => source.Pending.Subscribe(null!), Throws.ArgumentNullException);
            Assert.That(() => source.Pending.OnDone(null!), Throws.ArgumentNullException);
            Assert.That(() => source.Pending.GetAwaiter().OnCompleted(null!), Throws.ArgumentNullException);
            Assert.That(() => source.Pending.GetAwaiter().UnsafeOnCompleted(null!), Throws.ArgumentNullException);
            Assert.That(() => source.Pending.Wait(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => source.Pending.WaitAsync(TimeSpan.MinValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => source.Pending.CancelAsync(timeout: TimeSpan.FromDays(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(source.Pending.IsCancelled, Is.False, "A refused CancelAsync has not cancelled");
            Assert.That(() => new PendingSource<int>(new CallOptions { Delay = TimeSpan.FromSeconds(1) }), Throws.ArgumentException);
            Assert.That(() => new PendingSource<int>(new CallOptions { Backend = CallerBackend.Rx }), Throws.ArgumentException);
        });
    }

    private sealed class Counting : PendingManager
    {
        internal int Added { get; private set; }

        public override bool Add(Pending pending)
        {
            Added++;
            return base.Add(pending);
        }
    }
}
