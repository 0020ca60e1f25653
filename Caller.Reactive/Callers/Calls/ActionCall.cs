using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/// <summary>An <see cref="Action"/>, with or without a token.</summary>
internal sealed class ActionCall(Delegate action) : SyncCall<Unit>
{
    private Delegate? _action = action;

    internal override object? Label => _action;

    private protected override Unit Execute()
    {
        switch (_action)
        {
            case Action action:
                action();
                break;
            case Action<CancellationToken> action:
                action(Details.Token);
                break;
            default:
                throw new UnreachableException("The overloads of the calls admit no other shape.");
        }

        return Unit.Default;
    }

    private protected override void OnFinished()
    {
        _action = null;
        base.OnFinished();
    }
}
