namespace CallerReactive.Tests.Callers;

/// <summary>The exceptions that users may make, too: for hosts, tests and mocks of their own.</summary>
public sealed class CallerExceptionTests
{
    private static readonly Exception Cause = new FormatException();

    private static IEnumerable<TestCaseData> Exceptions() =>
        [
            new TestCaseData(
                new CallerStoppedException(),
                new CallerStoppedException("said"),
                new CallerStoppedException("said", Cause)
            ).SetArgDisplayNames(nameof(CallerStoppedException)),
            new TestCaseData(
                new VirtualDeadlockException(),
                new VirtualDeadlockException("said"),
                new VirtualDeadlockException("said", Cause)
            ).SetArgDisplayNames(nameof(VirtualDeadlockException)),
        ];

    [TestCaseSource(nameof(Exceptions))]
    public void AnException_HasTheMessageAndTheCauseItWasMadeWith(Exception bare, Exception said, Exception caused)
    {
        Assert.That(bare.Message, Does.Not.Contain(bare.GetType().Name).And.EndsWith("."), "a message of its own, not the platform's");
        Assert.That((said.Message, said.InnerException), Is.EqualTo(("said", default(Exception))));
        Assert.That((caused.Message, caused.InnerException), Is.EqualTo(("said", Cause)));
        Assert.That((bare as VirtualDeadlockException)?.Unfinished ?? [], Is.Empty);
    }
}
