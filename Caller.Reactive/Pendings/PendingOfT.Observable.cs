namespace CallerReactive;

public abstract partial class Pending<T>
{
    /// <summary>
    /// Observes it: <c>OnNext</c> with the value and <c>OnCompleted</c>, or <c>OnError</c>; a cancellation arrives as <c>OnError</c> with a
    /// <see cref="PendingCancelledException"/>. On the thread that ends the pending, outside all locks, in the order of subscription with
    /// <see cref="Pending.OnDone"/>; after the end at once, inside this call. An observer that throws is reported to
    /// <see cref="Caller.UnhandledException"/> and the others are still called; inside this call it throws to its subscriber. Source: Rx contract P1 to P7.
    /// </summary>
    /// <returns>Disposing it detaches the observer. It never cancels the work: for that see <see cref="Pending.AsDisposable"/>.</returns>
    /// <exception cref="ArgumentNullException">The observer is null.</exception>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, observer);
        if (!TryAddListener(subscription))
        {
            subscription.OnDone(this);
        }

        return subscription;
    }

    private sealed class Subscription(Pending<T> pending, IObserver<T> observer) : PendingListener, IDisposable
    {
        private IObserver<T>? _observer = observer;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _observer, null) is not null)
            {
                pending.RemoveListener(this);
            }
        }

        internal override void OnDone(Pending done)
        {
            var observer = Volatile.Read(ref _observer);
            if (observer is null)
            {
                return;
            }

            if (pending.OutcomeError() is { } error)
            {
                if (Interlocked.Exchange(ref _observer, null) is not null)
                {
                    observer.OnError(error.SourceException);
                }

                return;
            }

            observer.OnNext(pending._value!);

            // An observer that unsubscribes in OnNext must not see OnCompleted.
            Interlocked.Exchange(ref _observer, null)?.OnCompleted();
        }
    }
}
