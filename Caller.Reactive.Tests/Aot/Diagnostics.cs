using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Aot;

/// <summary>Seeing inside: snapshots, stalls with their log, refused waits. Ahead of time it is not given that methods still have names.</summary>
internal static class Diagnostics
{
    private static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal static async Task Run(Checks checks)
    {
        await Stall(checks);
        await StallAfterAwait(checks);
        await Circle(checks);
    }

    private static async Task Stall(Checks checks)
    {
        using var gate = new ManualResetEventSlim();
        var log = new Texts();
        await using var ui = Caller.StartNew("ui");
        await using var db = StartWatched(log);
        var (begun, over) = (Next(db, "read all", isOver: false), Next(db, "read all", isOver: true));
        var reading = await ui.CallSoon(() => db.ScheduleCall(ReadAll, new CallOptions { Name = "read all" }));
        checks.That((await begun).HeldBy == "call 'read all' (Diagnostics.ReadAll), submitted by 'ui'");

        _ = db.ScheduleCall(() => { }, new CallOptions { Name = "load" });
        _ = db.ScheduleCall(() => { }, new CallOptions { Name = "load later", Delay = TimeSpan.FromHours(1) });
        var seen = db.GetSnapshot();
        checks.That(seen.Running.Single() is { Name: "read all", Method: "Diagnostics.ReadAll", HoldsThread: true });
        checks.That((seen.Queued.Single().Method, seen.Due.Single().Name) == ("Diagnostics.lambda in Stall", "load later"));
        string[] shown = ["Caller 'db'", "runs", "read all", "Diagnostics.ReadAll", "queued", "due in"];
        checks.That(Array.TrueForAll(shown, part => seen.ToString().Contains(part, StringComparison.Ordinal)));

        gate.Set();
        checks.That((await over).HeldFor >= Threshold);
        await reading;
        checks.That(log.Written(50, "The caller 'db' has not turned for ", "Diagnostics.ReadAll"));
        checks.That(log.Written(51, "The caller 'db' turns again after ", "Diagnostics.ReadAll"));

        void ReadAll() => gate.Wait(Patience);
    }

    private static async Task StallAfterAwait(Checks checks)
    {
        using var gate = new ManualResetEventSlim();
        await using var db = StartWatched(new Texts());
        var begun = Next(db, null, isOver: false);
        var reading = db.CallSoon(ReadOn);
        checks.That((await begun).HeldBy == "continuation Diagnostics.ReadOn");
        gate.Set();
        await reading;

        async Task ReadOn()
        {
            await Task.Yield();
            gate.Wait(Patience);
        }
    }

    private static async Task Circle(Checks checks)
    {
        await using var ui = Caller.StartNew("ui");
        await using var db = Caller.StartNew("db");
        var asked = ui.CallSoon(() => db.CallSoon(() => ui.CallSoon(() => { }).Wait()).Wait());
        await asked.WhenDone();
        // Whichever of the two waits second closes the circle.
        string[] circles = ["the caller 'db' waits for 'ui', which waits for 'db'", "the caller 'ui' waits for 'db', which waits for 'ui'"];
        var message = (asked.Exception as InvalidOperationException)?.Message ?? "";
        checks.That(Array.Exists(circles, circle => message.Contains($"would never end: {circle}", StringComparison.Ordinal)));
    }

    private static Caller StartWatched(ILogger log) =>
        Caller.StartNew(
            new CallerOptions
            {
                Name = "db",
                Logger = log,
                StallThreshold = Threshold,
            }
        );

    /// <summary>The report of that call, or without a name of a continuation: on a slow machine others are stalls too.</summary>
    private static Task<CallerStalledEventArgs> Next(Caller caller, string? name, bool isOver)
    {
        var told = new TaskCompletionSource<CallerStalledEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.Stalled += (_, e) =>
        {
            if (e.IsOver == isOver && (name is null ? e.Item?.Kind == CallerItemKind.Continuation : e.Item?.Name == name))
            {
                told.TrySetResult(e);
            }
        };
        return told.Task.WaitAsync(Patience);
    }

    /// <summary>Keeps what is logged, with the values that it was made from.</summary>
    private sealed class Texts : ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text, object? Caller)> _written = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            _written.Enqueue((eventId.Id, formatter(state, exception), values.FirstOrDefault(static value => value.Key == "Caller").Value));
        }

        internal bool Written(int id, string start, string part) =>
            _written.Any(one =>
                one.Id == id
                && Equals(one.Caller, "db")
                && one.Text.StartsWith(start, StringComparison.Ordinal)
                && one.Text.Contains(part, StringComparison.Ordinal)
            );
    }
}
