namespace CallerReactive;

/// <summary>The <see cref="ObjectDisposedException"/> of one particular loop, told apart by the loop and not by its name.</summary>
internal sealed class LoopEndedException(Loop loop)
    : ObjectDisposedException(loop.Owner.Name, $"The caller '{loop.Owner.Name}' has stopped and takes no more work.")
{
    internal Loop Loop { get; } = loop;
}
