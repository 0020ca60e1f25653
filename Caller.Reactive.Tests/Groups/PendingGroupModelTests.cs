using CallerReactive.Tests.Models;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Groups;

/// <summary>Random trees of groups, members, cancellations and failures, run for real and in <see cref="GroupModel"/>.</summary>
public sealed class PendingGroupModelTests
{
    [Test]
    [CancelAfter(60_000)]
    public void ARandomTree_EndsAsTheModelSays() =>
        Script.Check(Gen.Choose(0, 9999), static numbers => new Run([.. numbers]).Compare(), seed: 20_260_822);

    [TestCase(4, 12, 23, 9, Description = "A failure inside, swallowed by the body around")]
    [TestCase(1, 4, 0, 2, 5, Description = "A member of both is cancelled")]
    public void ATree_EndsAsTheModelSays(params int[] numbers) => Assert.That(new Run(numbers).Compare, Throws.Nothing);

    /// <summary>One script: each number is a step, and its higher digits say with what.</summary>
    private sealed class Run(int[] numbers)
    {
        private readonly List<(MemberModel Model, GroupModel Group, TaskCompletionSource Gate, Pending Pending, Task Told)> _members = [];
        private readonly List<string> _differences = [];
        private readonly CancellationTokenSource _outside = new();
        private Caller _caller = null!;
        private GroupModel _root = null!;
        private readonly List<string> _lines = []; // what the numbers came to mean
        private int _next;

        public bool Compare()
        {
            var caller = Caller.StartNew("model");
            _caller = caller;
            try
            {
                var outcome = RunGroup(null, 0);
                if (!outcome.Wait(TimeSpan.FromSeconds(20)))
                {
                    throw new TimeoutException($"It hangs; by then: {string.Join("; ", _differences)}{Lines()}");
                }

                foreach (var (model, _, _, pending, _) in _members)
                {
                    Check($"member {model.Name}", model.End.ToString(), EndOf(pending).ToString());
                }

                return _differences.Count == 0 ? true : throw new InvalidOperationException($"{string.Join("; ", _differences)}{Lines()}");
            }
            finally
            {
                caller.Stop(force: true);
            }
        }

        private string Lines() => $"\n{string.Join('\n', _lines)}\n";

        private void Write(int depth, string line) => _lines.Add($"{new string(' ', 4 * (depth + 1))}{line}");

        private static End EndOf(Pending pending) =>
            pending.Status switch
            {
                PendingStatus.Succeeded => End.Success,
                PendingStatus.Faulted => End.Failure,
                PendingStatus.Cancelled => End.Cancellation,
                _ => End.None,
            };

        private async Task<Exception?> RunGroup(GroupModel? around, int depth)
        {
            var head = Take();
            var mode = (PendingGroupMode)(head % 4);
            var stubborn = head / 4 % 2 == 1;
            var model = around?.Open(mode) ?? (_root = new GroupModel(mode, null));
            PendingGroup? group = null;
            Exception? thrown = null;
            Write(depth, $"await caller.RunGroupAsync(async g{depth} => // {mode}{(stubborn ? ", does not look at its token" : "")}");
            Write(depth, "{");
            try
            {
                await _caller.RunGroupAsync(
                    async g =>
                    {
                        group = g;
                        try
                        {
                            await Body(g, model, stubborn, depth);
                        }
                        catch (OperationCanceledException) when (model.IsCancelled)
                        {
                            throw;
                        }
                        catch (Exception e)
                        {
                            model.BodyFailure = e;
                            model.Cancel();
                            throw;
                        }
                    },
                    new PendingGroupOptions { Mode = mode, CancellationTimeout = Timeout.InfiniteTimeSpan },
                    around is null ? _outside.Token : default
                );
            }
            catch (Exception e)
            {
                thrown = e;
            }

            Write(depth, $"}}); // {(thrown is null ? "ended well" : thrown.GetType().Name)}");
            Check($"group at depth {depth}", model.Outcome(), Describe(model, thrown));
            Check($"IsCancelled at depth {depth}", model.IsCancelled.ToString(), (group?.IsCancelled ?? true).ToString());
            Check($"pending at depth {depth}", "0", $"{group?.Pending.Count ?? 0}");
            model.HasEnded = true;
            return thrown;
        }

