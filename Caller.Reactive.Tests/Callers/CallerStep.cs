namespace CallerReactive.Tests.Callers;

/// <summary>A step of a script for <see cref="CallerModelTests"/>; prints as the line that one would write.</summary>
internal abstract record CallerStep
{
    internal sealed record Soon : CallerStep
    {
        public override string ToString() => "caller.CallSoon(() => { })";
    }

    internal sealed record Throwing : CallerStep
    {
        public override string ToString() => "caller.CallSoon(() => throw new FormatException())";
    }

    internal sealed record Nesting : CallerStep
    {
        public override string ToString() => "caller.CallSoon(() => caller.CallSoon(() => { }))";
    }

    internal sealed record Later(int Ticks) : CallerStep
    {
        public override string ToString() => $"caller.CallLater(TimeSpan.FromTicks({Ticks}), () => {{ }})";
    }

    internal sealed record Holding : CallerStep
    {
        public override string ToString() => "caller.CallSoon(async () => await released)";
    }

    internal sealed record OnChild : CallerStep
    {
        public override string ToString() => "caller.Get(\"child\").CallSoon(() => { })";
    }

    internal sealed record Release : CallerStep
    {
        public override string ToString() => "released.SetResult() // of the call that holds longest";
    }

    internal sealed record Cancel(int Which) : CallerStep
    {
        public override string ToString() => $"calls[{Which} % calls.Count].Cancel()";
    }

    internal sealed record Advance(int Ticks) : CallerStep
    {
        public override string ToString() => $"scheduler.AdvanceBy(TimeSpan.FromTicks({Ticks}))";
    }

    internal sealed record Stop : CallerStep
    {
        public override string ToString() => "caller.Stop()";
    }
}
