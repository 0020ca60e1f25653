using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Hosts.TerminalGui;

/// <summary>The contract, of a guest of Terminal.Gui's main loop.</summary>
public sealed class TerminalGuiContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var terminal = new Terminal();
        return new GuestContractHost(terminal.Loop, options, terminal.Dispose);
    }
}
