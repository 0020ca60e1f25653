using System.Runtime.InteropServices;

namespace CallerReactive;

/// <summary>What two processors take from each other when they write: objects next to each other share it.</summary>
internal static class CacheLine
{
    internal const int Size = 64;

    /// <summary>A reference that many threads write, alone in its line.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * Size)]
    internal struct Reference
    {
        [FieldOffset(Size - 8)]
        internal WorkItem? Item;
    }

    /// <summary>A flag that one thread writes all the time and others never read in the usual case, alone in its line.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * Size)]
    internal struct Flag
    {
        [FieldOffset(Size - 8)]
        internal bool IsSet;
    }
}
