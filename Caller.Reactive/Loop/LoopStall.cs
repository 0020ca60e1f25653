namespace CallerReactive;

/// <summary>One time that a loop did not turn for too long.</summary>
/// <param name="held">What runs; null when the host does not give the loop a turn.</param>
internal sealed class LoopStall(SeenItem? held)
{
    internal SeenItem? Held => held;

    /// <summary>How long: so far, and in the end altogether.</summary>
    internal TimeSpan HeldFor { get; set; }

    /// <summary>Whether its beginning has been told. Guarded by the watch.</summary>
    internal bool IsTold { get; set; }

    /// <summary>Whether it was over before its beginning had been told. Guarded by the watch.</summary>
    internal bool IsOver { get; set; }
}
