namespace CallerReactive;

public abstract partial class Pending
{
    /// <summary>
    /// The caller that runs its function (for <c>ToThread</c> the worker, once it has one); for a <see cref="PendingSource{T}"/>, and for a pending that had ended when it was made, the
    /// caller on which it was made, or null.
    /// </summary>
    public virtual Caller? Caller => Loop?.Owner as Caller;
}
