namespace CallerReactive.Tests.Contracts;

/// <summary>A caller with a thread of its own: it runs by itself.</summary>
internal sealed class OwnThreadHost(CallerOptions options) : ContractHost
{
    public override Caller Caller { get; } = Caller.StartNew(options);

    public override void RunUntil(Task task) => Waiting.For(task);

    public override void Dispose() => Waiting.ForEnd(Caller);
}
