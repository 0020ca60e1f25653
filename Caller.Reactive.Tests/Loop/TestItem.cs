namespace CallerReactive.Tests.LoopTests;

/// <summary>Work with a number.</summary>
internal sealed class TestItem(int number) : WorkItem
{
    internal int Number => number;

    internal override void Run(Loop loop) { }
}

/// <summary>Timed work with a number.</summary>
internal sealed class TestTimedItem(int number, bool survives = false) : TimedItem
{
    internal int Number => number;

    internal override bool SurvivesStop => survives;

    internal override void Run(Loop loop) { }
}
