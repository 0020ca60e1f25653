namespace CallerReactive.Tests.Groups;

internal enum End
{
    None,
    Success,
    Failure,
    Cancellation,
}

/// <summary>What the table at the head of PendingGroup.cs says, in its simplest form: one thread, and everything takes effect at once.</summary>
internal sealed class GroupModel(PendingGroupMode mode, GroupModel? outer)
{
    private readonly List<GroupModel> _inner = [];
    private bool _memberWasCancelled;
    private bool _outside;

    public GroupModel? Outer => outer;

    public List<MemberModel> Members { get; } = [];

    public List<string> Failures { get; } = [];

    public bool IsCancelled { get; private set; }

    /// <summary>What left the body, other than the cancellation of its group.</summary>
    public Exception? BodyFailure { get; set; }

    public bool HasEnded { get; set; }

    public GroupModel Open(PendingGroupMode innerMode)
    {
        var inner = new GroupModel(innerMode, this);
        _inner.Add(inner);
        if (IsCancelled)
        {
            inner.CancelFromOutside();
        }

        return inner;
    }

    public MemberModel Start(string name)
    {
        var member = new MemberModel(name);
        var cancelled = false;
        for (var group = this; group is not null; group = group.Outer)
        {
            group.Members.Add(member);
            cancelled |= group.IsCancelled;
        }

        if (cancelled)
        {
            Finish(member, End.Cancellation);
        }

        return member;
    }

    /// <summary>A member of this group, and so of all around it, ends.</summary>
    public void Finish(MemberModel member, End end)
    {
        if (member.End != End.None)
        {
            return;
        }

        member.End = end;
        for (var group = this; group is not null; group = group.Outer)
        {
            group.Judge(member);
        }
    }

    public void Cancel()
    {
        if (IsCancelled || HasEnded)
        {
            return;
        }

        IsCancelled = true;
        foreach (var inner in _inner)
        {
            inner.CancelFromOutside();
        }

        foreach (var member in Members.ToList())
        {
            Finish(member, End.Cancellation);
        }
    }

    public void CancelFromOutside()
    {
        if (!HasEnded)
        {
            _outside = true;
            Cancel();
        }
    }

    /// <summary>How the group is left: "E" and "A" with what was thrown, "P", or quietly.</summary>
    public string Outcome()
    {
        if (BodyFailure is not null)
        {
            return $"E {BodyFailure.GetType().Name} {BodyFailure.Message}";
        }

        if (Failures.Count > 0)
        {
            return $"A {string.Join(',', Failures)}";
        }

        var throws = mode is PendingGroupMode.CancelAndThrow or PendingGroupMode.ThrowAtEnd;
        return _outside || _memberWasCancelled || (IsCancelled && throws) ? "P" : "";
    }

    private void Judge(MemberModel member)
    {
        if (member.End == End.Failure)
        {
            Failures.Add(member.Name);
            Cancel();
        }
        else if (member.End == End.Cancellation && !IsCancelled)
        {
            switch (mode)
            {
                case PendingGroupMode.CancelAndThrow:
                case PendingGroupMode.CancelQuietly:
                    Cancel();
                    break;
                case PendingGroupMode.ThrowAtEnd:
                    _memberWasCancelled = true;
                    break;
            }
        }
    }
}

internal sealed class MemberModel(string name)
{
    public string Name => name;

    public End End { get; set; }
}
