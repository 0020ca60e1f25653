namespace CallerReactive.Soak.Accounts;

/// <summary>A stretch of an entry's function during which it holds its caller.</summary>
internal readonly struct Segment(Gate? gate, object who) : IDisposable
{
    public void Dispose() => gate?.Leave(who);
}
