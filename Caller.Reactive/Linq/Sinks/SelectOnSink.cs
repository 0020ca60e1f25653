namespace CallerReactive;

/// <summary>Runs an asynchronous function for each element, at most so many at a time. All but the source's calls happens on the loop.</summary>
internal sealed class SelectOnSink<T, TResult> : BufferedSink<T, TResult>
{
    private readonly Func<T, CancellationToken, Task<TResult>> _selector;
    private readonly int _maxConcurrent;
    private readonly CancellationTokenSource _cancel;
    private CancellationTokenRegistration _stopping;
    private readonly Queue<T> _waiting = new();
    private int _running; // functions that run, and places that are promised to the next of what waits
    private bool _sourceEnded;
    private Exception? _sourceError;

    /// <param name="caller">Where all happens.</param>
    /// <param name="observer">Gets the results.</param>
    /// <param name="selector">The function.</param>
    /// <param name="maxConcurrent">How many of it may run.</param>
    /// <param name="cancel">The source of the functions' token.</param>
    internal SelectOnSink(
        Caller caller,
        IObserver<TResult> observer,
        Func<T, CancellationToken, Task<TResult>> selector,
        int maxConcurrent,
        CancellationTokenSource cancel
    )
        : base(caller, observer, int.MaxValue, OverflowPolicy.Error) =>
        (_selector, _maxConcurrent, _cancel) = (selector, maxConcurrent, cancel);

    /// <summary>While it is open, only the caller's stop cancels.</summary>
    private bool CallerStops => _cancel.IsCancellationRequested;

    /// <summary>Once a stop has begun, what waits is dropped, be it promised its turn already.</summary>
    private bool MayStart => !IsClosed && !CallerStops;

    protected override void OnBegin() =>
        _stopping = Caller.StoppingToken.UnsafeRegister(static sink => ((SelectOnSink<T, TResult>)sink!).OnCallerStops(), this);

    protected override void Next(T value)
    {
        if (CallerStops)
        {
            return;
        }

        if (_running == _maxConcurrent)
        {
            _waiting.Enqueue(value);
        }
        else
        {
            _running++;
            Start(value);
        }
    }

    protected override void Ended(Exception? error)
    {
        (_sourceEnded, _sourceError) = (true, error);
        EndIfIdle();
    }

    protected override void OnClosed()
    {
        base.OnClosed();
        _stopping.Unregister();
        Cancel();
    }

    private void Start(T value)
    {
        Task<TResult> task;
        try
        {
            task =
                _selector(value, _cancel.Token)
                ?? throw new InvalidOperationException("The selector of SelectOn returned a null task. Return a task.");
        }
        catch (Exception e)
        {
            task = Task.FromException<TResult>(e);
        }

        if (task.IsCompleted)
        {
            OnRunEnded(task);
        }
        else
        {
            new SelectOnRun<TResult>(Caller.Loop, task, OnRunEnded).Begin();
        }
    }

    /// <summary>On the loop; or after its end on the thread pool, when it is closed.</summary>
    private void OnRunEnded(Task<TResult> task)
    {
        _ = task.Exception; // looked at: when it is closed the failure is nobody's, it was told to end
        if (task.IsCompletedSuccessfully)
        {
            Deliver(task.GetAwaiter().GetResult());
        }
        else if (ErrorOf(task) is var error && !(CallerStops && error is OperationCanceledException))
        {
            DeliverEnd(error);
        }

        // Else it was the stop itself, which is told when nothing runs any more.
        if (_waiting.Count > 0 && MayStart)
        {
            // In a turn of its own: functions that end at once must not recurse, nor keep the loop for themselves.
            Caller.Loop.Post(static sink => ((SelectOnSink<T, TResult>)sink!).StartNext(), this);
            return;
        }

        _running--;
        EndIfIdle();
    }

    private void StartNext()
    {
        if (MayStart && _waiting.TryDequeue(out var next))
        {
            Start(next);
            return;
        }

        _running--;
        EndIfIdle();
    }

    private void EndIfIdle()
    {
        if (IsClosed || _running > 0)
        {
            return;
        }

        if (CallerStops)
        {
            DeliverStop();
        }
        else if (_sourceEnded && _waiting.Count == 0)
        {
            DeliverEnd(_sourceError);
        }
    }

    /// <summary>On the thread that stops the caller: what runs is asked to end, as every call is, and nothing new begins.</summary>
    private void OnCallerStops()
    {
        LeaveSource();
        Cancel();
        Caller.Loop.Post(
            static sink =>
            {
                var self = (SelectOnSink<T, TResult>)sink!;
                if (!self.IsClosed)
                {
                    self._waiting.Clear();
                    self.EndIfIdle();
                }
            },
            this
        );
    }

    private void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (AggregateException e)
        {
            Caller.Loop.Owner.Report(e, CallerExceptionOrigin.Observer);
        }
    }

    private static Exception ErrorOf(Task<TResult> task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new System.Diagnostics.UnreachableException("A task that did not succeed throws.");
    }
}
