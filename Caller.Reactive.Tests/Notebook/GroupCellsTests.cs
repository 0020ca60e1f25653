using System.Reactive;

namespace CallerReactive.Tests.Notebook;

/// <summary>The notebook's cells "Caller.wait" and "Caller.create_pending_group".</summary>
public sealed class GroupCellsTests
{
    [Test]
    public async Task WaitCell()
    {
        await using var caller = Caller.StartNew("tour");
        var (done, notDone) = await Wait(caller);
        Assert.That((done, notDone), Is.EqualTo((3, 0)));
    }

    [Test]
    public async Task CreatePendingGroupCell()
    {
        await using var caller = Caller.StartNew("tour");
        var output = new StringWriter();
        await CreatePendingGroup(caller, output);
        Assert.That(
            output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(["In context pending= 5", "Out of context pending= 0"])
        );
    }

    private static async Task<(int Done, int NotDone)> Wait(Caller caller)
    {
        var (done, notDone) = await caller.Wait<Unit>([
            caller.CallSoon(async () => await Task.Yield()),
            caller.ToThread(async () => await Task.Yield()),
            caller.CallUsingBackend(CallerBackend.Rx, async () => await Task.Yield()),
        ]);
        return (done.Count, notDone.Count);
    }

    private static async Task CreatePendingGroup(Caller caller, TextWriter output)
    {
        // The notebook's five sleep for a moment, so that its 5 is a matter of luck. These wait until they have been counted.
        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        PendingGroup group;
        await using (group = caller.CreatePendingGroup())
        {
            _ = caller.CallSoon(() => counted.Task);
            _ = caller.CallLater(TimeSpan.Zero, () => counted.Task);
            _ = caller.ToThread(() => counted.Task);
            _ = caller.CallUsingBackend(CallerBackend.Async, () => counted.Task);
            _ = caller.CallUsingBackend(CallerBackend.Rx, () => counted.Task);
            await output.WriteLineAsync($"In context pending= {group.Pending.Count}");
            counted.SetResult();
            group.Complete();
        }

        await output.WriteLineAsync($"Out of context pending= {group.Pending.Count}");
    }
}
