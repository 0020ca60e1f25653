using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive.Tests.Contracts;

/// <summary>
/// What Rx, and we, expect of a scheduler, whoever owns its thread. A test's name begins with the point of the contract that it checks;
/// a host that is exempt from the point says why, and the test is skipped with that reason.
/// </summary>
public abstract partial class SchedulerContract
{
    private const string NoRealTime = "time passes only when this host is driven: nothing can become late by itself";
    private const string NoThread = "this host turns only inside the test's own thread, which would block itself";

    private ContractHost? _host;

    /// <summary>What the caller is made with; a test that wants other options sets them before it first uses the caller.</summary>
    private CallerOptions Options { get; set; } = new() { Name = "contract" };

    private ContractHost Host => _host ??= CreateHost(Options);

    private Caller Caller => Host.Caller;

    private IScheduler Scheduler => Host.Caller;

    private protected abstract ContractHost CreateHost(CallerOptions options);

    [SetUp]
    public void SkipWhatTheHostIsExemptFrom()
    {
        var point = TestContext.CurrentContext.Test.MethodName!.Split('_')[0];
        if (Host.Exemption(point) is { } reason)
        {
            Assert.Ignore($"{point} does not bind this host: {reason}");
        }
    }

    [TearDown]
    public void EndTheCaller() => _host?.Dispose();

    /// <summary>All that this host need not keep, and why: points of the contract, "real time", "other threads".</summary>
    internal IReadOnlyList<(string Point, string Reason)> Exemptions()
    {
        List<(string, string)> exemptions = [];
        foreach (var point in Points())
        {
            if (Host.Exemption(point) is { } reason)
            {
                exemptions.Add((point, reason));
            }
        }

        if (!Host.RealTime)
        {
            exemptions.Add(("real time", NoRealTime));
        }

        if (!Host.HasThread)
        {
            exemptions.Add(("other threads", NoThread));
        }

        EndTheCaller();
        return exemptions;
    }

    private static IEnumerable<string> Points() =>
        typeof(SchedulerContract)
            .GetMethods()
            .Select(static method => method.Name.Split('_')[0])
            .Where(static name => name is ['C', >= '0' and <= '9', ..])
            .Distinct();

    /// <summary>Replaces the caller by one with other options.</summary>
    private void Use(CallerOptions options)
    {
        _host?.Dispose();
        Options = options;
        _host = null;
    }

    private void NeedsRealTime()
    {
        if (!Host.RealTime)
        {
            Assert.Ignore($"Real time does not bind this host: {NoRealTime}");
        }
    }

    private void NeedsThread()
    {
        if (!Host.HasThread)
        {
            Assert.Ignore($"Other threads do not bind this host: {NoThread}");
        }
    }

    /// <summary>Runs something inside an item and brings its result, or its exception, out.</summary>
    private T OnCaller<T>(Func<T> work)
    {
        var done = Signal<T>();
        Scheduler.Schedule(() => Complete(done, work));
        return Host.Await(done.Task);
    }

    private void OnCaller(Action work) =>
        OnCaller(() =>
        {
            work();
            return true;
        });

    /// <summary>Returns when everything that was queued before has run.</summary>
    private void Drain() => OnCaller(() => { });

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.TrySetResult(work());
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }

    private static TaskCompletionSource<T> Signal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An action of the shape that <see cref="IScheduler"/> wants, which returns nothing to dispose.</summary>
    private static Func<IScheduler, T, IDisposable> Do<T>(Action<T> action) =>
        (_, state) =>
        {
            action(state);
            return Disposable.Empty;
        };

    /// <summary>The three ways to schedule, as soon as possible.</summary>
    private static IEnumerable<TestCaseData<ScheduleNow>> WaysToScheduleNow()
    {
        yield return Way("now", (scheduler, action) => scheduler.Schedule(0, Do<int>(_ => action())));
        yield return Way("zero", (scheduler, action) => scheduler.Schedule(0, TimeSpan.Zero, Do<int>(_ => action())));
        yield return Way("negative", (scheduler, action) => scheduler.Schedule(0, TimeSpan.MinValue, Do<int>(_ => action())));
        yield return Way("past", (scheduler, action) => scheduler.Schedule(0, DateTimeOffset.MinValue, Do<int>(_ => action())));
        yield return Way("just now", (scheduler, action) => scheduler.Schedule(0, scheduler.Now, Do<int>(_ => action())));

        static TestCaseData<ScheduleNow> Way(string name, ScheduleNow way) => new TestCaseData<ScheduleNow>(way).SetArgDisplayNames(name);
    }

    /// <summary>One way to schedule an action as soon as possible.</summary>
    public delegate IDisposable ScheduleNow(IScheduler scheduler, Action action);
}
