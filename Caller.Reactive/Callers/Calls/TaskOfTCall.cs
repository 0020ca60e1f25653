using System.Diagnostics;

namespace CallerReactive;

/// <summary>A function that returns a <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>, with or without a token.</summary>
internal sealed class TaskOfTCall<T>(Delegate func) : AsyncCall<T>
{
    private Delegate? _func = func;

    internal override object? Label => _func;

    private protected override Task Start() =>
        _func switch
        {
            Func<Task<T>> func => func(),
            Func<CancellationToken, Task<T>> func => func(Details.Token),
            Func<ValueTask<T>> func => func().AsTask(),
            Func<CancellationToken, ValueTask<T>> func => func(Details.Token).AsTask(),
            _ => throw new UnreachableException("The overloads of the calls admit no other shape."),
        };

    private protected override T ValueOf(Task task) => ((Task<T>)task).GetAwaiter().GetResult();

    private protected override void OnFinished()
    {
        _func = null;
        base.OnFinished();
    }
}
