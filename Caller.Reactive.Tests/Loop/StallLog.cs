namespace CallerReactive.Tests.LoopTests;

/// <summary>What a watch tells, written down.</summary>
internal sealed class StallLog : IStallObserver
{
    internal List<string> Lines { get; } = [];

    internal Action? OnStalledDo { get; set; }

    public void OnStalled(LoopStall stall)
    {
        Lines.Add($"stalled {Describe(stall)}");
        OnStalledDo?.Invoke();
    }

    public void OnStallEnded(LoopStall stall) => Lines.Add($"ended {Describe(stall)}");

    private static string Describe(LoopStall stall) => $"{stall.Held?.Label ?? "host"} {stall.HeldFor.TotalSeconds:0.#}";
}