        private async Task Body(PendingGroup group, GroupModel model, bool stubborn, int depth)
        {
            while (TryTake(out var number))
            {
                if (!stubborn)
                {
                    group.CancellationToken.ThrowIfCancellationRequested();
                }

                var (step, what) = (number % 10, number / 10);
                if (step == 9)
                {
                    break;
                }

                await Step(step, what, group, model, depth);
                await Settle();
            }

            if (!stubborn)
            {
                group.CancellationToken.ThrowIfCancellationRequested();
            }

            foreach (var (member, owner, gate, _, _) in _members.Where(member => ReferenceEquals(member.Group, model)).ToList())
            {
                owner.Finish(member, End.Success);
                gate.TrySetResult();
                await Settle();
            }
        }

        private async Task Step(int step, int what, PendingGroup group, GroupModel model, int depth)
        {
            switch (step)
            {
                case 0 or 1 or 2:
                    Write(depth + 1, $"var m{_members.Count} = caller.CallSoon(token => held.WaitAsync(token));");
                    Start(model);
                    break;
                case 3 when depth < 4:
                case 4 when depth < 4:
                    var thrown = await RunGroup(model, depth + 1);
                    if (thrown is not null && what % 2 == 0)
                    {
                        throw thrown;
                    }

                    break;
                case 5 or 6 when _members.Count > 0:
                    Write(depth + 1, $"m{what % _members.Count} ends by {(End)((what / 7 % 3) + 1)};");
                    EndMember(_members[what % _members.Count], (End)((what / 7 % 3) + 1));
                    break;
                case 7:
                    Write(depth + 1, $"g{depth}.Cancel();");
                    model.Cancel();
                    group.Cancel("by the script");
                    break;
                case 8 when what % 3 == 0:
                    Write(depth + 1, "throw new InvalidDataException(\"the body\");");
                    throw new InvalidDataException("the body");
                case 8 when what % 3 == 1:
                    Write(depth + 1, "cancellation.Cancel();");
                    _root.CancelFromOutside();
                    await _outside.CancelAsync();
                    break;
            }
        }

        private void Start(GroupModel model)
        {
            var name = $"m{_members.Count}";
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var member = model.Start(name);
            var pending = _caller.ScheduleCall(token => gate.Task.WaitAsync(token), new CallOptions { Name = name });
            _members.Add((member, model, gate, pending, pending.WhenDone()));
        }

        private static void EndMember(
            (MemberModel Model, GroupModel Group, TaskCompletionSource Gate, Pending Pending, Task Told) member,
            End how
        )
        {
            if (member.Model.End != End.None)
            {
                return;
            }

            member.Group.Finish(member.Model, how);
            switch (how)
            {
                case End.Success:
                    member.Gate.TrySetResult();
                    break;
                case End.Failure:
                    member.Gate.TrySetException(new InvalidDataException(member.Model.Name));
                    break;
                case End.Cancellation:
                    member.Pending.Cancel("by the script");
                    break;
            }
        }

        /// <summary>
        /// Until the real ones are as far as the model. A pending is done before it has told its groups, on whatever thread it ended;
        /// this task asked to be told after them, and listeners are told in their order.
        /// </summary>
        private async Task Settle()
        {
            foreach (var (model, _, _, _, told) in _members)
            {
                if (model.End != End.None)
                {
                    await told;
                }
            }
        }

        private static string Describe(GroupModel model, Exception? thrown) =>
            thrown switch
            {
                null => "",
                not null when ReferenceEquals(thrown, model.BodyFailure) => $"E {thrown.GetType().Name} {thrown.Message}",
                AggregateException several => $"A {string.Join(',', several.InnerExceptions.Select(static error => error.Message))}",
                PendingCancelledException => "P",
                _ => thrown.ToString(),
            };

        private void Check(string what, string expected, string actual)
        {
            if (expected != actual)
            {
                _differences.Add($"{what}: the model says '{expected}', it is '{actual}'");
            }
        }

        private int Take() => TryTake(out var number) ? number : 0;

        private bool TryTake(out int number)
        {
            number = _next < numbers.Length ? numbers[_next] : 0;
            return _next++ < numbers.Length;
        }
    }
}
