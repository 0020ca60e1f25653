namespace CallerReactive.Soak.Accounts;

/// <summary>One caller's items, one at a time.</summary>
internal sealed class Gate
{
    private object? _inside;

    /// <summary>Null, or who is inside already.</summary>
    internal object? Enter(object who) => Interlocked.CompareExchange(ref _inside, who, null);

    internal void Leave(object who) => Interlocked.CompareExchange(ref _inside, null, who);
}
