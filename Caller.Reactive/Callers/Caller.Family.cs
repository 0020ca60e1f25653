namespace CallerReactive;

public sealed partial class Caller
{
    private readonly object _getGate = new();
    private WorkerPool? _workers;
    private readonly List<Caller> _children = [];
    private bool _isWorker;

    /// <summary>Its children, workers included, without those that are stopping: a snapshot, oldest first.</summary>
    public IReadOnlyList<Caller> Children => ChildrenSnapshot().FindAll(static child => child.State < CallerState.Stopping);

    /// <summary>
    /// A child: a caller on a thread of its own (in virtual time: on the same clock) that stops when this one does. With a name, always the same child for the same name, as long as that one is not
    /// stopping; without one, a new child each time. What the options leave null (backend, clock, logger, stall threshold) is this caller's, and without options so are
    /// its limits and time-outs; host and protection are not inherited. Only its own children are searched.
    /// </summary>
    /// <exception cref="InvalidOperationException">The child of that name has another backend or host than the options ask for.</exception>
    /// <exception cref="ArgumentException">An option cannot be meant; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">This caller is stopping or has stopped.</exception>
    public Caller Get(CallerOptions? options = null)
    {
        options ??= new CallerOptions
        {
            MaxIdleWorkers = _options.MaxIdleWorkers,
            MaxWorkers = _options.MaxWorkers,
            WorkerIdleTimeout = _options.WorkerIdleTimeout,
            StopTimeout = _options.StopTimeout,
        };
        options.Validated();
        if (options.Name is null)
        {
            return StartNew(Inherit(options), this);
        }

        // One at a time, so that two threads that ask for the same name get the same child. It is started, or refused, outside: a thread factory, a host's Post and the logger
        // are the user's. Whoever finds it before it is started can use it all the same.
        Caller? known;
        Caller? made = null;
        var adopted = false;
        lock (_getGate)
        {
            known = ChildrenSnapshot().Find(child => child.Name == options.Name && child.State < CallerState.Stopping);
            if (known is null)
            {
                made = new Caller(Inherit(options), this);
                adopted = TryAdopt(made);
            }
        }

        if (made is not null)
        {
            return StartAdopted(made, adopted, asGuest: false);
        }

        CheckSame(known!, options);
        return known!;
    }

    /// <summary>The same with a name only, and this caller's options.</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ObjectDisposedException">This caller is stopping or has stopped.</exception>
    public Caller Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Get(_options with { Name = name, Host = null, Backend = null, IsProtected = false });
    }

    /// <summary>A child for the pool behind <c>ToThread</c>.</summary>
    /// <exception cref="ObjectDisposedException">This caller is stopping or has stopped.</exception>
    internal Caller StartWorker(int number)
    {
        var worker = StartNew(
            _options with
            {
                Name = $"{Name} worker {number}",
                Host = HostOfChildren,
                Backend = Backend,
                IsProtected = false,
            },
            this
        );
        worker._isWorker = true;
        worker.Started.ObserveFault()?.Throw();
        return worker;
    }

    /// <summary>Makes it a child, unless this caller is stopping.</summary>
    private bool TryAdopt(Caller child)
    {
        lock (_children)
        {
            // A stop moves the state first and then looks at the children: under the lock it is one or the other.
            if (State >= CallerState.Stopping)
            {
                return false;
            }

            _children.Add(child);
            return true;
        }
    }

    /// <summary>Outside of all locks.</summary>
    /// <exception cref="ObjectDisposedException">The parent is stopping or has stopped.</exception>
    private static Caller StartAdopted(Caller caller, bool adopted, bool asGuest)
    {
        if (!adopted)
        {
            caller.Stop(force: true);
            throw new ObjectDisposedException(
                caller.Parent!.Name,
                $"The caller '{caller.Parent.Name}' is {caller.Parent.State} and gets no more children."
            );
        }

        caller.TryStart(asGuest); // false: somebody has found and stopped it already, as if it had been just after this
        return caller;
    }

    (long Id, string Name) ILoopOwner.Label => _isWorker && Parent is ILoopOwner owner ? owner.Label : (Id, Name);

    bool ILoopOwner.EndsAfter(ILoopOwner other)
    {
        for (var caller = other as Caller; caller is not null; caller = caller.Parent)
        {
            if (ReferenceEquals(caller, this))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A family in virtual time shares one clock, and so one thread. All others get threads of their own.</summary>
    private CallerHost? HostOfChildren => _loop.IsVirtual ? Host : null;

    private static void CheckSame(Caller known, CallerOptions options)
    {
        if (options.Backend is { } backend && !ReferenceEquals(backend, known.Backend))
        {
            throw new InvalidOperationException(
                $"The child '{known.Name}' exists with the backend {known.Backend.Name}, but {backend.Name} was asked for. Use another name, or leave the backend null."
            );
        }

        if (options.Host is { } host && !ReferenceEquals(host, known._options.Host))
        {
            throw new InvalidOperationException(
                $"The child '{known.Name}' exists with another host ({known.Host.Name}) than was asked for ({host.Name}). Use another name, or leave the host null."
            );
        }
    }

    private CallerOptions Inherit(CallerOptions options) =>
        options with
        {
            Host = options.Host ?? HostOfChildren,
            Backend = options.Backend ?? Backend,
            TimeProvider = options.TimeProvider ?? _options.TimeProvider,
            Logger = options.Logger ?? _options.Logger,
            StallThreshold = options.StallThreshold ?? _options.StallThreshold,
        };

    /// <summary>Made when first needed, or when the stop closes it.</summary>
    private WorkerPool Workers => LazyInitializer.EnsureInitialized(ref _workers, () => new WorkerPool(this));

    private List<Caller> ChildrenSnapshot()
    {
        lock (_children)
        {
            return [.. _children];
        }
    }

    private void Disown(Caller child)
    {
        lock (_children)
        {
            _children.Remove(child);
        }

        OnSomethingEnded();
    }
}
