namespace CallerReactive.Marbles;

/// <summary>
/// A diagram that is about to run: a scenario takes its input rows from here, does what the operation says, and records what the expected rows are about.
/// Names are those of the rows.
/// </summary>
/// <remarks>For the thread that declares; the recordings are for any thread.</remarks>
public sealed partial class DiagramRun
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    internal DiagramRun(MarbleDiagram diagram, MarbleHarness harness) => (Diagram, Harness) = (diagram, harness);

    /// <summary>What was read.</summary>
    public MarbleDiagram Diagram { get; }

    /// <summary>Where it runs.</summary>
    public MarbleHarness Harness { get; }

    /// <summary>The caller of this name, made and started when it is first asked for.</summary>
    /// <param name="name">The name.</param>
    public Caller Caller(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_callers.TryGetValue(name, out var caller))
            _callers.Add(name, caller = Harness.Caller(name));
        return caller;
    }

    /// <summary>Takes a caller that the scenario made itself.</summary>
    /// <param name="caller">The caller; the harness has to know it.</param>
    /// <returns>The caller.</returns>
    public Caller Use(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        _callers[caller.Name] = caller;
        return caller;
    }

    /// <summary>The observable of a cold or hot row.</summary>
    /// <param name="name">The name of the row.</param>
    /// <exception cref="MarbleFormatException">There is no such row.</exception>
    public MarbleObservable<string> Observable(string name)
    {
        var row = Input(name, MarbleRowKind.Cold, MarbleRowKind.Hot);
        var script = row.Row.WithLabels(Diagram.Values).ToNotifications();
        var on = row.Caller is null ? null : On(row.Caller);
        var source = row.Kind == MarbleRowKind.Cold ? Harness.Cold(name, script, on) : Harness.Hot(name, script, on);
        _sources.Add(source);
        return source;
    }

    /// <summary>The pending of a row; its time counts from now.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="options">How it is made; null: it joins no group.</param>
    /// <exception cref="MarbleFormatException">There is no such row.</exception>
    public Pending<string> Pending(string name, CallOptions? options = null)
    {
        var row = Input(name, MarbleRowKind.Pending).Row.WithLabels(Diagram.Values);
        return Harness.Pending(name, row, row.ToNotifications(), options);
    }

    /// <summary>The async stream of a row.</summary>
    /// <param name="name">The name of the row.</param>
    /// <exception cref="MarbleFormatException">There is no such row.</exception>
    public IAsyncEnumerable<string> Async(string name) =>
        Harness.Async(name, Input(name, MarbleRowKind.Async).Row.WithLabels(Diagram.Values).ToNotifications());

    /// <summary>Does something for each letter of a hot row, at its time and on its caller.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="action">What is done; it gets the letter, not what it stands for.</param>
    /// <exception cref="MarbleFormatException">There is no such row.</exception>
    public void Play(string name, Action<string> action)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(action);
        var row = Input(name, MarbleRowKind.Hot);
        Harness.Play(name, row.Row, action, row.Caller is null ? null : On(row.Caller));
    }

    /// <summary>The letters of a hot row with the times at which they stand, for a scenario that reads them as parameters.</summary>
    /// <param name="name">The name of the row.</param>
    /// <exception cref="MarbleFormatException">There is no such row.</exception>
    public IReadOnlyList<MarbleEvent> Marks(string name) => Input(name, MarbleRowKind.Hot).Row.Events;

    /// <summary>The names of the input rows of a kind, which the scenario will use all, maybe while it runs.</summary>
    /// <param name="kind">The kind.</param>
    public IReadOnlyList<string> Names(MarbleRowKind kind)
    {
        List<string> names = [.. Diagram.Inputs.Where(row => row.Kind == kind).Select(row => row.Name)];
        _used.UnionWith(names);
        return names;
    }

    /// <summary>Whether there is an input row of this name.</summary>
    /// <param name="name">The name.</param>
    public bool Has(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Diagram.Inputs.Any(row => row.Name == name);
    }

    /// <summary>What a letter stands for; the letter itself if nothing else is said.</summary>
    /// <param name="letter">The letter.</param>
    public string Text(string letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return Diagram.Values.TryGetValue(letter, out var text) ? text : letter;
    }

    private DiagramRow Input(string name, params ReadOnlySpan<MarbleRowKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(name);
        var row =
            Diagram.Inputs.FirstOrDefault(row => row.Name == name)
            ?? throw new MarbleFormatException($"the scenario needs a row {name} above the operation", Diagram.File, 0, 0);
        if (!kinds.Contains(row.Kind))
            throw row.Row.Source.Error(0, $"the row {name} is {MarbleMarks.Word(row.Kind)}, which the scenario cannot use");
        _used.Add(name);
        return row;
    }

    private Action<Action> On(string caller)
    {
        var target = Caller(caller);
        return action => target.CallSoon(action);
    }
}
