namespace CallerReactive;

/// <summary>Something that must not wait for longer than its caller lives.</summary>
internal interface IEndsWithCaller
{
    /// <summary>The stop begins; on the thread that stops the caller. Not told of what was made during the stop.</summary>
    void OnStopping(string reason);

    /// <summary>Nothing will come any more; on the caller, if it still turns.</summary>
    void OnLastTurn(string reason);
}
