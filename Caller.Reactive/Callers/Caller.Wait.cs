using System.Reactive;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Waits until some of several pendings have ended, and says which. It never throws what they ended with, nor for the time-out; nor does it cancel any. Cancelled counts as failed.
    /// </summary>
    /// <param name="items">The pendings; of any callers, or none. One that stands there twice counts once; none at all is over at once.</param>
    /// <param name="until">What to wait for.</param>
    /// <param name="timeout">How long at most, by this caller's clock; null: as long as it takes. Zero: only look.</param>
    /// <returns>
    /// Both lists, in input order, as they are at the moment it is over. It ends on the thread that ends the last item awaited, or on a timer's. Cancelling it ends the wait and leaves the items alone. It joins no group.
    /// With this caller's end it is cancelled; on a stopped caller it is over at once, or cancelled.
    /// </returns>
    /// <exception cref="ArgumentNullException">The sequence is null.</exception>
    /// <exception cref="ArgumentException">An element is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The condition is none, or the time-out is negative and not infinite.</exception>
    /// <exception cref="InvalidOperationException">The pending whose function asks is among the items: it would wait for itself.</exception>
    public Pending<WaitResult<T>> Wait<T>(IEnumerable<Pending<T>> items, WaitUntil until = WaitUntil.AllCompleted, TimeSpan? timeout = null)
    {
        var distinct = Items.Copy(items).Distinct().ToArray();
        Validate(until, timeout);
        return WaitOperation<T>.Start(_loop, distinct, until, timeout);
    }

    /// <summary>
    /// The same for tasks. In the result each stands as a pending that ends as its task does, with the task itself in <see cref="Pending.Metadata"/> under <c>"task"</c>.
    /// </summary>
    /// <inheritdoc cref="Wait{T}(IEnumerable{Pending{T}}, WaitUntil, TimeSpan?)"/>
    public Pending<WaitResult<Unit>> Wait(IEnumerable<Task> items, WaitUntil until = WaitUntil.AllCompleted, TimeSpan? timeout = null)
    {
        var distinct = Items.Copy(items).Distinct().ToArray();
        Validate(until, timeout);
        return WaitOperation<Unit>.Start(_loop, Array.ConvertAll(distinct, task => TaskPending.Of(task, _loop)), until, timeout);
    }

    private static void Validate(WaitUntil until, TimeSpan? timeout)
    {
        if (!Enum.IsDefined(until))
        {
            throw new ArgumentOutOfRangeException(nameof(until), until, "It is none of the conditions.");
        }

        TimeoutGuard.Validate(timeout, nameof(timeout));
    }
}
