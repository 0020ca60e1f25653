using System.Runtime.InteropServices;

namespace CallerReactive;

/// <summary>
/// What the pumping thread writes with every item: the ready list, what a direct call holds back, and where it stands. Of that thread alone, but for who ends the loop in
/// its place (see MailboxLoop.End.cs).
/// </summary>
/// <remarks>
/// Without the room before it it shares cache lines with what every producer reads (the owner, the flags), and each item costs both sides a transfer of
/// that line between their processors. The room after it is the mailbox's (docs/decisions/0012).
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = CacheLine.Size + 80)]
internal struct PumpState
{
    [FieldOffset(CacheLine.Size)]
    internal WorkItem? First;

    [FieldOffset(CacheLine.Size + 8)]
    internal WorkItem? Last;

    [FieldOffset(CacheLine.Size + 16)]
    internal WorkItem? Executing;

    [FieldOffset(CacheLine.Size + 24)]
    internal WorkItem? HeldFirst;

    [FieldOffset(CacheLine.Size + 32)]
    internal WorkItem? HeldLast;

    /// <summary>All that is due at this reading of the clock goes before the next ready item.</summary>
    [FieldOffset(CacheLine.Size + 40)]
    internal LoopInstant Round;

    /// <summary>The ready list is being changed: see TryAppend.</summary>
    [FieldOffset(CacheLine.Size + 56)]
    internal bool Appending;

    [FieldOffset(CacheLine.Size + 57)]
    internal bool Holding;

    [FieldOffset(CacheLine.Size + 58)]
    internal bool InRound;

    [FieldOffset(CacheLine.Size + 64)]
    internal CoarseClock CoarseClock;
}
