namespace CallerReactive.Tests.LoopTests;

/// <summary>Work that writes down what became of it.</summary>
internal sealed class ManualItem(string name, List<string> log, Action? body = null, bool survives = false) : WorkItem
{
    internal Action? OnRefused { get; init; }

    /// <summary>What happens when somebody asks for its label.</summary>
    internal Action? OnAsked { get; init; }

    internal override bool IsContinuation => survives;

    internal override object? Label
    {
        get
        {
            OnAsked?.Invoke();
            return name;
        }
    }

    internal override void Run(Loop loop)
    {
        log.Add(name);
        body?.Invoke();
    }

    internal override void Refuse(string reason)
    {
        log.Add($"{name}: {reason}");
        OnRefused?.Invoke();
    }

    internal override void Orphan() => log.Add($"{name}: orphan");
}
