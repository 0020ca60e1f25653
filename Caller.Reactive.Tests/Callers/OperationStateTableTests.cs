namespace CallerReactive.Tests.Callers;

/// <summary>
/// Every operation of a caller in every state. A cell says what becomes of it in the end: of a call, whether it runs or is cancelled; of the others, what they do or throw.
/// "inside" is a call of the running caller itself, "other" a call of another one. The queue that is got or closed was opened at first; of AsCompleted and Wait the items are another caller's.
/// </summary>
public sealed class OperationStateTableTests
{
    private const string Table = """
        operation           | created   | running   | inside         | other     | stopping   | stopped
        --------------------+-----------+-----------+----------------+-----------+------------+---------------
        CallSoon            | runs      | runs      | runs           | runs      | runs       | cancelled
        CallSoon async      | runs      | runs      | runs           | runs      | runs       | cancelled
        CallLater           | runs      | runs      | runs           | runs      | runs       | cancelled
        CallLater far       | cancelled | cancelled | cancelled      | cancelled | cancelled  | cancelled
        CallUsingBackend    | runs      | runs      | runs           | runs      | runs       | cancelled
        ScheduleCall        | runs      | runs      | runs           | runs      | runs       | cancelled
        ToThread            | runs      | runs      | runs           | runs      | cancelled  | cancelled
        CallDirect          | runs      | runs      | runs           | runs      | runs       | dropped
        Post                | runs      | runs      | runs           | runs      | runs       | runs elsewhere
        SwitchTo            | runs      | runs      | runs           | runs      | runs       | throws
        Schedule            | runs      | runs      | runs           | runs      | runs       | throws
        Schedule due        | runs      | runs      | runs           | runs      | runs       | throws
        SchedulePeriodic    | runs      | runs      | runs           | runs      | runs       | throws
        StartStopwatch      | counts    | counts    | counts         | counts    | counts     | counts
        ObserveOn           | runs      | runs      | runs           | runs      | runs       | throws
        QueueCall           | runs      | runs      | runs           | runs      | dropped    | dropped
        OpenQueue           | runs      | runs      | runs           | runs      | dropped    | dropped
        QueueGet            | gives it  | gives it  | gives it       | gives it  | none       | none
        QueueClose          | closes    | closes    | closes         | closes    | was closed | was closed
        Get                 | a child   | a child   | a child        | a child   | throws     | throws
        EnterAsync          | enters    | enters    | enters         | enters    | throws     | throws
        RunGroupAsync       | runs      | runs      | runs           | runs      | runs       | cancelled
        CreatePendingGroup  | runs      | runs      | runs           | runs      | runs       | cancelled
        CreateStartStopTask | runs      | runs      | runs           | runs      | cancelled  | cancelled
        AsCompleted         | runs      | runs      | runs           | runs      | runs       | runs
        AsCompleted lazy    | runs      | runs      | runs           | runs      | runs       | cancelled
        Wait                | runs      | runs      | runs           | runs      | runs       | cancelled
        Start               | starts    | throws    | throws         | throws    | throws     | throws
        Run                 | runs      | throws    | throws         | throws    | throws     | throws
        RunUntil            | runs      | throws    | throws         | throws    | throws     | throws
        Stop                | stops     | stops     | stops          | stops     | stops      | stops
        Stop protected      | ignored   | ignored   | ignored        | ignored   | ignored    | ignored
        Stop forced         | stops     | stops     | stops          | stops     | stops      | stops
        DisposeAsync        | stops     | stops     | begins to stop | stops     | stops      | stops
        Protect             | protects  | protects  | protects       | protects  | protects   | protects
        GetSnapshot         | looks     | looks     | looks          | looks     | looks      | looks
        CheckAccess         | no        | no        | yes            | no        | no         | no
        VerifyAccess        | throws    | throws    | passes         | throws    | throws     | throws
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
        await using var stage = new OperationStage();
        Assert.That(await stage.Try(operation, state), Is.EqualTo(expected));
    }

    [Test]
    public void EveryOperation_HasARow()
    {
        var rows = Cells().Select(static cell => ((string)cell.Arguments[0]!).Split(' ')[0]).ToHashSet();
        var operations = typeof(Caller)
            .GetMethods(
                System.Reflection.BindingFlags.Public
                    | System.Reflection.BindingFlags.Instance
                    | System.Reflection.BindingFlags.DeclaredOnly
            )
            .Where(static method => !method.IsSpecialName && method.Name != nameof(ToString))
            .Select(static method => method.Name)
            .Except(rows);
        Assert.That(operations, Is.Empty);
    }
}
