namespace CallerReactive.Tests.Callers;

/// <summary>
/// Every operation of a caller in every state. A cell says what becomes of it in the end: of a call, whether it runs or is cancelled; of the others, what they do or throw.
/// "inside" is a call of the running caller itself, "other" a call of another one.
/// </summary>
public sealed class OperationStateTableTests
{
    private const string Table = """
        operation            | created       | running       | inside        | other         | stopping      | stopped
        ---------------------+---------------+---------------+---------------+---------------+---------------+--------------
        CallSoon             | runs          | runs          | runs          | runs          | runs          | cancelled
        CallSoon async       | runs          | runs          | runs          | runs          | runs          | cancelled
        CallLater            | runs          | runs          | runs          | runs          | runs          | cancelled
        CallLater far        | cancelled     | cancelled     | cancelled     | cancelled     | cancelled     | cancelled
        CallUsingBackend     | runs          | runs          | runs          | runs          | runs          | cancelled
        ScheduleCall         | runs          | runs          | runs          | runs          | runs          | cancelled
        ToThread             | runs          | runs          | runs          | runs          | cancelled     | cancelled
        CallDirect           | runs          | runs          | runs          | runs          | runs          | dropped
        Post                 | runs          | runs          | runs          | runs          | runs          | runs elsewhere
        SwitchTo             | runs          | runs          | runs          | runs          | runs          | throws
        Schedule             | runs          | runs          | runs          | runs          | runs          | throws
        Schedule due         | runs          | runs          | runs          | runs          | runs          | throws
        ObserveOn            | runs          | runs          | runs          | runs          | runs          | throws
        QueueCall            | runs          | runs          | runs          | runs          | dropped       | dropped
        OpenQueue            | runs          | runs          | runs          | runs          | dropped       | dropped
        Get                  | a child       | a child       | a child       | a child       | throws        | throws
        EnterAsync           | enters        | enters        | enters        | enters        | throws        | throws
        RunGroupAsync        | runs          | runs          | runs          | runs          | runs          | cancelled
        Wait                 | runs          | runs          | runs          | runs          | runs          | runs     
        Start                | starts        | throws        | throws        | throws        | throws        | throws
        Run                  | runs          | throws        | throws        | throws        | throws        | throws
        RunUntil             | runs          | throws        | throws        | throws        | throws        | throws
        Stop                 | stops         | stops         | stops         | stops         | stops         | stops
        Protect              | protects      | protects      | protects      | protects      | protects      | protects
        GetSnapshot          | looks         | looks         | looks         | looks         | looks         | looks
        CheckAccess          | no            | no            | yes           | no            | no            | no
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
        string[] elsewhere =
        [
            nameof(Caller.AsCompleted), // needs a consumer: AsCompletedTests
            nameof(Caller.CreatePendingGroup), // RunGroupAsync is its main form
            nameof(Caller.CreateStartStopTask), // StartStopTaskTests
            nameof(Caller.DisposeAsync), // Stop, and Stopped
            nameof(Caller.QueueClose), // QueueCallTests
            nameof(Caller.QueueGet), // QueueCallTests
            nameof(Caller.SchedulePeriodic), // as Schedule due
            nameof(Caller.StartStopwatch), // has no state
            nameof(Caller.VerifyAccess), // CheckAccess, thrown
        ];
        var operations = typeof(Caller)
            .GetMethods(
                System.Reflection.BindingFlags.Public
                    | System.Reflection.BindingFlags.Instance
                    | System.Reflection.BindingFlags.DeclaredOnly
            )
            .Where(static method => !method.IsSpecialName && method.Name != nameof(ToString))
            .Select(static method => method.Name)
            .Except(rows)
            .Except(elsewhere);
        Assert.That(operations, Is.Empty);
    }
}
