using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>The cold side of <c>ObserveOn(caller)</c>: a sink for each subscription.</summary>
internal sealed class ObserveOnObservable<T>(IObservable<T> source, Caller caller) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var sink = new ObserveOnSink<T>(caller, observer);
        if (!caller.AddLastTurn(sink))
        {
            observer.OnError(ObserveOnSink<T>.StoppedError(caller));
            return Disposable.Empty;
        }

        // As Rx's own sources do: without the trampoline a synchronous source would emit everything before we hold its handle, and Take(1) could not stop it.
        if (CurrentThreadScheduler.IsScheduleRequired)
        {
            CurrentThreadScheduler.Instance.Schedule(
                (sink, source),
                static (_, work) =>
                {
                    work.sink.SubscribeTo(work.source);
                    return Disposable.Empty;
                }
            );
        }
        else
        {
            sink.SubscribeTo(source);
        }

        return sink;
    }
}
