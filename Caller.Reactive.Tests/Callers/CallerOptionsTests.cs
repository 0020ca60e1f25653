namespace CallerReactive.Tests.Callers;

public sealed class CallerOptionsTests
{
    [Test]
    public void Defaults_AreWhatTheDocumentationSays()
    {
        var options = new CallerOptions();
        Assert.That(
            (options.Name, options.Host, options.Backend, options.TimeProvider, options.Logger, options.StallThreshold),
            Is.EqualTo(
                (default(string), default(CallerHost), default(CallerBackend), default(TimeProvider), default(object), default(TimeSpan?))
            )
        );
        Assert.That((options.IsProtected, options.MaxIdleWorkers, options.MaxWorkers), Is.EqualTo((false, 10, default(int?))));
        Assert.That((options.WorkerIdleTimeout, options.StopTimeout), Is.EqualTo((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10))));
    }
}
