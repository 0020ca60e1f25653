namespace CallerReactive.Soak.Accounts;

/// <summary>What planned failures throw.</summary>
internal sealed class SoakException(Entry entry) : Exception($"planned failure of {entry}")
{
    internal Entry Entry => entry;
}
