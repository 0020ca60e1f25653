using System.Collections.Concurrent;

namespace CallerReactive.Soak.Accounts;

/// <summary>The totals. What was submitted is counted when it is submitted, what became of it when its round is over.</summary>
internal sealed class Ledger
{
    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private long _submitted;
    private long _callers;
    private long _segments;
    private readonly ConcurrentDictionary<Entry, string> _unreported = new();
    private long _reported;

    internal int Round { get; private set; }

    internal int Rounds { get; private set; }

    internal ConcurrentQueue<string> Discrepancies { get; } = new();

    internal long Submitted => Volatile.Read(ref _submitted);

    internal long Callers => Volatile.Read(ref _callers);

    internal long Segments => Volatile.Read(ref _segments);

    internal long Reported => Volatile.Read(ref _reported);

    internal long Ran => _outcomes[(int)Outcome.Ran];

    internal long Failed => _outcomes[(int)Outcome.Failed];

    internal long Cancelled => _outcomes[(int)Outcome.Cancelled];

    internal long Refused => _outcomes[(int)Outcome.Refused];

    internal void BeginRound(int round) => (Round, Rounds) = (round, Rounds + 1);

    /// <returns>Its number.</returns>
    internal long CountSubmitted() => Interlocked.Increment(ref _submitted);

    internal void CountCaller() => Interlocked.Increment(ref _callers);

    internal void CountSegment() => Interlocked.Increment(ref _segments);

    /// <summary>Its exception is nobody's outcome, so that it has to be reported.</summary>
    internal void CountThrown(Entry entry) => _unreported[entry] = "";

    internal void CountReported(Entry entry)
    {
        Interlocked.Increment(ref _reported);
        if (!_unreported.TryRemove(entry, out _))
        {
            Discrepancy($"an exception of {entry} was reported more often than it was thrown");
        }
    }

    internal void Discrepancy(string what) => Discrepancies.Enqueue($"round {Round}: {what}");

    /// <summary>After a round: everything that was submitted has one outcome, and every error of nobody's was reported once.</summary>
    internal void Settle(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            _outcomes[(int)entry.Settle()]++;
        }

        if (_outcomes.Sum() != Submitted)
        {
            Discrepancy($"{Submitted} were submitted in all, but {_outcomes.Sum()} are accounted for");
        }

        foreach (var (entry, _) in _unreported)
        {
            Discrepancy($"what was thrown by, or by an observer of, {entry} was not reported");
        }
    }
}
