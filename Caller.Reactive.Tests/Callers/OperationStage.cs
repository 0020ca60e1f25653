using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Callers;

/// <summary>Brings a caller into a state, does one thing, lets the caller come to its end, and says in a word what became of it.</summary>
internal sealed class OperationStage : IAsyncDisposable
{
    private readonly Caller _caller = Caller.Create(new CallerOptions { Name = "subject" });
    private readonly Caller _other = Caller.StartNew("other");
    private readonly TaskCompletionSource _letGo = new();
    private readonly CancellationToken _limit = TestContext.CurrentContext.CancellationToken;
    private readonly Action<int> _early = static _ => { };
    private Pending? _earlyQueue;
    private int _ran;

    public async ValueTask DisposeAsync()
    {
        _letGo.TrySetResult();
        await _caller.DisposeAsync();
        await _other.DisposeAsync();
    }

    internal async Task<string> Try(string operation, string state)
    {
        if (operation is "QueueGet" or "QueueClose")
        {
            _caller.QueueCall(_early, 1);
            _earlyQueue = _caller.QueueGet(_early);
        }

        switch (state)
        {
            case "running" or "inside" or "other":
                await Start();
                break;
            case "stopping":
                await Start();
                await Hold();
                break;
            case "stopped":
                await Start();
                await _caller.DisposeAsync();
                break;
        }

        var outcome = state switch
        {
            "inside" => await On(_caller, operation),
            "other" => await On(_other, operation),
            _ => new Started(Do(operation)),
        };
        if (state == "created" && _caller.State == CallerState.Created)
            await Start();
        if (state == "stopping")
        {
            // One turn, and then the one that holds the stop up ends.
            await _caller.CallSoon(static () => { }).WhenDone(_limit);
            await _caller.CallLater(TimeSpan.FromMilliseconds(3), static () => { }).WhenDone(_limit);
            _letGo.SetResult();
        }

        return await outcome.Outcome.WaitAsync(_limit);
    }

    /// <summary>Not by the call's own result: what is done may cancel it.</summary>
    private Task<Started> On(Caller caller, string operation)
    {
        var started = new TaskCompletionSource<Started>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = caller.CallSoon(() => started.SetResult(new Started(Do(operation))));
        return started.Task.WaitAsync(_limit);
    }

    private async Task Start()
    {
        _caller.Start();
        await _caller.Started.WhenDone(_limit);
    }

    /// <summary>A caller that stops and waits for a call that does not listen: as long as that goes on it is stopping, and its loop turns.</summary>
    private async Task Hold()
    {
        var asked = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        _ = _caller.CallSoon(async token =>
        {
            token.Register(asked.SetResult);
            begun.SetResult();
            await _letGo.Task;
        });
        await begun.Task.WaitAsync(_limit);
        _caller.Stop();
        await asked.Task.WaitAsync(_limit); // the loop knows
        await _caller.CallSoon(static () => { }).WhenDone(_limit); // and has refused what waited
    }

