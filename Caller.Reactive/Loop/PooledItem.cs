namespace CallerReactive;

/// <summary>An item that an <see cref="ItemPool{T}"/> may recycle, because no handle to it exists outside.</summary>
internal abstract class PooledItem : WorkItem
{
    /// <summary>Which side of the pool it belongs to.</summary>
    internal bool RentedOutside { get; set; }
}
