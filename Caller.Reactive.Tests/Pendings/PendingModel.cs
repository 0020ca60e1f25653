namespace CallerReactive.Tests.Pendings;

/// <summary>The table at the head of Pending.cs for a source, and a list of who is told: one thread.</summary>
internal sealed class PendingModel
{
    private readonly List<(string Kind, bool Left)> _observers = [];
    private readonly List<string> _told = [];
    private string _state = "Running";
    private bool _cancelRequested;
    private bool? _obeys;
    private int _asked;
    private int _reasons;

    internal int Observers => _observers.Count;

    private bool IsDone => _state != "Running";

    public override string ToString() =>
        $"{_state}{(_cancelRequested ? "!" : "")} {_reasons} reasons, asked {_asked}, told: {string.Join(' ', _told)}";

    /// <summary>Returns what the step returns, where that is a bool.</summary>
    internal bool? Apply(PendingStep step)
    {
        switch (step)
        {
            case PendingStep.Succeed:
                return TryEnd("Succeeded");
            case PendingStep.Fail:
                return TryEnd("Faulted");
            case PendingStep.EndCancelled:
                return TryEndCancelled(withReason: true);
            case PendingStep.Cancel:
                return Cancel();
            case PendingStep.SetCanceller(var obeys):
                _obeys = IsDone ? _obeys : obeys;
                break;
            case PendingStep.Observe(var unsubscribes):
                Observe(unsubscribes ? "leaving" : "observer");
                break;
            case PendingStep.CallBack:
                Observe("callback");
                break;
            case PendingStep.Leave(var which) when Observers > 0:
                _observers[which % Observers] = (_observers[which % Observers].Kind, true);
                break;
        }

        return null;
    }

    private bool TryEnd(string how)
    {
        if (IsDone)
            return false;
        var asAsked = !_cancelRequested;
        End(asAsked ? how : "Cancelled");
        return asAsked;
    }

    private bool TryEndCancelled(bool withReason)
    {
        if (IsDone)
            return false;
        _reasons += withReason ? 1 : 0;
        _cancelRequested = true;
        End("Cancelled");
        return true;
    }

    private bool Cancel()
    {
        if (IsDone)
            return _state == "Cancelled";
        _cancelRequested = true;
        _reasons++;
        switch (_obeys)
        {
            case null:
                End("Cancelled");
                break;
            case true:
                TryEndCancelled(withReason: false);
                break;
            case false:
                _asked++;
                break;
        }

        return true;
    }

    private void End(string how)
    {
        _state = how;
        for (var i = 0; i < Observers; i++)
            Tell(i);
    }

    private void Observe(string kind)
    {
        _observers.Add((kind, false));
        if (IsDone)
            Tell(Observers - 1, isLate: true);
    }

    private void Tell(int index, bool isLate = false)
    {
        var (kind, left) = _observers[index];
        if (left)
            return;
        if (isLate && kind == "leaving")
            kind = "observer"; // it is told inside Subscribe, before there is anything to dispose
        _told.Add(
            $"{index}:"
                + (kind, _state) switch
                {
                    ("callback", _) => _state,
                    ("leaving", "Succeeded") => "next",
                    (_, "Succeeded") => $"next {index}:completed",
                    (_, "Faulted") => nameof(FormatException),
                    _ => nameof(PendingCancelledException),
                }
        );
    }
}
