// The notebook's live cell: an endless async generator feeds ToThread, one line per worker shows what it sleeps, results stream in below.
// q or Ctrl-C stops it. --for 3s stops it by itself.
// sample-args: --for 3s
#:project ../../Caller.Reactive/Caller.Reactive.csproj
#:package Spectre.Console

using System.Globalization;
using System.Reactive.Linq;
using CallerReactive;
using Spectre.Console;

return Caller.Run(Main, new CallerOptions { Name = "Shell" });

async Task<int> Main(Caller shell)
{
    using var stop = new CancellationTokenSource(); // the Stop button
    using var keys = WatchKeys(shell, stop);
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true; // end well instead
        stop.Cancel();
    };
    if (TimeLimit(args) is { } limit)
        _ = shell.CallLater(limit, stop.Cancel);

    IView view = Console.IsOutputRedirected ? new PlainLines() : new LiveTable();
    var (started, finished) = (0, 0);
    await view.Run(
        shell,
        async () =>
        {
            // As they complete, at most ten at a time: taking a result is what lets the generator go on.
            await foreach (var pending in shell.AsCompleted(RunForever()))
            {
                view.Finished(await pending);
                finished++;
            }
        }
    );

    Console.WriteLine($"{finished} results from {view.Workers} workers; {started - finished} left unfinished");
    return finished > 0 && started == finished ? 0 : 1;

    // The generator runs on the shell's caller, so it needs no lock.
    async IAsyncEnumerable<Pending<int>> RunForever()
    {
        while (!stop.IsCancellationRequested)
        {
            var n = ++started;
            yield return shell.ToThread(() => MyFunc(n));
        }
    }

    // On a worker. What it shows it hands to the shell's caller, which alone touches the view.
    int MyFunc(int n)
    {
        var worker = Caller.Current;
        var sleep = TimeSpan.FromSeconds(Random.Shared.NextDouble() / 4);
        shell.CallDirect(() => view.Sleeps(worker, n, sleep));
        Thread.Sleep(sleep);
        return n;
    }
}

// The caller is a scheduler: it also looks at the keyboard. Without one there is nothing to look at.
static IDisposable? WatchKeys(Caller shell, CancellationTokenSource stop) =>
    Console.IsInputRedirected
        ? null
        : Observable
            .Interval(TimeSpan.FromMilliseconds(50), shell)
            .Where(_ => Console.KeyAvailable && Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
            .Subscribe(_ => stop.Cancel());

static TimeSpan? TimeLimit(string[] args) =>
    args switch
    {
        [] => null,
        ["--for", var time]
            when time.EndsWith('s') && double.TryParse(time[..^1], CultureInfo.InvariantCulture, out var seconds) && seconds > 0 =>
            TimeSpan.FromSeconds(seconds),
        _ => throw new ArgumentException($"Usage: live.cs [--for 3s], and not: {string.Join(' ', args)}"),
    };

// What the cell shows. Everything here happens on the shell's caller.
internal interface IView
{
    int Workers { get; }

    Task Run(Caller shell, Func<Task> body);

    void Sleeps(Caller worker, int n, TimeSpan sleep);

    void Finished(int n);
}

internal sealed class LiveTable : IView
{
    private readonly Table _table = new Table()
        .Border(TableBorder.Rounded)
        .AddColumns("Worker", "n", "sleeps")
        .Caption("q or Ctrl-C stops");
    private readonly Dictionary<Caller, int> _rows = [];
    private string _last = "nothing yet";

    public int Workers => _rows.Count;

    public Task Run(Caller shell, Func<Task> body) =>
        AnsiConsole
            .Live(Picture())
            .StartAsync(async display =>
            {
                // Often enough for the eye; each change by itself would be too much for the terminal.
                using var refreshing = Observable
                    .Interval(TimeSpan.FromMilliseconds(50), shell)
                    .Subscribe(_ => display.UpdateTarget(Picture()));
                await body();
                display.UpdateTarget(Picture());
            });

    public void Sleeps(Caller worker, int n, TimeSpan sleep)
    {
        string[] cells =
        [
            worker.Name,
            $"{n:0000}",
            $"{sleep.TotalMilliseconds, 3:0} ms {new string('▪', (int)(sleep.TotalMilliseconds / 10))}",
        ];
        if (_rows.TryAdd(worker, _rows.Count))
        {
            _table.AddRow(cells);
            return;
        }

        for (var column = 0; column < cells.Length; column++)
            _table.UpdateCell(_rows[worker], column, cells[column]);
    }

    public void Finished(int n) => _last = $"{n:0000}";

    private Rows Picture() => new(_table, new Text($"Finished: {_last}"));
}

internal sealed class PlainLines : IView
{
    private readonly HashSet<Caller> _workers = [];
    private int _finished;

    public int Workers => _workers.Count;

    public Task Run(Caller shell, Func<Task> body) => body();

    public void Sleeps(Caller worker, int n, TimeSpan sleep)
    {
        if (_workers.Add(worker))
            Console.WriteLine($"{worker.Name}: n={n:0000} sleeping {sleep.TotalMilliseconds:000} ms");
    }

    public void Finished(int n)
    {
        if (++_finished % 25 == 0)
            Console.WriteLine($"Finished: {n:0000}, the {_finished}th");
    }
}
