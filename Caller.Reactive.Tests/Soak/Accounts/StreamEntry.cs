using System.Reactive.Subjects;

namespace CallerReactive.Soak.Accounts;

/// <summary>One subscription of ObserveOn(caller): in order, each once, one terminal event at most, nothing after its disposal.</summary>
internal sealed class StreamEntry(CallerAccount account, Plan plan) : Entry(account, "ObserveOn", plan, null), IObserver<int>
{
    private readonly Subject<int> _source = new();
    private IDisposable? _subscription;
    private int _pushed;
    private int _delivered;
    private int _terminals;
    private bool _completed;
    private long _disposedAt = -1;

    private protected override bool IsRepeated => true;

    internal void Push(int elements, bool complete)
    {
        _subscription = _source.ObserveOn(Account.Caller).Subscribe(this);
        for (var i = 0; i < elements; i++)
        {
            _source.OnNext(_pushed++);
        }

        if (complete)
        {
            _completed = true;
            _source.OnCompleted();
        }
    }

    public void OnNext(int value)
    {
        using (Begin())
        {
            if (value != _delivered++ || Volatile.Read(ref _terminals) > 0)
            {
                Wrong($"got element {value} as number {_delivered - 1}, after {_terminals} terminal events");
            }

            End();
        }
    }

    public void OnCompleted() => Terminate(_completed && _delivered == _pushed, "completed");

    public void OnError(Exception error) => Terminate(error is CallerStoppedException && Account.StopAsked, $"failed with {error.Message}");

    internal override void Cancel()
    {
        if (Volatile.Read(ref _subscription) is not { } subscription)
        {
            return;
        }

        CancelAsked = true;
        subscription.Dispose();
        Interlocked.CompareExchange(ref _disposedAt, Account.Begun, -1);
    }

    internal override Outcome Settle()
    {
        var (delivered, terminals) = (Volatile.Read(ref _delivered), Volatile.Read(ref _terminals));
        _subscription?.Dispose();
        return CancelAsked ? Outcome.Cancelled
            : terminals != 1 ? Wrong($"delivered {delivered} of {_pushed} and {terminals} terminal events")
            : delivered == _pushed ? Outcome.Ran
            : Account.StopAsked ? Outcome.Refused
            : Wrong($"delivered {delivered} of {_pushed}");
    }

    private protected override void OnBegun(long ticket)
    {
        var disposedAt = Interlocked.Read(ref _disposedAt);
        if (disposedAt >= 0 && ticket > disposedAt + 1)
        {
            Wrong($"got an element as number {ticket}, after it was disposed at number {disposedAt}");
        }
    }

    private void Terminate(bool isRight, string what)
    {
        if (Interlocked.Increment(ref _terminals) > 1 || !isRight)
        {
            Wrong($"{what} after {_delivered} of {_pushed}");
        }
    }
}
