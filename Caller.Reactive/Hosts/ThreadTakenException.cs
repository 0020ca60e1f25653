namespace CallerReactive;

/// <summary>A thread has one host.</summary>
internal sealed class ThreadTakenException(string message) : InvalidOperationException(message);
