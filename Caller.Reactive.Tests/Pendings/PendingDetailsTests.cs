namespace CallerReactive.Tests.Pendings;

public sealed class PendingDetailsTests
{
    [Test]
    public void TheToken_IsOneAndTheSame()
    {
        var details = new PendingDetails();
        var early = details.Token;
        Assert.That(details.Token, Is.EqualTo(early));
        details.CancelSource();
        Assert.That(early.IsCancellationRequested, Is.True);
    }

    [Test]
    public void TheToken_AskedForAfterTheCancellation_HasFired()
    {
        var details = new PendingDetails();
        details.CancelSource();
        Assert.That(details.Token.IsCancellationRequested, Is.True);
    }
}
