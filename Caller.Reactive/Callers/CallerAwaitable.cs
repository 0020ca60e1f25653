namespace CallerReactive;

/// <summary>What <see cref="Caller.SwitchTo"/> returns, to be awaited.</summary>
public readonly struct CallerAwaitable
{
    private readonly Loop _loop;

    internal CallerAwaitable(Loop loop) => _loop = loop;

    /// <summary>For <c>await</c>.</summary>
    public CallerAwaiter GetAwaiter() => new(_loop);
}
