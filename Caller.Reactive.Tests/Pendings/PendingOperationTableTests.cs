using System.Reactive;

namespace CallerReactive.Tests.Pendings;

/// <summary>Every operation of a pending, and of its source, in every state. A cell is what the operation does or throws at once; "waits" is what it does not do at once.</summary>
public sealed class PendingOperationTableTests
{
    private const string Table = """
        operation        | waiting   | running   | cancelling | succeeded | faulted   | cancelled
        -----------------+-----------+-----------+------------+-----------+-----------+----------
        Status           | Queued    | Running   | Running    | Succeeded | Faulted   | Cancelled
        IsDone           | False     | False     | False      | True      | True      | True
        IsCancelled      | False     | False     | True       | False     | False     | True
        CancelReasons    | 0         | 0         | 1          | 0         | 0         | 1
        Cancel           | True      | True      | True       | False     | False     | True
        CancelAsync      | done      | waits     | waits      | done      | done      | done
        AsDisposable     | Cancelled | Running   | Running    | Succeeded | Faulted   | Cancelled
        Result           | not done  | not done  | cancelled  | value     | error     | cancelled
        Exception        | not done  | not done  | cancelled  | none      | error     | cancelled
        TryGetResult     | False     | False     | False      | True      | False     | False
        Wait             | times out | times out | times out  | value     | error     | cancelled
        WaitAsync        | times out | times out | times out  | value     | error     | cancelled
        AsTask           | waits     | waits     | waits      | value     | error     | cancelled
        await            | waits     | waits     | waits      | value     | error     | cancelled
        WhenDone         | waits     | waits     | waits      | done      | done      | done
        Subscribe        | waits     | waits     | waits      | value     | error     | cancelled
        OnDone           | waits     | waits     | waits      | called    | called    | called
        Protect          | Queued    | Running   | Running    | Succeeded | Faulted   | Cancelled
        Protect.Cancel   | False     | False     | True       | False     | False     | True
        """;

    private const string SourceTable = """
        operation        | running   | cancelling | succeeded | faulted   | cancelled
        -----------------+-----------+------------+-----------+-----------+----------
        TrySetResult     | True      | False      | False     | False     | False
        TrySetException  | True      | False      | False     | False     | False
        TrySetCancelled  | True      | True       | False     | False     | False
        SetCanceller     | asked     | asked      | nothing   | nothing   | nothing
        """;

    private static IEnumerable<TestCaseData> Cells() => CellsOf(Table);

    private static IEnumerable<TestCaseData> SourceCells() => CellsOf(SourceTable);

    private static IEnumerable<TestCaseData> CellsOf(string table)
    {
        var rows = table.Split('\n').Select(static line => line.Split('|').Select(static cell => cell.Trim()).ToArray()).ToList();
        foreach (var row in rows.Skip(2))
        {
            for (var column = 1; column < row.Length; column++)
                yield return new TestCaseData(row[0], rows[0][column], row[column]).SetName($"{row[0]}, {rows[0][column]}: {row[column]}");
        }
    }

    [TestCaseSource(nameof(Cells))]
    public void ACell_IsWhatHappens(string operation, string state, string expected)
    {
        var pending = state == "waiting" ? new ProbePending(PendingState.Queued) : Source(state).Pending;
        Assert.That(Do(pending, operation), Is.EqualTo(expected));
        if (pending.Status == PendingStatus.Faulted)
            _ = pending.Exception;
    }

    [TestCaseSource(nameof(SourceCells))]
    public void ACellOfTheSource_IsWhatHappens(string operation, string state, string expected)
    {
        var source = Source(state);
        var asked = 0;
        var outcome = operation switch
        {
            "TrySetResult" => $"{source.TrySetResult(2)}",
            "TrySetException" => $"{source.TrySetException(new FormatException())}",
            "TrySetCancelled" => $"{source.TrySetCancelled()}",
            _ => Asks(),
        };
        Assert.That(outcome, Is.EqualTo(expected));
        Assert.That(source.Pending.IsDone || operation == "SetCanceller");
        if (source.Pending.Status == PendingStatus.Faulted)
            _ = source.Pending.Exception;

        string Asks()
        {
            source.SetCanceller(_ => asked++);
            source.Pending.Cancel();
            return asked == 1 ? "asked" : "nothing";
        }
    }

    /// <summary>With a canceller that does nothing, so that there is time between the request and the end.</summary>
    private static PendingSource<int> Source(string state)
    {
        var source = new PendingSource<int>();
        source.SetCanceller(static _ => { });
        switch (state)
        {
            case "cancelling":
                source.Pending.Cancel("reason");
                break;
            case "succeeded":
                source.TrySetResult(1);
                break;
            case "faulted":
                source.TrySetException(new FormatException());
                break;
            case "cancelled":
                source.TrySetCancelled("reason");
                break;
        }

        return source;
    }

    private static string Do(Pending<int> pending, string operation) =>
        operation switch
        {
            "Status" => $"{pending.Status}",
            "IsDone" => $"{pending.IsDone}",
            "IsCancelled" => $"{pending.IsCancelled}",
            "CancelReasons" => $"{pending.CancelReasons.Count}",
            "Cancel" => $"{pending.Cancel("again")}",
            "CancelAsync" => End(pending.CancelAsync()),
            "AsDisposable" => Disposed(pending),
            "Result" => Outcome(() => pending.Result),
            "Exception" => Outcome(() => pending.Exception is { } error ? throw error : 0) is var text && text == "value" ? "none" : text,
            "TryGetResult" => $"{pending.TryGetResult(out _)}",
            "Wait" => Outcome(() => pending.Wait(TimeSpan.Zero)),
            "WaitAsync" => Outcome(() => pending.WaitAsync(TimeSpan.Zero).GetAwaiter().GetResult()),
            "AsTask" => pending.AsTask() is { IsCompleted: true } task ? Outcome(() => task.GetAwaiter().GetResult()) : "waits",
            "await" => pending.GetAwaiter() is { IsCompleted: true } awaiter ? Outcome(() => awaiter.GetResult()) : "waits",
            "WhenDone" => End(pending.WhenDone()),
            "Subscribe" => Observed(pending),
            "OnDone" => Called(pending),
            "Protect" => $"{pending.Protect().Status}",
            "Protect.Cancel" => $"{pending.Protect().Cancel()}",
            _ => throw new NotSupportedException(operation),
        };

    private static string Outcome(Func<int> read)
    {
        try
        {
            read();
            return "value";
        }
        catch (PendingCancelledException)
        {
            return "cancelled";
        }
        catch (PendingNotDoneException)
        {
            return "not done";
        }
        catch (TimeoutException)
        {
            return "times out";
        }
        catch (FormatException)
        {
            return "error";
        }
    }

    private static string End(Task task) => task.IsCompletedSuccessfully ? "done" : "waits";

    private static string Disposed(Pending pending)
    {
        pending.AsDisposable().Dispose();
        return $"{pending.Status}";
    }

    private static string Observed(Pending<int> pending)
    {
        var told = "waits";
        using var _ = pending.Subscribe(
            Observer.Create<int>(_ => told = "value", error => told = error is PendingCancelledException ? "cancelled" : "error")
        );
        return told;
    }

    private static string Called(Pending pending)
    {
        var called = "waits";
        using var _ = pending.OnDone(_ => called = "called");
        return called;
    }
}
