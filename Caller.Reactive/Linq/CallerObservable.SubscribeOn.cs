using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Subscribes to a source on a caller, and disposes the subscription there. When the caller has stopped, subscribing gives <c>OnError</c> with a
    /// <see cref="CallerStoppedException"/>, and disposing happens at once, on the disposing thread: a dispose never throws and never leaks the source.
    /// What the source throws when it is left goes to <see cref="Caller.UnhandledException"/> as an observer's.
    /// </summary>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    public static IObservable<T> SubscribeOn<T>(this IObservable<T> source, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        return Observable.Create<T>(observer =>
        {
            var upstream = new SingleAssignmentDisposable();
            var subscribing = new SubscribeOnItem(
                caller.Loop,
                () => upstream.Disposable = source.SubscribeSafe(observer),
                () => observer.OnError(ObserveOnSink<T>.StoppedError(caller))
            );
            if (!caller.Loop.Enqueue(subscribing))
            {
                observer.OnError(ObserveOnSink<T>.StoppedError(caller));
                return Disposable.Empty;
            }

            return Disposable.Create(
                (subscribing, upstream, caller),
                static state =>
                {
                    state.subscribing.Cancel();
                    var loop = state.caller.Loop;
                    Action leave = () => Upstream.Leave(state.upstream, loop);
                    if (!loop.Enqueue(new SubscribeOnItem(loop, leave, leave)))
                    {
                        leave();
                    }
                }
            );
        });
    }
}
