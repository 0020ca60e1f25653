using Avalonia.Threading;
using CallerReactive.Tests.Hosts;

namespace CallerReactive.Tests.Contracts;

/// <summary>The contract, of a guest of the context of Avalonia's dispatcher. One after the other: there is one such dispatcher in a process.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class AvaloniaContextContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var turn = AvaloniaThread.Enter();
        var context = new AvaloniaSynchronizationContext(AvaloniaThread.Dispatcher, DispatcherPriority.Default);
        return new GuestContractHost(CallerHost.From(context), options, turn.Dispose);
    }
}

/// <summary>The contract, of a guest of the host that the recipe for Avalonia shows, behind the user's input.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class AvaloniaHostContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var turn = AvaloniaThread.Enter();
        return new GuestContractHost(new AvaloniaHost(AvaloniaThread.Dispatcher), options, turn.Dispose);
    }
}