    /// <summary>Never waits: what comes of it comes by the task.</summary>
    private Task<string> Do(string operation)
    {
        try
        {
            return operation switch
            {
                "CallSoon" => Ends(_caller.CallSoon(Note)),
                "CallSoon async" => Ends(
                    _caller.CallSoon(async () =>
                    {
                        await Task.Yield();
                        Note();
                    })
                ),
                "CallLater" => Ends(_caller.CallLater(TimeSpan.FromMilliseconds(1), Note)),
                "CallLater far" => EndsWithTheCaller(_caller.CallLater(TimeSpan.FromHours(1), Note)),
                "CallUsingBackend" => Ends(_caller.CallUsingBackend(CallerBackend.Rx, Note)),
                "ScheduleCall" => Ends(_caller.ScheduleCall(Note, new CallOptions { Name = "call" })),
                "ToThread" => Ends(_caller.ToThread(Note)),
                "CallDirect" => Runs(_caller.CallDirect),
                "Post" => Runs(action => _caller.SynchronizationContext.Post(_ => action(), null)),
                "SwitchTo" => Switched(),
                "Schedule" => Runs(action => _caller.Schedule(action)),
                "Schedule due" => Runs(action => _caller.Schedule(TimeSpan.FromMilliseconds(1), action)),
                "SchedulePeriodic" => Runs(action => _caller.SchedulePeriodic(TimeSpan.FromMilliseconds(1), action)),
                "StartStopwatch" => Task.FromResult(_caller.StartStopwatch().Elapsed >= TimeSpan.Zero ? "counts" : "runs backwards"),
                "ObserveOn" => Observed(),
                "QueueCall" => Runs(action => _caller.QueueCall(static action => action(), action)),
                "OpenQueue" => Queued(),
                "QueueGet" => Task.FromResult(
                    _caller.QueueGet(_early) is { } queue
                        ? queue == _earlyQueue
                            ? "gives it"
                            : "another"
                        : "none"
                ),
                "QueueClose" => Closed(),
                "Get" => Task.FromResult(_caller.Get("child").Parent == _caller ? "a child" : "a stranger"),
                "EnterAsync" => Entered(),
                "RunGroupAsync" => Grouped(),
                "CreatePendingGroup" => GroupCreated(),
                "CreateStartStopTask" => Ends(
                    _caller.CreateStartStopTask(_ => Task.FromResult(Interlocked.Increment(ref _ran))).Start().Stopped
                ),
                "AsCompleted" => Enumerated(_caller.AsCompleted(new[] { _other.CallSoon(Note) })),
                "AsCompleted lazy" => Enumerated(_caller.AsCompleted(Enumerable.Range(0, 1).Select(_ => _other.CallSoon(Note)))),
                "Wait" => Ends(WaitForAnother()),
                "Start" => Done(_caller.Start, "starts"),
                "Run" => Runs(action =>
                {
                    _ = _caller.CallSoon(() =>
                    {
                        action();
                        _caller.Stop();
                    });
                    _caller.Run();
                }),
                "RunUntil" => Runs(action => _caller.RunUntil(_caller.CallSoon(action))),
                "Stop" => Stopped(),
                "Stop protected" => StoppedWhenProtected(force: false),
                "Stop forced" => StoppedWhenProtected(force: true),
                "DisposeAsync" => Disposed(),
                "Protect" => Done(_caller.Protect, _caller.IsProtected ? "was protected" : "protects"),
                "GetSnapshot" => Task.FromResult(
                    _caller.GetSnapshot() is { IsComplete: true } seen && seen.Id == _caller.Id ? "looks" : "sees nothing"
                ),
                "VerifyAccess" => Done(_caller.VerifyAccess, "passes"),
                "CheckAccess" => Task.FromResult(_caller.CheckAccess() ? "yes" : "no"),
                _ => throw new NotSupportedException(operation),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            return Task.FromResult("throws");
        }
    }

    private void Note() => Interlocked.Increment(ref _ran);

    private static Task<string> Done(Action action, string what)
    {
        action();
        return Task.FromResult(what);
    }

    private async Task<string> Ends(Pending pending)
    {
        await pending.WhenDone(_limit).ConfigureAwait(false);
        return (pending.Status, _ran) switch
        {
            (PendingStatus.Succeeded, 1) => "runs",
            (PendingStatus.Cancelled, 0) => "cancelled",
            // Wait: what is waited for is another caller's.
            (PendingStatus.Cancelled, _) when pending is Pending<WaitResult<Unit>> => "cancelled",
            _ => $"{pending.Status}, ran {_ran} times",
        };
    }

    /// <summary>What is waited for ends only when the wait has begun: one that finds it over is not cancelled anywhere.</summary>
    private Pending<WaitResult<Unit>> WaitForAnother()
    {
        var begun = new TaskCompletionSource();
        var waiting = _caller.Wait([
            _other.CallSoon(async () =>
            {
                await begun.Task;
                Note();
            }),
        ]);
        begun.SetResult();
        return waiting;
    }

    private Task<string> EndsWithTheCaller(Pending pending)
    {
        _ = Task.Run(
            async () =>
            {
                await _caller.Started.WhenDone(_limit);
                _caller.Stop();
            },
            _limit
        );
        return Ends(pending);
    }

    /// <summary>Runs on the caller, or somewhere else, or is dropped.</summary>
    private Task<string> Runs(Action<Action> submit)
    {
        var ran = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        submit(() => ran.TrySetResult(_caller.CheckAccess() ? "runs" : "runs elsewhere"));
        return OrDropped(ran.Task);
    }

    /// <summary>What a stopped caller's orphans do they do at once: half a second is for them.</summary>
    private async Task<string> OrDropped(Task<string> ran)
    {
        await Task.WhenAny(new Task[] { ran, _caller.Stopped.WhenDone(_limit) }).ConfigureAwait(false);
        if (ran.IsCompleted || await Task.WhenAny(new Task[] { ran, Task.Delay(500, _limit) }).ConfigureAwait(false) == ran)
            return await ran.ConfigureAwait(false);
        return "dropped";
    }

    private async Task<string> Switched()
    {
        try
        {
            await _caller.SwitchTo();
        }
        catch (Exception e) when (e is InvalidOperationException)
        {
            return "throws";
        }

        return _caller.CheckAccess() ? "runs" : "runs elsewhere";
    }

    private async Task<string> Observed()
    {
        var outcome = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Observable
            .Return(1, ImmediateScheduler.Instance)
            .ObserveOn(_caller)
            .Subscribe(
                _ => outcome.TrySetResult(_caller.CheckAccess() ? "runs" : "runs elsewhere"),
                error => outcome.TrySetResult(error is CallerStoppedException ? "throws" : error.GetType().Name),
                () => outcome.TrySetResult("empty")
            );
        return await outcome.Task.WaitAsync(_limit).ConfigureAwait(false);
    }

    private Task<string> Queued()
    {
        var queue = _caller.OpenQueue<int>(
            (_, _) =>
            {
                Note();
                return ValueTask.CompletedTask;
            }
        );
        var accepted = queue.TryPost(1);
        queue.Complete();
        return accepted ? Ends(queue.Completion) : Task.FromResult("dropped");
    }

    /// <summary>The one that was there before.</summary>
    private async Task<string> Closed()
    {
        var wasOpen = _caller.QueueGet(_early) is not null;
        _caller.QueueClose(_early);
        if (_caller.QueueGet(_early) is not null)
            return "open";
        await _earlyQueue!.WhenDone(_limit).ConfigureAwait(false);
        return wasOpen ? "closes" : "was closed";
    }

    private async Task<string> Enumerated(IAsyncEnumerable<Pending<Unit>> items)
    {
        try
        {
            await foreach (var item in items.ConfigureAwait(false))
                await item.WhenDone(_limit).ConfigureAwait(false);
            return _ran == 1 ? "runs" : "nothing";
        }
        catch (PendingCancelledException)
        {
            return "cancelled";
        }
    }

    private async Task<string> Entered()
    {
        var entering = _caller.EnterAsync(_limit).AsTask();
        try
        {
            var lease = await entering.ConfigureAwait(false);
            _ = lease.DisposeAsync().AsTask();
            return "enters";
        }
        catch (CallerStoppedException)
        {
            return "throws";
        }
    }

    private async Task<string> Grouped()
    {
        try
        {
            await _caller
                .RunGroupAsync(
                    _ =>
                    {
                        _caller.CallSoon(Note);
                        return Task.CompletedTask;
                    },
                    new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow }
                )
                .ConfigureAwait(false);
            return _ran == 1 ? "runs" : "nothing";
        }
        catch (PendingCancelledException)
        {
            return "cancelled";
        }
    }

