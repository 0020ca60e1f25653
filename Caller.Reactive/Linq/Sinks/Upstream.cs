using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>
/// The subscription to a source. Leaving it never throws: who leaves it has others to tell yet, or is a producer, and what a source throws then is reported as an observer's.
/// </summary>
internal struct Upstream
{
    private SingleAssignmentDisposableValue _subscription;

    /// <summary>Disposes a subscription for whoever cannot use its exception.</summary>
    internal static void Leave(IDisposable subscription, Loop loop)
    {
        try
        {
            subscription.Dispose();
        }
        catch (Exception e)
        {
            loop.Owner.Report(e, CallerExceptionOrigin.Observer);
        }
    }

    internal void Subscribe<T>(IObservable<T> source, IObserver<T> observer, Loop loop)
    {
        if (_subscription.IsDisposed)
        {
            return; // the end was there first: the source is not touched
        }

        IDisposable subscription;
        try
        {
            subscription = source.Subscribe(observer);
        }
        catch (Exception e)
        {
            observer.OnError(e); // as SubscribeSafe: a source that cannot be subscribed is a source that fails
            return;
        }

        try
        {
            _subscription.Disposable = subscription; // disposes it when it has been left meanwhile
        }
        catch (Exception e)
        {
            loop.Owner.Report(e, CallerExceptionOrigin.Observer);
        }
    }

    internal void Leave(Loop loop)
    {
        try
        {
            _subscription.Dispose();
        }
        catch (Exception e)
        {
            loop.Owner.Report(e, CallerExceptionOrigin.Observer);
        }
    }
}
