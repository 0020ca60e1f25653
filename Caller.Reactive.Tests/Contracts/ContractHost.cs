namespace CallerReactive.Tests.Contracts;

/// <summary>A caller under test, and how to let it run. What a kind of host cannot show it says in <see cref="Exemption"/>.</summary>
public abstract class ContractHost : IDisposable
{
    public abstract Caller Caller { get; }

    /// <summary>Time passes by itself, by the system's clock.</summary>
    public virtual bool RealTime => true;

    /// <summary>The caller runs beside the test, on a thread that is not the test's.</summary>
    public virtual bool HasThread => true;

    /// <summary>Why this host need not keep a point of the contract ("C11"); null when it must. The reason is printed.</summary>
    public virtual string? Exemption(string point) => null;

    /// <summary>Lets the caller run until a task has ended.</summary>
    public abstract void RunUntil(Task task);

    /// <summary>Stops the caller, if need be, and waits for its end.</summary>
    public abstract void Dispose();

    /// <summary>Lets the caller run until a task has ended, and gives its result.</summary>
    public T Await<T>(Task<T> task)
    {
        RunUntil(task);
        return task.GetAwaiter().GetResult();
    }
}
