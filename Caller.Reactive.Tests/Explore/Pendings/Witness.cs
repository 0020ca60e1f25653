namespace CallerReactive.Tests.Explore.PendingProperties;

/// <summary>An observer and a callback that note what they are told.</summary>
internal sealed class Witness<T>(int number = 0, List<int>? order = null) : IObserver<T>
{
    private readonly List<string> _told = [];

    internal string Told
    {
        get
        {
            lock (_told)
                return string.Join(' ', _told);
        }
    }

    public void OnNext(T value) => Note("next");

    public void OnError(Exception error) => Note(error is PendingCancelledException ? "cancelled" : "error");

    public void OnCompleted() => Note("completed");

    internal void OnDone(Pending pending) => Note(pending.Status.ToString());

    private void Note(string what)
    {
        lock (_told)
        {
            if (_told.Count == 0)
                order?.Add(number);
            _told.Add(what);
        }
    }
}
