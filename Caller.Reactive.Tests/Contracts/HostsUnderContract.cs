namespace CallerReactive.Tests.Contracts;

/// <summary>The contract, of a caller with a thread of its own.</summary>
public sealed class OwnThreadContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options) => new OwnThreadHost(options);
}

/// <summary>The contract, of a caller that adopts a thread with <c>Run()</c>.</summary>
public sealed class RunThreadContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options) => new RunThreadHost(options);
}

/// <summary>The contract, of a caller that turns only while it is driven with <c>RunUntil</c>.</summary>
public sealed class DrivenContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options) => new DrivenHost(options);
}
