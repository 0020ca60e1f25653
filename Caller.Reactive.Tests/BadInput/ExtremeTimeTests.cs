using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>Every time and number there is, where a time or a number is taken: it means something or it is refused by name, and the caller goes on.</summary>
public sealed class ExtremeTimeTests
{
    private static readonly TimeSpan[] Times =
    [
        TimeSpan.MinValue,
        TimeSpan.FromTicks(-1),
        Timeout.InfiniteTimeSpan,
        TimeSpan.Zero,
        TimeSpan.FromTicks(1),
        TimeSpan.FromMilliseconds(int.MaxValue),
        TimeSpan.FromMilliseconds(uint.MaxValue),
        TimeSpan.MaxValue,
    ];

    private static readonly int[] Numbers = [int.MinValue, -1, 0, 1, int.MaxValue];

    private static IEnumerable<TestCaseData> TimedMembers() =>
        from member in PublicSurface.Members()
        from parameter in member.GetParameters()
        where parameter.ParameterType == typeof(TimeSpan) || parameter.ParameterType == typeof(TimeSpan?)
        // Would block for the whole time: it waits for what is done here, see ADonePending_IsNotWaitedFor.
        from time in Times
        select new TestCaseData(member, parameter.Position, time).SetName($"{PublicSurface.Describe(member)}: {parameter.Name} = {time}");

    [TestCaseSource(nameof(TimedMembers))]
    public void ATime_IsTakenOrRefusedByName(MethodBase member, int position, TimeSpan time)
    {
        using var samples = new Samples();
        var closed = PublicSurface.Close(member, typeof(string));
        var arguments = closed
            .GetParameters()
            .Select(parameter => parameter.Position == position ? time : samples.Of(parameter.ParameterType))
            .ToArray();
        object? returned = null;
        try
        {
            returned = closed.Invoke(closed.IsStatic ? null : samples.Of(closed.DeclaringType!), arguments);
        }
        catch (TargetInvocationException e)
        {
            Assert.That(
                e.InnerException,
                Is.InstanceOf<ArgumentOutOfRangeException>()
                    .With.Property(nameof(ArgumentException.ParamName))
                    .EqualTo(closed.GetParameters()[position].Name)
            );
            Assert.That(time, Is.LessThan(TimeSpan.Zero), "Only what is negative has no meaning.");
        }

        (returned as IDisposable)?.Dispose();
        var caller = (Caller)samples.Of(typeof(Caller))!;
        Assert.That(caller.CallSoon(static () => 1).Wait(TimeSpan.FromSeconds(20)), Is.EqualTo(1), "The caller goes on.");
    }

    [Test]
    public async Task AnAbsoluteTime_IsTaken([Values(0L, long.MaxValue)] long ticks, [Values(-14, 0, 14)] int offset)
    {
        await using var caller = Caller.StartNew("absolute");
        var due = ticks == 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        if (offset != 0)
            due = new DateTimeOffset(new DateTime(ticks == 0 ? 2 : 9998, 1, 1), TimeSpan.FromHours(offset));
        var ran = new TaskCompletionSource();
        using var handle = caller.Schedule(due, ran.SetResult);
        await caller.CallSoon(static () => { });
        if (ticks == 0)
            await ran.Task.WaitAsync(TestContext.CurrentContext.CancellationToken);
        else
            Assert.That(ran.Task.IsCompleted, Is.False);
    }

    [Test]
    public void AnOption_IsTakenOrRefusedByName([ValueSource(nameof(Times))] TimeSpan time)
    {
        foreach (var options in (CallerOptions[])[new CallerOptions { StopTimeout = time }, new CallerOptions { WorkerIdleTimeout = time }])
        {
            try
            {
                var caller = Caller.StartNew(options);
                caller.ToThread(static () => { }).Wait();
                caller.CallSoon(static () => { }).Wait();
                caller.Stop();
                caller.Stopped.Wait(TimeSpan.FromSeconds(20));
            }
            catch (ArgumentException)
            {
                Assert.That(time, Is.LessThanOrEqualTo(TimeSpan.Zero), $"{options}");
            }
        }
    }

    [Test]
    public void ANumber_IsTakenOrRefusedByName([ValueSource(nameof(Numbers))] int number)
    {
        using var samples = new Samples();
        var caller = (Caller)samples.Of(typeof(Caller))!;
        Action[] uses =
        [
            () => _ = Caller.StartNew(new CallerOptions { MaxIdleWorkers = number }).DisposeAsync().AsTask(),
            () => _ = Caller.StartNew(new CallerOptions { MaxWorkers = number }).DisposeAsync().AsTask(),
            () => caller.OpenQueue<int>(static (_, _) => ValueTask.CompletedTask, new CallerQueueOptions { Capacity = number }),
            () =>
                caller.AsCompleted(
                    Array.Empty<Pending<int>>().Select(static pending => pending),
                    new AsCompletedOptions { MaxConcurrent = number }
                ),
            () => Observable.Never<int>().ObserveOn(caller, number, OverflowPolicy.DropOldest).Subscribe().Dispose(),
            () => Observable.Never<int>().SelectOn(caller, static (item, _) => Task.FromResult(item), number).Subscribe().Dispose(),
            () => Observable.Never<int>().ToAsyncEnumerable(caller, number),
        ];
        foreach (var use in uses)
        {
            if (number > 0)
                Assert.That(use, Throws.Nothing);
            else
            {
                try
                {
                    use();
                    Assert.That(number, Is.Zero.Or.Negative);
                }
                catch (ArgumentException e)
                {
                    Assert.That(e.Message, Is.Not.Empty);
                }
            }
        }
    }
}
