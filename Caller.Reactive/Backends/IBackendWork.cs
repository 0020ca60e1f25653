namespace CallerReactive;

/// <summary>A call, as a backend sees it: something to run once.</summary>
internal interface IBackendWork
{
    void Invoke();
}
