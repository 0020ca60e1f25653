using CallerReactive.Tests.Models;
using FsCheck;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Pendings;

/// <summary>Random scripts on a pending and its source, against <see cref="PendingModel"/>.</summary>
public sealed class PendingModelTests
{
    private static readonly Gen<PendingStep> Steps = Gen.Frequency(
        (1, Gen.Constant<PendingStep>(new PendingStep.Succeed())),
        (1, Gen.Constant<PendingStep>(new PendingStep.Fail())),
        (1, Gen.Constant<PendingStep>(new PendingStep.EndCancelled())),
        (1, Gen.Constant<PendingStep>(new PendingStep.Cancel())),
        (1, Gen.Elements<PendingStep>(new PendingStep.SetCanceller(true), new PendingStep.SetCanceller(false))),
        (16, Gen.Elements<PendingStep>(new PendingStep.Observe(true), new PendingStep.Observe(false))),
        (8, Gen.Constant<PendingStep>(new PendingStep.CallBack())),
        (1, Gen.Constant<PendingStep>(new PendingStep.Await())),
        (1, Gen.Constant<PendingStep>(new PendingStep.View())),
        (16, Gen.Choose(0, 20).Select(static which => (PendingStep)new PendingStep.Leave(which)))
    );

    [Test]
    public void RandomScripts_ThePendingDoesWhatTheModelSays() => Script.Check(Steps, Run, seed: 20_261_123, tests: 1_000, length: 50);

    private static void Run(IReadOnlyList<PendingStep> steps)
    {
        var subject = new Subject();
        var model = new PendingModel();
        foreach (var step in steps)
        {
            Assert.That(subject.Apply(step), Is.EqualTo(model.Apply(step)), $"what {step} returns");
            Assert.That(subject.ToString(), Is.EqualTo(model.ToString()), $"after {step}");
        }

        subject.CheckWaiters();
    }

    private sealed class Subject
    {
        private readonly PendingSource<int> _source = new();
        private readonly List<IDisposable> _observers = [];
        private readonly List<Task> _waiters = [];
        private readonly List<Pending<int>> _views = [];
        private readonly List<string> _told = [];
        private int _asked;

        private Pending<int> Pending => _source.Pending;

        public override string ToString() =>
            $"{Pending.Status}{(Pending.IsCancelled ? "!" : "")} {Pending.CancelReasons.Count} reasons, asked {_asked}, told: {string.Join(' ', _told)}";

        internal bool? Apply(PendingStep step)
        {
            switch (step)
            {
                case PendingStep.Succeed:
                    return _source.TrySetResult(1);
                case PendingStep.Fail:
                    return _source.TrySetException(new FormatException());
                case PendingStep.EndCancelled:
                    return _source.TrySetCancelled("ended");
                case PendingStep.Cancel:
                    return Pending.Cancel("asked");
                case PendingStep.SetCanceller(var obeys):
                    _source.SetCanceller(obeys ? _ => _source.TrySetCancelled() : _ => _asked++);
                    break;
                case PendingStep.Observe(var unsubscribes):
                    Observe(unsubscribes);
                    break;
                case PendingStep.CallBack:
                    var number = _observers.Count;
                    _observers.Add(null!);
                    _observers[number] = Pending.OnDone(done => _told.Add($"{number}:{done.Status}"));
                    break;
                case PendingStep.Await:
                    _waiters.Add(Pending.WhenDone());
                    break;
                case PendingStep.View:
                    _views.Add(Pending.Protect());
                    break;
                case PendingStep.Leave(var which) when _observers.Count > 0:
                    _observers[which % _observers.Count].Dispose();
                    break;
            }

            return null;
        }

        /// <summary>They are told in places of their own.</summary>
        internal void CheckWaiters()
        {
            foreach (var waiter in _waiters)
            {
                if (Pending.IsDone)
                    waiter.Wait(TestContext.CurrentContext.CancellationToken);
                Assert.That(waiter.IsCompleted, Is.EqualTo(Pending.IsDone));
            }

            foreach (var view in _views)
                Assert.That(
                    (view.Status, view.IsCancelled, view.Cancel()),
                    Is.EqualTo((Pending.Status, Pending.IsCancelled, Pending.IsCancelled))
                );
            if (Pending.Status == PendingStatus.Faulted)
                _ = Pending.Exception;
        }

        private void Observe(bool unsubscribes)
        {
            var number = _observers.Count;
            var own = new System.Reactive.Disposables.SingleAssignmentDisposable();
            _observers.Add(own);
            own.Disposable = Pending.Subscribe(
                System.Reactive.Observer.Create<int>(
                    _ =>
                    {
                        _told.Add($"{number}:next");
                        if (unsubscribes)
                            own.Dispose();
                    },
                    error => _told.Add($"{number}:{error.GetType().Name}"),
                    () => _told.Add($"{number}:completed")
                )
            );
        }
    }
}
