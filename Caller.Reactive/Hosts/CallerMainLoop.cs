namespace CallerReactive;

/// <summary>
/// A host whose main loop we start and end: of a GUI that a program brings with it. <c>Caller.Run</c> (or <c>Start</c>, on a new thread) runs it, the caller's work runs in
/// it, and it is told to quit when the caller has stopped. <c>Caller.Attach</c> neither runs it nor makes it quit.
/// </summary>
public abstract class CallerMainLoop : CallerHost
{
    /// <summary>Runs the main loop on this thread until <see cref="Quit"/>. What was posted before runs in it.</summary>
    public abstract void Run();

    /// <summary>Makes <see cref="Run"/> return soon. From any thread, the loop's own included; idempotent. When it comes before, the next <see cref="Run"/> returns at once.</summary>
    public abstract void Quit();
}
