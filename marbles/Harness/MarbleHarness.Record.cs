using System.Reactive;

namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    private readonly List<MarbleRecording> _inputs = [];
    private readonly List<MarbleRecording> _outputs = [];

    /// <summary>All lanes that were declared as output.</summary>
    internal IReadOnlyList<MarbleRecording> Listed
    {
        get
        {
            lock (_gate)
                return [.. _outputs];
        }
    }

    /// <summary>Makes an empty lane, to be written by the test itself.</summary>
    /// <param name="name">The name of the lane.</param>
    /// <param name="kind">What it is about.</param>
    public MarbleRecording Record(string name, MarbleRowKind kind = MarbleRowKind.Observed) => Record(name, kind, isInput: false);

    /// <summary>Records an observable: subscribes when the run begins, or when a diagram of a subscription says so.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">The name of the lane.</param>
    /// <param name="source">The observable.</param>
    /// <param name="subscription">When to subscribe and to unsubscribe, as <c>--^----!</c>; null: at time 0, and never.</param>
    /// <exception cref="MarbleFormatException">The diagram of the subscription is wrong.</exception>
    public MarbleRecording Observe<T>(string name, IObservable<T> source, string? subscription = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observe(name, source, subscription is null ? null : Parse(name, subscription, MarbleRowKind.Subscription));
    }

    /// <summary>Records how a pending ends.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The name of the lane.</param>
    /// <param name="pending">The pending.</param>
    public MarbleRecording Observe<T>(string name, Pending<T> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        var lane = Record(name, MarbleRowKind.Pending);
        Account(pending);
        pending.OnDone(_ => Write(lane, pending));
        return lane;
    }

    /// <summary>Records an async stream: a caller iterates it from the beginning of the run on.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">The name of the lane.</param>
    /// <param name="source">The stream.</param>
    /// <param name="consumer">The caller that iterates it.</param>
    /// <param name="perValue">What the consumer does with each value before it asks for the next; null for nothing.</param>
    public MarbleRecording Observe<T>(string name, IAsyncEnumerable<T> source, Caller consumer, Func<T, ValueTask>? perValue = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consumer);
        var lane = Record(name, MarbleRowKind.Async);
        BeforeRun(() => ScheduleAt(NowTicks, () => Account(consumer.CallSoon(() => ConsumeAsync(lane, source, perValue)))));
        return lane;
    }

    internal MarbleRecording Observe<T>(string name, IObservable<T> source, MarbleRow? subscription)
    {
        ArgumentNullException.ThrowIfNull(source);
        var lane = Record(name, MarbleRowKind.Observed);
        var handle = new System.Reactive.Disposables.SingleAssignmentDisposable();
        ScheduleAt(
            subscription?.SubscribedTicks ?? NowTicks,
            () => handle.Disposable = source.Subscribe(Observer.Create<T>(value => lane.Value(value), lane.Error, lane.Complete))
        );
        if (subscription?.UnsubscribedTicks is { } end)
            ScheduleAt(end, handle.Dispose);
        return lane;
    }

    /// <summary>What an input row has done; an empty lane for one that was never started.</summary>
    internal MarbleRecording InputLane(string name, MarbleRowKind kind)
    {
        lock (_gate)
            return _inputs.Find(lane => lane.Name == name) ?? Unlisted(name, kind);
    }

    internal MarbleRecording Record(string name, MarbleRowKind kind, bool isInput)
    {
        var lane = new MarbleRecording(this, name, kind);
        lock (_gate)
            (isInput ? _inputs : _outputs).Add(lane);
        return lane;
    }

    /// <summary>Writes how a pending has ended.</summary>
    internal static void Write<T>(MarbleRecording lane, Pending<T> pending)
    {
        switch (pending.Status)
        {
            case PendingStatus.Succeeded:
                var label = MarbleRecording.Label(pending.Result);
                if (label.Length > 0)
                    lane.Add(MarbleEventKind.Value, label);
                lane.Complete();
                break;
            case PendingStatus.Cancelled:
                lane.Add(MarbleEventKind.Cancelled, "");
                break;
            default:
                lane.Add(MarbleEventKind.Error, MarbleRecording.ErrorLabel(pending.Exception!));
                break;
        }
    }

    private static async Task ConsumeAsync<T>(MarbleRecording lane, IAsyncEnumerable<T> source, Func<T, ValueTask>? perValue)
    {
        try
        {
            await foreach (var value in source.ConfigureAwait(true))
            {
                lane.Value(value);
                if (perValue is not null)
                    await perValue(value).ConfigureAwait(true);
            }
        }
        catch (Exception e)
        {
            lane.Error(e);
            return;
        }
        lane.Complete();
    }
}
