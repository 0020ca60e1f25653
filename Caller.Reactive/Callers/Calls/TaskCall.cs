using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/// <summary>A function that returns a <see cref="Task"/> or <see cref="ValueTask"/> without a value, with or without a token.</summary>
internal sealed class TaskCall(Delegate func) : AsyncCall<Unit>
{
    private Delegate? _func = func;

    internal override object? Label => _func;

    private protected override Task Start() =>
        _func switch
        {
            Func<Task> func => func(),
            Func<CancellationToken, Task> func => func(Details.Token),
            Func<ValueTask> func => func().AsTask(),
            Func<CancellationToken, ValueTask> func => func(Details.Token).AsTask(),
            _ => throw new UnreachableException("The overloads of the calls admit no other shape."),
        };

    private protected override Unit ValueOf(Task task) => Unit.Default;

    private protected override void OnFinished()
    {
        _func = null;
        base.OnFinished();
    }
}
