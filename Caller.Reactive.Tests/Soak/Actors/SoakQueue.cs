using CallerReactive.Soak.Accounts;

namespace CallerReactive.Soak.Actors;

/// <summary>A queue of one caller: strictly one item at a time, also across awaits.</summary>
internal sealed class SoakQueue
{
    private readonly CallerAccount _account;
    private readonly Func<ActionEntry, Task> _handler;
    private readonly CallerQueue<ActionEntry>? _held;
    private ActionEntry? _inside;
    private volatile bool _closeAsked;

    private SoakQueue(CallerAccount account, int? capacity)
    {
        (_account, _handler) = (account, entry => Handle(entry).AsTask());
        if (capacity is { } room)
        {
            _held = account.Caller.OpenQueue<ActionEntry>((entry, _) => Handle(entry), new CallerQueueOptions { Capacity = room });
        }
    }

    internal static SoakQueue OfHandler(CallerAccount account) => new(account, null);

    internal static SoakQueue Held(CallerAccount account, int capacity) => new(account, capacity);

    /// <summary>Hands an item over, in one of the ways there are. What it returns ends when it is known whether it was taken.</summary>
    internal Task Post(ActionEntry entry, bool wait, CancellationToken token)
    {
        if (_closeAsked)
        {
            entry.CancelAsked = true;
        }

        if (_held is null)
        {
            _account.Caller.QueueCall(_handler, entry);
            return Task.CompletedTask;
        }

        if (wait)
        {
            return Observe(_held.PostAsync(entry, token), entry);
        }

        if (!_held.TryPost(entry))
        {
            entry.Refuse(mayBeFull: true);
        }

        return Task.CompletedTask;
    }

    /// <summary>From now on what waits may be dropped.</summary>
    internal void Close(IEnumerable<Entry> submitted)
    {
        _closeAsked = true;
        foreach (var entry in submitted)
        {
            entry.CancelAsked = true;
        }

        if (_held is null)
        {
            _account.Caller.QueueClose(_handler);
        }
        else
        {
            _held.Completion.Cancel("soak");
        }
    }

    private static async Task Observe(ValueTask posting, ActionEntry entry)
    {
        try
        {
            await posting.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            entry.CancelAsked = true;
            entry.Refuse();
        }
        catch (InvalidOperationException)
        {
            entry.Refuse();
        }
    }

    private async ValueTask Handle(ActionEntry entry)
    {
        if (Interlocked.CompareExchange(ref _inside, entry, null) is { } other && !_account.HostDies)
        {
            _account.Ledger.Discrepancy($"{entry} is handled while {other} of the same queue is");
        }

        try
        {
            await entry.RunAsync();
        }
        finally
        {
            Interlocked.Exchange(ref _inside, null);
        }
    }
}
