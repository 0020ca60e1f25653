using System.Collections.Concurrent;

namespace CallerReactive.Tests.Linq;

/// <summary>A source that is not one of Rx's: nothing guards its observers.</summary>
internal sealed class HandWritten<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer) => subscribe(observer);
}

/// <summary>Notes what comes, and whether it comes on the caller.</summary>
internal sealed class Recorder(Caller home) : IObserver<int>
{
    public ConcurrentQueue<string> Events { get; } = new();

    public bool AllAtHome { get; private set; } = true;

    public void OnNext(int value) => Note($"{value}");

    public void OnError(Exception error) => Note(error.GetType().Name);

    public void OnCompleted() => Note("completed");

    private void Note(string what)
    {
        AllAtHome &= home.CheckAccess();
        Events.Enqueue(what);
    }
}

/// <summary>An observer whose OnNext throws.</summary>
internal sealed class Throwing(Action called) : IObserver<int>
{
    public void OnNext(int value)
    {
        called();
        throw new DivideByZeroException();
    }

    public void OnError(Exception error) => called();

    public void OnCompleted() => called();
}
