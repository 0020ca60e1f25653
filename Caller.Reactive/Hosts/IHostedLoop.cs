namespace CallerReactive;

/// <summary>A loop that somebody else turns.</summary>
internal interface IHostedLoop
{
    /// <summary>Once. Asks the host for turns; <paramref name="entered"/> runs before everything else. Throws what the host throws.</summary>
    void Begin(Action entered);
}
