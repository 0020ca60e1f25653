using System.Reactive;

namespace CallerReactive.Marbles;

/// <summary>An observable made from a row. It knows who was subscribed when.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class MarbleObservable<T> : IObservable<T>, IMarbleObservable
{
    private readonly object _gate = new();
    private readonly MarbleHarness _harness;
    private readonly IReadOnlyList<TimedNotification<T>> _script;
    private readonly Action<Action>? _on;
    private readonly bool _isHot;
    private readonly List<Subscription> _live = [];
    private readonly List<MarbleRecording> _subscriptions = [];

    internal MarbleObservable(
        MarbleHarness harness,
        MarbleRecording emitted,
        IReadOnlyList<TimedNotification<T>> script,
        bool isHot,
        Action<Action>? on
    )
    {
        _harness = harness;
        Emitted = emitted;
        _script = script;
        _isHot = isHot;
        _on = on;
    }

    /// <summary>Its name.</summary>
    public string Name => Emitted.Name;

    /// <summary>What it really sent: to its first subscriber if it is cold, to everybody if it is hot.</summary>
    public MarbleRecording Emitted { get; }

    /// <summary>One lane for each subscription so far, the first first.</summary>
    public IReadOnlyList<MarbleRecording> Subscriptions
    {
        get
        {
            lock (_gate)
                return [.. _subscriptions];
        }
    }

    /// <summary>Says which subscriptions there are to be; <see cref="MarbleHarness.Run"/> compares.</summary>
    /// <param name="subscriptions">A diagram such as <c>^---!</c> for each, the first first; none when nobody may subscribe.</param>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    /// <exception cref="MarbleFormatException">One of them is no such diagram.</exception>
    public void ExpectSubscriptions(params IReadOnlyList<string> subscriptions)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        if (subscriptions.Contains(null!))
            throw new ArgumentException("The diagram of a subscription is null.", nameof(subscriptions));
        var rows = subscriptions.Select(text => _harness.Parse(text, MarbleRowKind.Subscription)).ToList();
        foreach (var row in rows)
            _harness.Note(row);
        _harness.AtEnd(() => Compare(rows));
    }

    /// <summary>Subscribes; from any thread. A subscription ends when it is disposed or when the source has ended.</summary>
    /// <param name="observer">Who is told.</param>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Subscription subscription;
        bool isFirst;
        lock (_gate)
        {
            isFirst = _subscriptions.Count == 0;
            var lane = _harness.Unlisted(isFirst ? Name : $"{Name}.{_subscriptions.Count + 1}", MarbleRowKind.Subscription);
            lane.Add(MarbleEventKind.Subscribe, "");
            _subscriptions.Add(lane);
            subscription = new(this, observer, lane);
            _live.Add(subscription);
        }
        if (!_isHot)
        {
            var start = _harness.NowTicks;
            foreach (var step in _script)
                subscription.Add(_harness.ScheduleAt(start + step.Ticks, () => Emit(step.Notification, subscription, isFirst)));
        }
        return subscription;
    }

    MarbleRecording? IMarbleObservable.SubscriptionLane(string name) => Subscriptions.FirstOrDefault(lane => lane.Name == name);

    /// <summary>A hot one begins: what is past was seen by nobody.</summary>
    internal void Begin()
    {
        foreach (var step in _script)
        {
            if (step.Ticks < 0)
                Record(step.Notification, step.Ticks);
            else
                _harness.ScheduleAt(step.Ticks, () => Emit(step.Notification, null, record: true));
        }
    }

    private void Emit(Notification<T> notification, Subscription? only, bool record)
    {
        if (_on is null)
            Deliver();
        else
            _on(Deliver);

        void Deliver()
        {
            if (only is { IsLive: false })
                return;
            if (record)
                Record(notification, null);
            Subscription[] targets;
            lock (_gate)
                targets = only is null ? [.. _live] : [only];
            foreach (var target in targets)
                target.Send(notification);
        }
    }

    private void Record(Notification<T> notification, long? ticks)
    {
        switch (notification.Kind)
        {
            case NotificationKind.OnNext:
                Emitted.Add(MarbleEventKind.Value, MarbleRecording.Label(notification.Value), ticks);
                break;
            case NotificationKind.OnError:
                Emitted.Add(MarbleEventKind.Error, MarbleRecording.ErrorLabel(notification.Exception!), ticks);
                break;
            default:
                Emitted.Add(MarbleEventKind.Complete, "", ticks);
                break;
        }
    }

    private IEnumerable<string> Compare(List<MarbleRow> rows)
    {
        var lanes = Subscriptions;
        if (lanes.Count != rows.Count)
            yield return $"{Name}: {rows.Count} subscriptions were expected, but there were {lanes.Count}.";
        foreach (var (lane, row) in lanes.Zip(rows))
        {
            if (MarbleComparison.Compare($"subscription {lane.Name}", row, lane.ToLane().ToMarbles()) is { } mismatch)
                yield return mismatch.ToString();
        }
    }

    private sealed class Subscription(MarbleObservable<T> source, IObserver<T> observer, MarbleRecording lane) : IDisposable
    {
        private readonly List<IDisposable> _scheduled = [];
        private int _ended;

        public bool IsLive => Volatile.Read(ref _ended) == 0;

        public void Add(IDisposable scheduled) => _scheduled.Add(scheduled);

        public void Send(Notification<T> notification)
        {
            if (!IsLive)
                return;
            if (notification.Kind != NotificationKind.OnNext)
                End();
            notification.Accept(observer);
        }

        public void Dispose()
        {
            if (!End())
                return;
            foreach (var scheduled in _scheduled)
                scheduled.Dispose();
        }

        private bool End()
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                return false;
            lane.Add(MarbleEventKind.Unsubscribe, "");
            lock (source._gate)
                source._live.Remove(this);
            return true;
        }
    }
}
