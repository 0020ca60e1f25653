using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Explore.LinqProperties;

/// <summary>Elements that are pushed to a caller, which is stopped meanwhile.</summary>
public sealed class ObserveOnProperties
{
    [Test]
    public void ObserveOn_DeliversABeginning_AndOneEnd() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            var source = new Subject<int>();
            List<string> seen = [];
            var ended = new Gate();
            using var subscription = source
                .ObserveOn(caller)
                .Subscribe(item => seen.Add($"{item}"), error => End(error.GetType().Name), () => End("|"));
            Threads.Run(
                () =>
                {
                    for (var item = 0; item < 3; item++)
                        source.OnNext(item);
                    source.OnCompleted();
                },
                () => caller.Stop()
            );
            ended.WaitFor(1); // an observer that is never told the end is a deadlock
            caller.End();
            var text = string.Join("", seen);
            Claim.That(
                text is "012|"
                    || (
                        "012".StartsWith(
                            text.Replace(nameof(CallerStoppedException), "", StringComparison.Ordinal),
                            StringComparison.Ordinal
                        ) && text.EndsWith(nameof(CallerStoppedException), StringComparison.Ordinal)
                    ),
                text
            );

            void End(string how)
            {
                seen.Add(how);
                ended.Pass();
            }
        });

    [Test]
    public void ObserveOn_Disposed_DeliversNothingAfterwards() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            var source = new Subject<int>();
            List<int> seen = [];
            var disposed = false;
            var afterwards = false;
            var subscription = source.ObserveOn(caller).Subscribe(seen.Add);
            Threads.Run(
                () =>
                {
                    source.OnNext(0);
                    source.OnNext(1);
                },
                () =>
                {
                    // On the caller, where "afterwards" has a meaning.
                    caller
                        .CallSoon(() =>
                        {
                            subscription.Dispose();
                            disposed = true;
                            var count = seen.Count;
                            caller.CallDirect(() => afterwards = seen.Count != count);
                        })
                        .Wait();
                }
            );
            caller.End();
            Claim.That(disposed && !afterwards, "Nothing comes after the dispose.");
            Claim.That(!source.HasObservers, "The source is left.");
        });
}
