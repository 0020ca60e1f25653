namespace CallerReactive.Tests.LoopTests;

/// <summary>A posted callback: what it is called, and that it is used again.</summary>
public sealed class PostItemTests
{
    private readonly ManualLoop _loop = new(new ManualOwner(), new CreepingTime(TimeSpan.Zero));

    [Test]
    public void Label_IsWhatTheUserWroteAsFarAsItIsKnown()
    {
        SendOrPostCallback callback = static _ => { };
        Action action = static () => { };
        Assert.That(LabelOf(action), Is.SameAs(action));
        Assert.That(LabelOf(Task.CompletedTask), Is.SameAs(Task.CompletedTask), "the state machine of an async method");
        Assert.That(LabelOf("a state"), Is.SameAs(callback));

        object? LabelOf(object state)
        {
            var item = new PostItem(_loop);
            item.Set(callback, state);
            return item.Label;
        }
    }

    [Test]
    public void Run_GivesTheItemBackForTheNextPost()
    {
        var ran = 0;
        var first = _loop.Posts.Rent();
        first.Set(_ => ran++, null);
        _loop.Enqueue(first);
        _loop.Drain();
        Assert.That((ran, first.Label), Is.EqualTo((1, (object?)null)));
        Assert.That(_loop.Posts.Rent(), Is.SameAs(first));
    }
}
