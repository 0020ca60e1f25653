namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    /// <summary>Makes an observable that starts anew for each subscriber. It is on no caller.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="marbles">The row, such as <c>-a-b|</c>; its letters are the values.</param>
    /// <exception cref="MarbleFormatException">That is no such row.</exception>
    public MarbleObservable<string> Cold(string name, string marbles) =>
        Cold(name, Parse(name, marbles, MarbleRowKind.Cold).ToNotifications());

    /// <summary>The same with values.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="marbles">The row, such as <c>-a-b|</c>.</param>
    /// <param name="values">The value for each letter.</param>
    /// <param name="error">What <c>#</c> stands for; a <see cref="MarbleErrorException"/> unless given.</param>
    /// <exception cref="MarbleFormatException">That is no such row, or a letter has no value.</exception>
    public MarbleObservable<T> Cold<T>(string name, string marbles, IReadOnlyDictionary<string, T> values, Exception? error = null) =>
        Cold(name, Parse(name, marbles, MarbleRowKind.Cold).ToNotifications(values, error));

    /// <summary>Makes an observable that goes its way whoever is subscribed; what is before its <c>^</c> nobody sees. It is on no caller.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="marbles">The row, such as <c>a-^-b|</c>; its letters are the values.</param>
    /// <exception cref="MarbleFormatException">That is no such row.</exception>
    public MarbleObservable<string> Hot(string name, string marbles) =>
        Hot(name, Parse(name, marbles, MarbleRowKind.Hot).ToNotifications(), null);

    /// <summary>The same with values.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="marbles">The row, such as <c>a-^-b|</c>.</param>
    /// <param name="values">The value for each letter.</param>
    /// <param name="error">What <c>#</c> stands for; a <see cref="MarbleErrorException"/> unless given.</param>
    /// <exception cref="MarbleFormatException">That is no such row, or a letter has no value.</exception>
    public MarbleObservable<T> Hot<T>(string name, string marbles, IReadOnlyDictionary<string, T> values, Exception? error = null) =>
        Hot(name, Parse(name, marbles, MarbleRowKind.Hot).ToNotifications(values, error), null);

    /// <summary>Makes a pending that ends as a row says, counted from this call. Whoever cancels it ends it at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="marbles"><c>--a|</c>, <c>--|</c> (an empty text), <c>--#</c> or <c>--!</c> (cancelled).</param>
    /// <param name="options">How it is made; an option may make it join a group. Null: it joins nothing.</param>
    /// <exception cref="MarbleFormatException">That is no such row.</exception>
    public Pending<string> Pending(string name, string marbles, CallOptions? options = null)
    {
        var row = Parse(name, marbles, MarbleRowKind.Pending);
        return Pending(name, row, row.ToNotifications(), options);
    }

    /// <summary>Makes an async stream that starts anew for each consumer. A value is there from its time on; who asks later gets it at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="marbles">The row, such as <c>-a-b|</c>; its letters are the values, <c>!</c> is a cancellation.</param>
    /// <exception cref="MarbleFormatException">That is no such row.</exception>
    public IAsyncEnumerable<string> Async(string name, string marbles)
    {
        var row = Parse(name, marbles, MarbleRowKind.Async);
        return Async(name, row.ToNotifications());
    }

    internal MarbleObservable<T> Cold<T>(string name, IReadOnlyList<TimedNotification<T>> script, Action<Action>? on = null)
    {
        NoteEnd(script);
        return new(this, Record(name, MarbleRowKind.Cold, isInput: true), script, isHot: false, on);
    }

    internal MarbleObservable<T> Hot<T>(string name, IReadOnlyList<TimedNotification<T>> script, Action<Action>? on)
    {
        NoteEnd(script);
        var hot = new MarbleObservable<T>(this, Record(name, MarbleRowKind.Hot, isInput: true), script, isHot: true, on);
        BeforeRun(hot.Begin);
        return hot;
    }

    internal Pending<string> Pending(string name, MarbleRow row, IReadOnlyList<TimedNotification<string>> script, CallOptions? options)
    {
        NoteEnd(script);
        var lane = Record(name, MarbleRowKind.Pending, isInput: true);
        var source = options is null ? new PendingSource<string>() : new PendingSource<string>(options);
        source.Pending.OnDone(_ => Write(lane, source.Pending));
        if (script.Count > 0)
        {
            var end = script[^1].Notification;
            var isCancelled = row.Events[^1].Kind == MarbleEventKind.Cancelled;
            ScheduleAt(
                NowTicks + script[^1].Ticks,
                () =>
                {
                    if (isCancelled)
                        source.TrySetCancelled();
                    else if (end.Exception is { } error)
                        source.TrySetException(error);
                    else
                        source.TrySetResult(script[0].Notification.HasValue ? script[0].Notification.Value : "");
                }
            );
        }
        return source.Pending;
    }

    internal IAsyncEnumerable<T> Async<T>(string name, IReadOnlyList<TimedNotification<T>> script)
    {
        NoteEnd(script);
        return new MarbleAsyncEnumerable<T>(this, Record(name, MarbleRowKind.Async, isInput: true), script);
    }

    private void NoteEnd<T>(IReadOnlyList<TimedNotification<T>> script)
    {
        if (script.Count > 0)
            _lastMark = Math.Max(_lastMark, NowTicks + script[^1].Ticks);
    }
}
