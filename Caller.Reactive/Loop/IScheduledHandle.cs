namespace CallerReactive;

/// <summary>A handle whose payload may be the next handle of a chain.</summary>
internal interface IScheduledHandle : IDisposable
{
    /// <summary>Disposes this one only, and returns what it held, for the caller to dispose.</summary>
    IDisposable? Take();
}
