namespace CallerReactive.Tests.Pendings;

public sealed class ListenerListTests
{
    [Test]
    public void WithRandomComingAndGoing_ItHoldsTheOthersInOrder([Random(5)] int seed)
    {
        var random = new Random(seed);
        var (first, second) = (new Probe(), new Probe());
        var list = new ListenerList(first, second);
        List<PendingListener> expected = [first, second];
        for (var i = 0; i < 1000; i++)
        {
            if (expected.Count > 0 && random.Next(100) < 49)
            {
                var gone = expected[random.Next(expected.Count)];
                expected.Remove(gone);
                list.Remove(gone);
                list.Remove(gone);
            }
            else
            {
                var added = new Probe();
                expected.Add(added);
                Assert.That(list.TryAdd(added), Is.True);
            }
        }

        Assert.That(list.Close().Where(listener => listener is not null), Is.EqualTo(expected), $"seed {seed}");
        Assert.That(list.TryAdd(new Probe()), Is.False);
    }

    [Test]
    public void OneThatWasTakenOut_DoesNotTakeOutWhoTookItsPlace()
    {
        var (first, second) = (new Probe(), new Probe());
        var list = new ListenerList(first, second);
        list.Remove(first);
        for (var i = 0; i < 10; i++)
            list.TryAdd(new Probe()); // closes the hole: index 0 is now the second's
        list.Remove(first);
        Assert.That(list.Close().Count(listener => listener is not null), Is.EqualTo(11));
    }

    [Test]
    public void OneThatIsNotInIt_IsNotTakenOutAgain()
    {
        var (first, second) = (new Probe(), new Probe());
        var list = new ListenerList(first, second);
        Assert.That((list.Remove(second), list.Remove(second)), Is.EqualTo((true, false)));
        Assert.That((list.RemoveFirst(), list.RemoveFirst()), Is.EqualTo((true, false)));
    }

    [Test]
    public void WhileTheyAreTold_NoneIsShownOrTakenOut()
    {
        var (first, second) = (new Probe(), new Probe());
        var list = new ListenerList(first, second);
        Assert.That(list.Snapshot(), Is.EqualTo([first, second]));
        list.Close();
        Assert.That(list.Snapshot(), Is.Empty);
        Assert.That(list.Remove(first), Is.False);
    }

    private sealed class Probe : PendingListener
    {
        internal override void OnDone(Pending pending) { }
    }
}
