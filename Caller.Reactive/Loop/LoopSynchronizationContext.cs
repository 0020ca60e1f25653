namespace CallerReactive;

/// <summary>What makes <c>await</c> come home to the loop.</summary>
internal sealed class LoopSynchronizationContext(Loop loop) : SynchronizationContext
{
    internal Loop Loop => loop;

    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        loop.Post(d, state);
    }

    /// <summary>Runs inline on the loop; elsewhere blocks until the loop has run it, and throws what it threw.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (loop.IsExecuting)
        {
            d(state);
            return;
        }

        using (WaitGraph.Enter(loop, "a callback that was sent"))
        {
            var item = new SendItem(d, state);
            if (!loop.Enqueue(item))
            {
                throw new LoopEndedException(loop);
            }

            item.Wait();
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => $"SynchronizationContext of the caller '{loop.Owner.Name}'";
}
