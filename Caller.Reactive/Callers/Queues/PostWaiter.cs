namespace CallerReactive;

/// <summary>A <c>PostAsync</c> that waits for room in a bounded queue. Guarded by the queue's lock until it is taken out of the list.</summary>
internal sealed class PostWaiter<T>(QueueItem<T> item, Loop loop)
{
    private readonly TaskCompletionSource _source = new(BareCompletion.OptionsFor(loop));
    private CancellationTokenRegistration _registration;

    internal QueueItem<T> Item => item;

    internal Task Task => _source.Task;

    internal void GiveUpWhen(Action<PostWaiter<T>, CancellationToken> giveUp, CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _registration = token.UnsafeRegister(_ => giveUp(this, token), null);
            if (_source.Task.IsCompleted)
            {
                _registration.Unregister(); // it ended before the field was set
            }
        }
    }

    internal void Admitted()
    {
        using (BareCompletion.Enter(Task))
        {
            _source.TrySetResult();
        }

        _registration.Unregister();
    }

    internal void Refused(Exception error)
    {
        using (BareCompletion.Enter(Task))
        {
            _source.TrySetException(error);
        }

        _registration.Unregister();
    }

    internal void GaveUp(CancellationToken token)
    {
        using (BareCompletion.Enter(Task))
        {
            _source.TrySetCanceled(token);
        }
    }
}
