namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>Work that notes what became of it.</summary>
internal sealed class NumberedItem(int producer, int number, List<NumberedItem>? ran = null) : WorkItem
{
    internal int Producer => producer;

    internal int Number => number;

    internal int Runs;
    internal int Refusals;

    internal override void Run(Loop loop)
    {
        Runs++;
        ran?.Add(this);
    }

    internal override void Refuse(string reason) => Interlocked.Increment(ref Refusals);
}
