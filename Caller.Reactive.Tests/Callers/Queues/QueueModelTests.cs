using CallerReactive.Tests.Models;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Callers.Queues;

/// <summary>A bounded queue, driven step by step on a caller that only turns when told, against a list and three flags.</summary>
internal sealed class QueueModelTests
{
    private const int Capacity = 3;

    [Test]
    public void RandomOperations_TheQueueDoesWhatTheModelSays()
    {
        Script.Check(Gen.Choose(0, 99).Select(static number => new Step(number)), Agrees, seed: 20_261_123, length: 60);
    }

    private static void Agrees(IReadOnlyList<Step> steps)
    {
        var caller = Caller.Create();
        var subject = new Subject(caller);
        var model = new Model();
        foreach (var step in steps)
        {
            Apply(step.Number, subject, model);
            for (var turn = 0; turn < 3; turn++) // a turn for what is due, one for who is let in, one more
                caller.RunUntil(caller.CallSoon(() => { }));
            Assert.That(subject.ToString(), Is.EqualTo(model.ToString()), $"after {step}");
        }

        caller.Stop();
        model.Cancel();
        subject.Release();
        model.Release();
        Assert.That(subject.ToString(), Is.EqualTo(model.ToString()), "after the stop");
    }

    private static void Apply(int operation, Subject subject, Model model)
    {
        switch (operation)
        {
            case < 35:
                Assert.That(subject.Queue.TryPost(operation), Is.EqualTo(model.TryPost(operation)));
                break;
            case < 55:
                subject.Posters.Add(subject.Queue.PostAsync(operation).AsTask());
                model.Post(operation);
                break;
            case < 90:
                subject.Release(fails: operation % 3 == 0);
                model.Release();
                break;
            case < 96:
                subject.Queue.Complete();
                model.Complete();
                break;
            default:
                subject.Queue.Completion.Cancel();
                model.Cancel();
                break;
        }
    }

    private static string Describe(IEnumerable<int> began, int waiting, string end, IEnumerable<string> posters) =>
        $"began {string.Join(' ', began)}; {waiting} wait; {end}; posters {string.Join(' ', posters)}";

    /// <summary>The numbers are those of Apply; prints as the line that one would write.</summary>
    private sealed record Step(int Number)
    {
        public override string ToString() =>
            Number switch
            {
                < 35 => $"queue.TryPost({Number})",
                < 55 => $"posters.Add(queue.PostAsync({Number}))",
                < 90 => Number % 3 == 0 ? "running.SetException(new FormatException())" : "running.SetResult()",
                < 96 => "queue.Complete()",
                _ => "queue.Completion.Cancel()",
            };
    }

    private sealed class Subject
    {
        private readonly List<int> _began = [];
        private TaskCompletionSource? _running;

        internal Subject(Caller caller) => Queue = caller.OpenQueue<int>(Handle, new CallerQueueOptions { Capacity = Capacity });

        internal CallerQueue<int> Queue { get; }

        internal List<Task> Posters { get; } = [];

        public override string ToString() =>
            Describe(
                _began,
                Queue.Count,
                Queue.Completion.Status.ToString(),
                Posters.Select(poster =>
                    poster.IsCompletedSuccessfully ? "in"
                    : poster.IsFaulted ? "refused"
                    : "waits"
                )
            );

        internal void Release(bool fails = false)
        {
            var running = _running;
            _running = null;
            if (fails)
                running?.SetException(new FormatException());
            else
                running?.SetResult();
        }

        private async ValueTask Handle(int item, CancellationToken token)
        {
            _began.Add(item);
            _running = new TaskCompletionSource();
            await _running.Task; // does not listen to the token, so the queue has to wait
        }
    }

    private sealed class Model
    {
        private readonly List<int> _began = [];
        private readonly List<int> _waiting = [];
        private readonly List<(int Item, int Poster)> _line = [];
        private readonly List<string> _posters = [];
        private bool _running;
        private bool _completing;
        private bool _cancelled;

        public override string ToString()
        {
            var end =
                _running ? PendingStatus.Running
                : _cancelled ? PendingStatus.Cancelled
                : _completing && _waiting.Count == 0 ? PendingStatus.Succeeded
                : PendingStatus.Running;
            return Describe(_began, _waiting.Count, end.ToString(), _posters);
        }

        internal bool TryPost(int item)
        {
            if (_completing || _cancelled || _waiting.Count == Capacity)
                return false;
            _waiting.Add(item);
            Settle();
            return true;
        }

        internal void Post(int item)
        {
            if (_completing || _cancelled)
            {
                _posters.Add("refused");
                return;
            }

            _posters.Add("waits");
            _line.Add((item, _posters.Count - 1));
            Settle();
        }

        internal void Release()
        {
            _running = false;
            Settle();
        }

        internal void Complete()
        {
            _completing = true;
            Settle();
        }

        internal void Cancel()
        {
            if (_completing && _waiting.Count == 0 && !_running)
                return;
            _cancelled = true;
            _waiting.Clear();
            foreach (var (_, poster) in _line)
                _posters[poster] = "refused";
            _line.Clear();
        }

        private void Settle()
        {
            while (true)
            {
                if (_line.Count > 0 && _waiting.Count < Capacity)
                {
                    _waiting.Add(_line[0].Item);
                    _posters[_line[0].Poster] = "in";
                    _line.RemoveAt(0);
                }
                else if (!_running && _waiting.Count > 0)
                {
                    _began.Add(_waiting[0]);
                    _waiting.RemoveAt(0);
                    _running = true;
                }
                else
                    return;
            }
        }
    }
}
