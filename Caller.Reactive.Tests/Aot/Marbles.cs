using System.Reactive.Linq;
using CallerReactive.Marbles;

namespace CallerReactive.Aot;

/// <summary>The marble kit: notation, harness, failures, pictures.</summary>
internal static class Marbles
{
    internal static void Run(Checks checks)
    {
        using (var marbles = new MarbleHarness())
        {
            var gui = marbles.Caller("gui");
            var clicks = marbles.Cold("clicks", "a-b---c|");
            marbles.Observe("delayed", clicks.Delay(TimeSpan.FromMilliseconds(2), gui)).Expect("--a-b---c|");
            var run = marbles.Run(title: "delay");
            checks.That(MarbleSvg.Draw(run).Contains("<svg", StringComparison.Ordinal));
        }

        try
        {
            using var marbles = new MarbleHarness();
            marbles.Observe("wrong", marbles.Cold("source", "a|")).Expect("-a|");
            marbles.Run();
            checks.That(false);
        }
        catch (MarbleAssertionException)
        {
            checks.That(true);
        }
    }
}
