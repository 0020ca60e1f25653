namespace CallerReactive;

/// <summary>Whom a <see cref="LoopWatch"/> tells. Outside all locks; must not throw.</summary>
internal interface IStallObserver
{
    /// <summary>On a timer's thread, once for each stall.</summary>
    void OnStalled(LoopStall stall);

    /// <summary>After that, when it is over, mostly on the loop's thread.</summary>
    void OnStallEnded(LoopStall stall);
}
