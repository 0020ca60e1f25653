using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.LoopTests;

/// <summary>Threads that would wait for each other for ever are told, with names.</summary>
public sealed class WaitGraphTests
{
    [Test]
    public void Wait_OnTheOwnCaller_ThrowsAndNamesIt()
    {
        using var host = new OwnThreadHost(new CallerOptions { Name = "alone" });
        var waiting = host.Caller.CallSoon(() => host.Caller.CallSoon(() => 7).Wait());
        Assert.That(() => host.Await(waiting.AsTask()), Throws.InvalidOperationException.With.Message.Contains("'alone'"));
    }

    [Test]
    public void Wait_InACircleOfThree_ThrowsAndNamesThemInOrder()
    {
        using var a = new OwnThreadHost(new CallerOptions { Name = "a" });
        using var b = new OwnThreadHost(new CallerOptions { Name = "b" });
        using var c = new OwnThreadHost(new CallerOptions { Name = "c" });

        // Each waits for the next; whoever comes last closes the circle and is told.
        var outcome = a.Caller.CallSoon(() =>
            b.Caller.CallSoon(() => c.Caller.CallSoon(() => a.Caller.CallSoon(() => 7).Wait()).Wait()).Wait()
        );
        Assert.That(
            () => Waiting.For(outcome.AsTask()),
            Throws.InvalidOperationException.With.Message.Match(
                "the caller '(a' waits for 'b', which waits for 'c', which waits for 'a|b' waits for 'c', which waits for 'a', which waits for 'b|c' waits for 'a', which waits for 'b', which waits for 'c)'"
            )
        );
    }

    [Test]
    public void Wait_OnTwoThatCrossEachOther_TellsExactlyOne()
    {
        using var a = new OwnThreadHost(new CallerOptions { Name = "a" });
        using var b = new OwnThreadHost(new CallerOptions { Name = "b" });
        using var both = new Barrier(2);
        var first = a.Caller.CallSoon(() => Cross(b.Caller));
        var second = b.Caller.CallSoon(() => Cross(a.Caller));
        var told = new[] { Waiting.For(first.AsTask()), Waiting.For(second.AsTask()) };
        Assert.That(told, Is.EquivalentTo(new[] { true, false }));

        bool Cross(Caller other)
        {
            both.SignalAndWait();
            try
            {
                other.CallSoon(() => 7).Wait();
                return false;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }

    [Test]
    public void Send_ThatCrosses_ThrowsInsteadOfBlocking()
    {
        using var a = new OwnThreadHost(new CallerOptions { Name = "a" });
        using var b = new OwnThreadHost(new CallerOptions { Name = "b" });
        var outcome = a.Caller.CallSoon(() => b.Caller.CallSoon(() => a.Caller.SynchronizationContext.Send(static _ => { }, null)).Wait());
        Assert.That(
            () => Waiting.For(outcome.AsTask()),
            Throws.InvalidOperationException.With.Message.Match("'b'(, which)? waits for 'a'")
        );
    }

    [Test]
    public void Enter_PastAWaitThatLeadsNowhere_NamesOnlyTheCircle()
    {
        var (circle, between, elsewhere) = (Loop("circle"), Loop("between"), Loop("elsewhere"));
        between.On(() =>
        {
            using (WaitGraph.Enter(elsewhere, "this"))
            using (WaitGraph.Enter(circle, "that"))
            {
                circle.On(() =>
                    Assert.That(
                        () => WaitGraph.Enter(between, "it"),
                        Throws.InvalidOperationException.With.Message.EqualTo(
                            "Waiting for it would never end: the caller 'circle' waits for 'between', which waits for 'circle'. Await it instead."
                        )
                    )
                );
            }
        });

        static ManualLoop Loop(string name) => new(new ManualOwner { Name = name }, TimeProvider.System);
    }

    [Test]
    public void Scope_AfterItsWait_LeavesNothingBehind()
    {
        using var a = new OwnThreadHost(new CallerOptions { Name = "a" });
        using var b = new OwnThreadHost(new CallerOptions { Name = "b" });
        for (var i = 0; i < 10; i++)
        {
            Waiting.For(a.Caller.CallSoon(() => b.Caller.CallSoon(() => 7).Wait()).AsTask());
            Waiting.For(b.Caller.CallSoon(() => a.Caller.CallSoon(() => 7).Wait()).AsTask());
        }

        Assert.That((WaitGraph.WhatBlocks(a.Caller.Loop), WaitGraph.WhatBlocks(b.Caller.Loop)), Is.EqualTo(((string?)null, (string?)null)));
    }
}
