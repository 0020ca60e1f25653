using System.Diagnostics;
using CallerReactive.Soak.Accounts;
using CallerReactive.Soak.Rounds;

namespace CallerReactive.Soak;

/// <summary>Round after round until the time is over; then, and now and then in between, whether anything was left behind.</summary>
internal sealed class SoakRun(SoakOptions options, CancellationToken cancellationToken)
{
    private const int CrowdEvery = 16;
    private const int CheckEvery = 16;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    private readonly Ledger _ledger = new();
    private readonly Leftovers _leftovers = new();

    /// <returns>The exit code.</returns>
    internal int Run()
    {
        var report = new Report(options, _ledger, _leftovers);
        report.Begin();
        var watch = Stopwatch.StartNew();
        var progress = TimeSpan.Zero;
        var stopped = true;
        for (var done = 0; done < options.Rounds && stopped && !IsOver(watch); done++)
        {
            stopped = RunRound(options.From + done);
            if (done % CheckEvery == CheckEvery - 1)
            {
                _leftovers.Check(_ledger);
            }

            if (watch.Elapsed - progress > ProgressEvery)
            {
                progress = watch.Elapsed;
                report.Progress(watch.Elapsed);
            }
        }

        if (stopped)
        {
            _leftovers.Check(_ledger);
        }

        report.End(watch.Elapsed, cancellationToken.IsCancellationRequested);
        return !stopped ? 2
            : _ledger.Discrepancies.IsEmpty ? 0
            : 1;
    }

    /// <summary>False when a caller did not stop: then the rest would measure nothing.</summary>
    private bool RunRound(int round)
    {
        var random = new Random(unchecked((options.Seed * 31) + (round * 7919)));
        _ledger.BeginRound(round);
        return (round % CrowdEvery) switch
        {
            CrowdEvery - 1 => CrowdRound.Run(_ledger, random),
            var rest when rest % 4 == 1 => VirtualRound.Run(_ledger, random),
            _ => MixedRound.Run(_ledger, random),
        };
    }

    private bool IsOver(Stopwatch watch) =>
        watch.Elapsed >= options.Time || cancellationToken.IsCancellationRequested || !_ledger.Discrepancies.IsEmpty;
}
