namespace CallerReactive;

public sealed partial class Caller : IEndingOwner
{
    bool IEndingOwner.IsStopping => State >= CallerState.Stopping;

    IDisposable IEndingOwner.EndWith(IEndsWithCaller participant, bool ofStop)
    {
        var link = new EndLink(this, participant);
        if (!AddLastTurn(link))
        {
            link.OnLastTurn();
            return link;
        }

        if (ofStop)
        {
            link.Stop = Stopping.OnDone(_ => participant.OnStopping($"The caller '{Name}' is stopping."));
        }

        return link;
    }

    private sealed class EndLink(Caller caller, IEndsWithCaller participant) : ILastTurn, IDisposable
    {
        internal IDisposable? Stop { get; set; }

        public void OnLastTurn() => participant.OnLastTurn($"The caller '{caller.Name}' has stopped.");

        public void Dispose()
        {
            caller.RemoveLastTurn(this);
            Stop?.Dispose();
        }
    }
}
