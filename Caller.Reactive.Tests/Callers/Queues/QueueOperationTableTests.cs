namespace CallerReactive.Tests.Callers.Queues;

/// <summary>Every operation of a queue in every state. In all of them but the last one its handler is busy with an item.</summary>
public sealed class QueueOperationTableTests
{
    private const string Table = """
        operation    | open      | full      | completing | cancelled | ended
        -------------+-----------+-----------+------------+-----------+----------
        Count        | 1         | 2         | 1          | 0         | 0
        TryPost      | True      | False     | False      | False     | False
        PostAsync    | in        | waits     | refused    | refused   | refused
        Complete     | Running   | Running   | Running    | Running   | Succeeded
        Completion   | Running   | Running   | Running    | Running   | Succeeded
        Cancel       | True      | True      | True       | True      | False
        DisposeAsync | waits     | waits     | waits      | waits     | done
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
        await using var caller = Caller.StartNew("queues");
        var letGo = new TaskCompletionSource();
        var busy = new TaskCompletionSource();
        var queue = caller.OpenQueue<int>(
            async (_, _) =>
            {
                busy.TrySetResult();
                await letGo.Task;
            },
            new CallerQueueOptions { Capacity = 2 }
        );
        queue.TryPost(0);
        await busy.Task.WaitAsync(limit);
        queue.TryPost(1);
        switch (state)
        {
            case "full":
                queue.TryPost(2);
                break;
            case "completing":
                queue.Complete();
                break;
            case "cancelled":
                queue.Completion.Cancel();
                break;
            case "ended":
                queue.Complete();
                letGo.SetResult();
                await queue.Completion.WhenDone(limit);
                break;
        }

        Assert.That(Do(queue, operation), Is.EqualTo(expected));
        letGo.TrySetResult();
        await queue.DisposeAsync();
        Assert.That((queue.Count, queue.Completion.IsDone, queue.TryPost(3)), Is.EqualTo((0, true, false)));
    }

    private static string Do(CallerQueue<int> queue, string operation)
    {
        switch (operation)
        {
            case "Count":
                return $"{queue.Count}";
            case "TryPost":
                return $"{queue.TryPost(9)}";
            case "PostAsync":
                var post = queue.PostAsync(9).AsTask();
                return post.IsCompletedSuccessfully ? "in"
                    : post.IsCompleted ? "refused"
                    : "waits";
            case "Complete":
                queue.Complete();
                return $"{queue.Completion.Status}";
            case "Completion":
                return $"{queue.Completion.Status}";
            case "Cancel":
                return $"{queue.Completion.Cancel()}";
            default:
                return queue.DisposeAsync().AsTask().IsCompleted ? "done" : "waits";
        }
    }
}
