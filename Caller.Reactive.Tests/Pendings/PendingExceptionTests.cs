namespace CallerReactive.Tests.Pendings;

/// <summary>What the exceptions of pendings carry.</summary>
public sealed class PendingExceptionTests
{
    private readonly FormatException _cause = new();

    [Test]
    public void Cancelled_CarriesWhatItWasMadeWith()
    {
        using var source = new CancellationTokenSource();
        var all = new PendingCancelledException("why", _cause, source.Token);
        Assert.That((all.Message, all.InnerException, all.CancellationToken), Is.EqualTo(("why", _cause, source.Token)));
        var caused = new PendingCancelledException("why", _cause);
        Assert.That((caused.Message, caused.InnerException, caused.CancellationToken.CanBeCanceled), Is.EqualTo(("why", _cause, false)));
        Assert.That(new PendingCancelledException("why").Message, Is.EqualTo("why"));
        Assert.That(new PendingCancelledException().Message, Is.EqualTo("The pending was cancelled."));
    }

    [Test]
    public void NotDone_CarriesWhatItWasMadeWith()
    {
        var caused = new PendingNotDoneException("wait", _cause);
        Assert.That((caused.Message, caused.InnerException), Is.EqualTo(("wait", _cause)));
        Assert.That(new PendingNotDoneException("wait").Message, Is.EqualTo("wait"));
        Assert.That(new PendingNotDoneException().Message, Is.EqualTo("The pending is not done."));
    }

    [Test]
    public void Cancelled_ByAReasonAlone_HasNoToken()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new PendingSource<int>(new CallOptions { CancellationToken = cancellation.Token });
        source.Pending.Cancel("by hand");
        var error = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result)!;
        Assert.That(error.CancellationToken, Is.EqualTo(CancellationToken.None));
    }

    [Test]
    public void ACancellation_IsOneExceptionOnceItHasEnded_AndGrowsBefore()
    {
        var source = new PendingSource<int>();
        source.SetCanceller(static _ => { });
        source.Pending.Cancel("first");
        Assert.That(() => source.Pending.Result, Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("first"));
        source.Pending.Cancel("second");
        Assert.That(() => source.Pending.Result, Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("first\nsecond"));
        source.TrySetCancelled();
        var one = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result);
        var other = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result);
        Assert.That(one, Has.Message.EqualTo("first\nsecond"));
        Assert.That(other, Is.SameAs(one));
    }

    [Test]
    public void TheReasonOfWhoGaveUp_IsNamed()
    {
        var source = new PendingSource<int>();
        Assert.That(() => source.Pending.Wait(TimeSpan.Zero, cancelOnTimeout: true), Throws.TypeOf<TimeoutException>());
        Assert.That(source.Pending.CancelReasons, Is.EqualTo(new[] { "Its waiter gave up." }));
    }

    [Test]
    public void FromException_Null_IsRefusedByName() =>
        Assert.That(
            static () => Pending<int>.FromException(null!),
            Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("exception")
        );

    [Test]
    public void WaitAsync_ABadTime_IsRefusedByNameAndNotByItsTask([Values] bool done)
    {
        var source = new PendingSource<int>();
        if (done)
        {
            source.TrySetResult(1);
        }

        Assert.That(
            () => (object)source.Pending.WaitAsync(TimeSpan.FromSeconds(-2)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property(nameof(ArgumentException.ParamName)).EqualTo("timeout")
        );
    }

    [Test]
    public void WaitAsync_OfWhatHasEnded_IsItsTask()
    {
        var source = new PendingSource<int>();
        source.TrySetResult(1);
        Assert.That(source.Pending.WaitAsync(TimeSpan.Zero), Is.SameAs(source.Pending.AsTask()));
    }

    [Test]
    public void CancelledWithoutAReason_TheTextHasNone()
    {
        var source = new PendingSource<int>();
        source.TrySetCancelled();
        Assert.That($"{source.Pending}", Is.EqualTo("Pending<Int32> Cancelled"));
    }
}
