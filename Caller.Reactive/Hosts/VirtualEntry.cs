using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>One item of a virtual loop and its place in the inner scheduler.</summary>
internal sealed class VirtualEntry(VirtualLoop loop, WorkItem item, bool timed, long sequence)
{
    /// <summary>What the inner scheduler returned; disposed when the item is taken out before its time.</summary>
    internal SingleAssignmentDisposableValue Handle;

    internal VirtualLoop Loop => loop;

    internal WorkItem Item => item;

    internal bool IsTimed => timed;

    internal long Sequence => sequence;
}
