using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

internal sealed class SelectOnTests
{
    private readonly Subject<int> _source = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task ByDefault_OneAtATimeInOrderOnTheCaller()
    {
        await using var caller = Caller.StartNew("owner");
        var (running, most) = (0, 0);
        var results = Observable
            .Range(0, 50)
            .SelectOn(
                caller,
                async (value, _) =>
                {
                    most = Math.Max(most, ++running);
                    await Task.Yield();
                    caller.VerifyAccess();
                    running--;
                    return value * 2;
                }
            )
            .ToList()
            .ToPending(caller);

        Assert.That(await results.AsTask().WaitAsync(Limit), Is.EqualTo(Enumerable.Range(0, 50).Select(i => i * 2)));
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task MaxConcurrent_RunsSoManyAndResultsComeAsTheyAreReady()
    {
        await using var caller = Caller.StartNew("owner");
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        var began = new ConcurrentQueue<int>();
        using var subscription = Watch(
            Observable
                .Range(0, 4)
                .SelectOn(
                    caller,
                    async (value, _) =>
                    {
                        began.Enqueue(value);
                        await gates[value].Task;
                        return value;
                    },
                    maxConcurrent: 2
                )
        );
        await caller.CallSoon(() => { });
        Assert.That(began, Is.EqualTo([0, 1]));

        foreach (var next in (int[])[1, 2, 0, 3])
        {
            gates[next].SetResult();
            await UntilSeen($"{next}");
        }

        await _ended.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["1", "2", "0", "3", "done"]));
    }

    [Test]
    public async Task ManyElementsThatEndAtOnceBehindASlowOne_NeitherRecurseNorKeepTheLoop()
    {
        await using var caller = Caller.StartNew("owner");
        var letGo = new TaskCompletionSource();
        var count = _source
            .SelectOn(
                caller,
                async (value, _) =>
                {
                    if (value == 0)
                        await letGo.Task;
                    return value;
                }
            )
            .Count()
            .ToPending(caller);
        for (var i = 0; i < 50_000; i++)
            _source.OnNext(i);
        _source.OnCompleted();
        await caller.CallSoon(() => { });
        letGo.SetResult();
        Assert.That(await count.AsTask().WaitAsync(Limit), Is.EqualTo(50_000));
    }

    [Test]
    public async Task AFunctionFails_TheSourceIsLeftTheOthersAreCancelledAndTheErrorComesOnce()
    {
        await using var caller = Caller.StartNew("owner");
        var otherEnded = new TaskCompletionSource<bool>();
        using var subscription = Watch(
            _source.SelectOn(
                caller,
                async (value, token) =>
                {
                    if (value == 1)
                        throw new FormatException("bad");
                    try
                    {
                        await Task.Delay(Timeout.Infinite, token);
                    }
                    finally
                    {
                        otherEnded.SetResult(token.IsCancellationRequested);
                    }

                    return value;
                },
                maxConcurrent: 2
            )
        );
        _source.OnNext(0);
        _source.OnNext(1);
        await _ended.Task.WaitAsync(Limit);

        Assert.That(await otherEnded.Task.WaitAsync(Limit), Is.True);
        await caller.CallSoon(() => { });
        Assert.That((string.Join(',', _seen), _source.HasObservers), Is.EqualTo(("FormatException: bad", false)));
    }

    [Test]
    public async Task AFunctionFails_WhatWaitsIsDropped()
    {
        await using var caller = Caller.StartNew("owner");
        var began = new List<int>();
        var letGo = new TaskCompletionSource();
        using var subscription = Watch(
            _source.SelectOn<int, int>(
                caller,
                async (value, _) =>
                {
                    began.Add(value);
                    await letGo.Task;
                    throw new FormatException("bad");
                }
            )
        );
        for (var i = 0; i < 3; i++)
            _source.OnNext(i);
        await caller.CallSoon(() => { });
        letGo.SetResult();
        await _ended.Task.WaitAsync(Limit);
        await caller.CallSoon(() => { });
        Assert.That((began.Single(), _seen.Single()), Is.EqualTo((0, "FormatException: bad")));
    }

    [TestCase("value")]
    [TestCase("end")]
    [TestCase("error of the source")]
    [TestCase("error of the function")]
    public async Task WhateverComes_ComesOnTheCaller(string what)
    {
        await using var caller = Caller.StartNew("owner");
        var here = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Came(string which)
        {
            if (what.StartsWith(which, StringComparison.Ordinal))
                here.TrySetResult(caller.CheckAccess());
        }

        using var subscription = _source
            .SelectOn(
                caller,
                async (value, _) =>
                {
                    await Task.Yield();
                    await Task.Run(static () => { }, CancellationToken.None).ConfigureAwait(false); // ends elsewhere
                    return what == "error of the function" ? throw new FormatException() : value;
                }
            )
            .Subscribe(_ => Came("value"), _ => Came("error"), () => Came("end"));
        _source.OnNext(1);
        if (what == "end")
            _source.OnCompleted();
        else if (what == "error of the source")
            _source.OnError(new FormatException());
        Assert.That(await here.Task.WaitAsync(Limit), Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task AFunctionThatThrowsOrReturnsNoTask_IsAnErrorOfTheSequence(bool throws)
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(_source.SelectOn<int, int>(caller, (_, _) => throws ? throw new FormatException("bad") : null!));
        _source.OnNext(1);
        await _ended.Task.WaitAsync(Limit);
        Assert.That(_seen.Single(), Does.StartWith(throws ? "FormatException" : "InvalidOperationException"));
    }

    [Test]
    public async Task TheSourcesError_ComesAfterTheResultsBeforeIt()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(
            _source.SelectOn(
                caller,
                async (value, _) =>
                {
                    await Task.Yield();
                    return value;
                }
            )
        );
        _source.OnNext(1);
        _source.OnNext(2);
        _source.OnError(new FormatException("bad"));
        await _ended.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["1", "2", "FormatException: bad"]));
    }

    [Test]
    public async Task Dispose_CancelsWhatRunsAndNothingComes()
    {
        await using var caller = Caller.StartNew("owner");
        var (began, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var subscription = Watch(
            _source.SelectOn(
                caller,
                async (value, token) =>
                {
                    token.Register(cancelled.SetResult);
                    began.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                    return value;
                }
            )
        );
        _source.OnNext(1);
        _source.OnNext(2);
        await began.Task.WaitAsync(Limit);
        subscription.Dispose();
        await cancelled.Task.WaitAsync(Limit);
        await caller.CallSoon(() => { });
        Assert.That((_seen.Count, _source.HasObservers), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task CallerStops_WhatRunsIsCancelledAndWaitedForThenTheErrorComes()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var began = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        using var subscription = Watch(
            _source.SelectOn(
                caller,
                async (value, token) =>
                {
                    began.SetResult();
                    try
                    {
                        await Task.Delay(Timeout.Infinite, token);
                    }
                    finally
                    {
                        await letGo.Task;
                    }

                    return value;
                }
            )
        );
        _source.OnNext(1);
        _source.OnNext(2);
        await began.Task.WaitAsync(Limit);

        caller.Stop();

        Assert.That((_seen.Count, caller.Stopped.IsDone, _source.HasObservers), Is.EqualTo((0, false, false)));
        letGo.SetResult();
        await caller.Stopped.WhenDone(Limit);
        Assert.That(_seen.Single(), Does.StartWith(nameof(CallerStoppedException)));
    }

    [Test]
    public async Task ReadByACallOfTheCallerItself_TheStopDoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var began = new TaskCompletionSource();
        var reader = caller.CallSoon(async () =>
        {
            began.SetResult();
            await _source.SelectOn(caller, (value, _) => Task.FromResult(value)).LastOrDefaultAsync();
        });
        await began.Task.WaitAsync(Limit);
        await caller.CallSoon(() => { });

        await caller.DisposeAsync();

        Assert.That(reader.IsDone, Is.True);
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => _source.SelectOn<int, int>(null!, (v, _) => Task.FromResult(v)), Throws.ArgumentNullException);
        Assert.That(() => _source.SelectOn<int, int>(caller, null!), Throws.ArgumentNullException);
        Assert.That(() => _source.SelectOn(caller, (v, _) => Task.FromResult(v), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private IDisposable Watch(IObservable<int> observed) =>
        observed.Subscribe(
            value => _seen.Enqueue($"{value}"),
            error =>
            {
                _seen.Enqueue($"{error.GetType().Name}: {error.Message}");
                _ended.SetResult();
            },
            () =>
            {
                _seen.Enqueue("done");
                _ended.SetResult();
            }
        );

    private async Task UntilSeen(string value)
    {
        while (!_seen.Contains(value))
        {
            Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
