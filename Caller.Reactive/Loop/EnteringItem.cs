namespace CallerReactive;

/// <summary>
/// What a loop does first when somebody begins to pump it. An item, so that what the observers of that moment leave behind does not reach the first item, and so that a
/// stop does not wait for ever for an observer that blocks.
/// </summary>
internal sealed class EnteringItem(Action entered) : WorkItem
{
    internal override bool IsContinuation => true;

    internal override void Run(Loop loop) => entered();
}