    private async Task<string> GroupCreated()
    {
        try
        {
            var group = _caller.CreatePendingGroup(new() { Mode = PendingGroupMode.CancelAndThrow });
            await using (group.ConfigureAwait(false))
            {
                _ = _caller.CallSoon(Note);
                group.Complete();
            }

            return _ran == 1 ? "runs" : "nothing";
        }
        catch (PendingCancelledException)
        {
            return "cancelled";
        }
    }

    private Task<string> StoppedWhenProtected(bool force)
    {
        _caller.Protect();
        var before = _caller.State;
        _caller.Stop(force);
        return (force, before == _caller.State) switch
        {
            (false, true) => Task.FromResult("ignored"),
            (true, _) => Stopped(),
            _ => Task.FromResult("not ignored"),
        };
    }

    private async Task<string> Disposed()
    {
        var disposing = _caller.DisposeAsync().AsTask();
        if (disposing.IsCompleted && !_caller.Stopped.IsDone)
            return "begins to stop";
        await disposing.ConfigureAwait(false);
        return _caller.State == CallerState.Stopped ? "stops" : "returns early";
    }

    private async Task<string> Stopped()
    {
        _caller.Stop();
        await _caller.Stopped.WhenDone(_limit).ConfigureAwait(false);
        return "stops";
    }

    /// <summary>So that a call which begins something does not wait for what comes of it.</summary>
    private sealed record Started(Task<string> Outcome);
}
