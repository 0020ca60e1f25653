namespace CallerReactive.Soak.Accounts;

/// <summary>What one producer submits into one order: it has to begin in that order, and nothing in it may be skipped.</summary>
internal sealed class Lane(Ledger ledger)
{
    private readonly List<Entry> _entries = [];
    private long _last = -1;

    /// <summary>By the producer alone. Its place.</summary>
    internal long Add(Entry entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
            return _entries.Count - 1;
        }
    }

    /// <summary>By the one who runs the order, one at a time.</summary>
    internal void Begin(Entry entry, long place)
    {
        var last = Interlocked.Exchange(ref _last, place);
        if (last >= place)
        {
            ledger.Discrepancy($"{entry} began after number {last} of the same producer, which it was submitted before");
        }
    }

    /// <summary>When all is over: what began shows that everything before it had its turn.</summary>
    internal void CheckSkipped()
    {
        var laterBegan = false;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (laterBegan && entry.IsMissing)
            {
                ledger.Discrepancy($"{entry} never began, but what the same producer submitted later did");
            }

            laterBegan |= entry.BeganBeforeStop;
        }
    }
}
