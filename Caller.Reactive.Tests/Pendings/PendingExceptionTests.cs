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
}
