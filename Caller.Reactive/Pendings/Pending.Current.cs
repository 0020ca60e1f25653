namespace CallerReactive;

public abstract partial class Pending
{
    // Only asynchronous functions need it: a synchronous one is on the stack for as long as it runs, and an AsyncLocal costs two allocations.
    private static readonly AsyncLocal<Pending?> Flowing = new();

    /// <summary>
    /// The pending whose function runs here, also after its awaits; null outside of calls, and in what <c>CallDirect</c> and <c>Schedule</c> run.
    /// In work that a function starts elsewhere it is the nearest asynchronous call that the work descends from. Source: upstream row ID13.
    /// </summary>
    public static Pending? Current => Loop.ExecutingCall as Pending ?? Flowing.Value;

    /// <summary>Makes this the current pending for everything that flows from here.</summary>
    private protected void FlowAsCurrent() => Flowing.Value = this;
}
