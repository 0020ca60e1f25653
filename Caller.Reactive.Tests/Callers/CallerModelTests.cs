using System.Reactive.Concurrency;
using CallerReactive.Tests.Models;
using FsCheck;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Callers;

/// <summary>Random scripts on a caller in virtual time, against <see cref="CallerModel"/>.</summary>
public sealed class CallerModelTests
{
    private static readonly Gen<CallerStep> Steps = Gen.Frequency(
        (5, Gen.Constant<CallerStep>(new CallerStep.Soon())),
        (1, Gen.Constant<CallerStep>(new CallerStep.Throwing())),
        (2, Gen.Constant<CallerStep>(new CallerStep.Nesting())),
        (4, Gen.Choose(1, 5).Select(static ticks => (CallerStep)new CallerStep.Later(ticks))),
        (2, Gen.Constant<CallerStep>(new CallerStep.Holding())),
        (2, Gen.Constant<CallerStep>(new CallerStep.OnChild())),
        (2, Gen.Constant<CallerStep>(new CallerStep.Release())),
        (4, Gen.Choose(0, 30).Select(static which => (CallerStep)new CallerStep.Cancel(which))),
        (5, Gen.Choose(1, 4).Select(static ticks => (CallerStep)new CallerStep.Advance(ticks))),
        (1, Gen.Constant<CallerStep>(new CallerStep.Stop()))
    );

    [Test]
    public void RandomScripts_TheCallerDoesWhatTheModelSays() => Script.Check(Steps, Run, seed: 20_261_123, tests: 1_000, length: 60);

    private static void Run(IReadOnlyList<CallerStep> steps)
    {
        using var subject = new Subject();
        var model = new CallerModel();
        foreach (var step in steps.Prepend(new CallerStep.Advance(1)))
        {
            if (step is CallerStep.OnChild && model.IsStopping)
                continue; // a caller that stops has no children any more
            subject.Apply(step);
            model.Apply(step);
            if (step is CallerStep.Advance)
                Assert.That(subject.ToString(), Is.EqualTo(model.ToString()), $"after {step}");
        }
    }

    private sealed class Subject : IDisposable
    {
        private readonly HistoricalScheduler _scheduler = new();
        private readonly Caller _caller;
        private readonly List<Pending> _calls = [];
        private readonly Queue<TaskCompletionSource> _held = [];
        private readonly List<string> _log = [];

        internal Subject() =>
            _caller = Caller.Attach(CallerHost.From(_scheduler), new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });

        public override string ToString() =>
            $"{string.Join(' ', _log)} | {string.Join(' ', _calls.Select(static (call, i) => $"{i}:{call.Status}{(call.IsCancelled ? "!" : "")}"))} | {(_caller.State == CallerState.Stopped ? "stopped" : "")}";

        public void Dispose()
        {
            _caller.Stop(force: true);
            while (_held.TryDequeue(out var held))
                held.SetResult();
            _scheduler.AdvanceBy(TimeSpan.FromTicks(1));
            foreach (var call in _calls.Where(static call => call.Status == PendingStatus.Faulted))
                _ = call.Exception;
        }

        internal void Apply(CallerStep step)
        {
            switch (step)
            {
                case CallerStep.Soon:
                    Submit(_caller.CallSoon);
                    break;
                case CallerStep.OnChild:
                    Submit(_caller.Get("child").CallSoon);
                    break;
                case CallerStep.Throwing:
                    Submit(_caller.CallSoon, static () => throw new FormatException());
                    break;
                case CallerStep.Nesting:
                    Submit(_caller.CallSoon, () => Submit(_caller.CallSoon));
                    break;
                case CallerStep.Holding:
                    SubmitHolding();
                    break;
                case CallerStep.Later(var ticks):
                    Submit((action, token) => _caller.CallLater(TimeSpan.FromTicks(ticks), action, token));
                    break;
                case CallerStep.Release:
                    if (_held.TryDequeue(out var held))
                        held.SetResult();
                    break;
                case CallerStep.Cancel(var which) when _calls.Count > 0:
                    var call = _calls[which % _calls.Count];
                    Assert.That(call.Cancel(), Is.EqualTo(call.IsCancelled));
                    break;
                case CallerStep.Advance(var ticks):
                    _scheduler.AdvanceBy(TimeSpan.FromTicks(ticks));
                    break;
                case CallerStep.Stop:
                    _caller.Stop();
                    break;
            }
        }

        private void Submit(Func<Action, CancellationToken, Pending> submit, Action? inside = null)
        {
            var number = _calls.Count;
            _calls.Add(null!);
            _calls[number] = submit(
                () =>
                {
                    Note(number);
                    inside?.Invoke();
                },
                CancellationToken.None
            );
        }

        private void SubmitHolding()
        {
            var number = _calls.Count;
            _calls.Add(
                _caller.CallSoon(async () =>
                {
                    Note(number);
                    var released = new TaskCompletionSource();
                    _held.Enqueue(released);
                    await released.Task;
                })
            );
        }

        private void Note(int number) => _log.Add($"{number}@{_scheduler.Clock.Ticks - DateTimeOffset.MinValue.Ticks}");
    }
}
