namespace CallerReactive.Tests.Groups;

/// <summary>Every operation of a group in every state; in all but the last one it has a member that goes on until it is let go.</summary>
public sealed class GroupOperationTableTests
{
    private const string Table = """
        operation    | open      | completed | cancelled | leaving   | left
        -------------+-----------+-----------+-----------+-----------+----------
        Pending      | 1         | 1         | 1         | 1         | 0
        IsCancelled  | False     | False     | True      | False     | False
        Token        | False     | False     | True      | False     | False
        Cancel       | cancels   | cancels   | nothing   | cancels   | nothing
        Complete     | done      | done      | done      | throws    | throws
        DisposeAsync | waits     | waits     | waits     | waits     | done
        CallSoon     | a member  | a member  | cancelled | no member | no member
        """;

    private static IEnumerable<TestCaseData> Cells()
    {
        var rows = Table.Split('\n').Select(static line => line.Split('|').Select(static cell => cell.Trim()).ToArray()).ToList();
        foreach (var row in rows.Skip(2))
        {
            for (var column = 1; column < row.Length; column++)
                yield return new TestCaseData(row[0], rows[0][column], row[column]).SetName($"{row[0]}, {rows[0][column]}: {row[column]}");
        }
    }

    [TestCaseSource(nameof(Cells))]
    public async Task ACell_IsWhatHappens(string operation, string state, string expected)
    {
        var limit = TestContext.CurrentContext.CancellationToken;
        await using var caller = Caller.StartNew("groups");
        var letGo = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var group = caller.CreatePendingGroup();
        var member = caller.CallSoon(async () =>
        {
            begun.SetResult();
            await letGo.Task; // does not listen
        });
        await begun.Task.WaitAsync(limit);
        Task? leaving = null;
        switch (state)
        {
            case "completed":
                group.Complete();
                break;
            case "cancelled":
                group.Cancel("reason");
                break;
            case "leaving" or "left":
                group.Complete();
                leaving = group.DisposeAsync().AsTask();
                break;
        }

        if (state == "left")
        {
            letGo.SetResult();
            await leaving!.WaitAsync(limit);
        }

        Assert.That(Do(caller, group, operation), Is.EqualTo(expected));
        letGo.TrySetResult();
        try
        {
            await group.DisposeAsync().AsTask().WaitAsync(limit);
        }
        catch (PendingCancelledException)
        {
            // the cell cancelled it
        }

        await member.WhenDone(limit);
        Assert.That(group.Pending, Is.Empty);
        if (leaving is not null)
            await leaving.WaitAsync(limit);
    }

    private static string Do(Caller caller, PendingGroup group, string operation)
    {
        switch (operation)
        {
            case "Pending":
                return $"{group.Pending.Count}";
            case "IsCancelled":
                return $"{group.IsCancelled}";
            case "Token":
                return $"{group.CancellationToken.IsCancellationRequested}";
            case "Cancel":
                var before = group.IsCancelled;
                group.Cancel("now");
                return group.IsCancelled != before ? "cancels" : "nothing";
            case "Complete":
                try
                {
                    group.Complete();
                    return "done";
                }
                catch (InvalidOperationException)
                {
                    return "throws";
                }

            case "DisposeAsync":
                return group.DisposeAsync().AsTask().IsCompleted ? "done" : "waits";
            default:
                var call = caller.CallSoon(static token => Task.Delay(50, token));
                return call.IsCancelled ? "cancelled"
                    : group.Pending.Contains(call) ? "a member"
                    : "no member";
        }
    }
}
