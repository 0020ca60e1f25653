namespace CallerReactive;

/// <summary>Puts what options say into a pending, before anybody has it.</summary>
internal static class CallSetup
{
    internal static void Describe(Pending pending, CallOptions options)
    {
        if (options.Name is not null || options.Metadata is { Count: > 0 })
        {
            pending.Details.Name = options.Name;
            pending.Details.Metadata = options.Metadata;
        }
    }
}
