using System.Diagnostics;

namespace CallerReactive;

/// <summary>A <see cref="Func{TResult}"/>, with or without a token.</summary>
internal sealed class FuncCall<T>(Delegate func) : SyncCall<T>
{
    private Delegate? _func = func;

    internal override object? Label => _func;

    private protected override T Execute() =>
        _func switch
        {
            Func<T> func => func(),
            Func<CancellationToken, T> func => func(Details.Token),
            _ => throw new UnreachableException("The overloads of the calls admit no other shape."),
        };

    private protected override void OnFinished()
    {
        _func = null;
        base.OnFinished();
    }
}
