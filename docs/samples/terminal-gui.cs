// The notebook's live cell in a terminal: a caller as a guest of Terminal.Gui's main loop. Each worker shows in a line of its own what it does, and a clock shows
// that the GUI stays alive. The Stop button cancels all of it; so do Esc and Ctrl-C, which then close the window.
// --for 3s presses Stop and closes by itself, --fail 7 makes the seventh call fail. Redirected, the same GUI runs unseen, and its last picture is printed.
// sample-args: --for 3s --fail 7
#:project ../../Caller.Reactive/Caller.Reactive.csproj
#:include hosts/TerminalGuiLoop.cs
#:package Terminal.Gui
#:property NoWarn=$(NoWarn);NU1603;CA2266

using System.Globalization;
using System.Reactive.Linq;
using CallerReactive;
using Samples;
using Terminal.Gui.App;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

var (limit, failing) = (TimeLimit(args), Failing(args));
var unseen = Console.IsOutputRedirected;
if (unseen)
    Environment.SetEnvironmentVariable("DisableRealDriverIO", "1"); // else Terminal.Gui would find the terminal all the same
Application.MaximumIterationsPerSecond = 100; // it sleeps in between; 25 by default

using var app = Application.Create().Init("ansi");
app.Keyboard.KeyBindings.Add(Key.C.WithCtrl, Command.Quit);
using var window = new LiveWindow();
using var stop = new CancellationTokenSource();
var (started, finished, failed, cancelled, ticks, strays) = (0, 0, 0, 0, 0, 0);

// The program runs the application; the caller is a guest in its loop.
var caller = Caller.Attach(new TerminalGuiLoop(app, window), new CallerOptions { Name = "Shell" });
var isClosing = limit is not null;
Pending? cell = null;
window.Stop.Accepting += (_, pressed) =>
{
    pressed.Handled = true;
    stop.Cancel();
};

// Whoever closes the window has to wait until everything has come home. Meanwhile the GUI stays alive.
window.IsRunningChanging += (_, change) =>
{
    if (change.NewValue || caller.Stopped.IsDone)
        return;
    change.Cancel = isClosing = true;
    stop.Cancel();
    CloseWhenDone();
};

using var clock = Observable.Interval(TimeSpan.FromMilliseconds(100), caller).Subscribe(_ => Home(() => window.ShowTime(++ticks)));
cell = caller.CallSoon(Cell);
cell.OnDone(_ => caller.CallDirect(CloseWhenDone));
caller.Stopped.OnDone(_ => app.Invoke(() => app.RequestStop(window)));
app.Run(window);

if (unseen)
    Console.WriteLine(window.Picture);
Console.WriteLine($"{started} calls: {finished} finished, {failed} failed, {cancelled} cancelled. The clock ticked {ticks} times.");
Console.WriteLine(strays == 0 ? "All of it came home to the GUI's thread." : $"{strays} times something did not come home.");
var isWhole = cell.Status == PendingStatus.Succeeded && started == finished + failed + cancelled && failed == (failing <= started ? 1 : 0);
return isWhole && strays == 0 && finished > 0 && ticks > 0 ? 0 : 1;

void CloseWhenDone()
{
    if (isClosing && cell is { IsDone: true })
        caller.Stop();
}

// The notebook's cell: an endless generator feeds workers, and their results are taken as they complete.
async Task Cell()
{
    using var pressed = limit is { } time ? caller.CallLater(time, stop.Cancel).AsDisposable() : null;
    try
    {
        await foreach (var pending in caller.AsCompleted(RunForever()))
            Home(() => Show(pending));
        window.Say("Stopped. Esc closes the window.");
    }
    catch (Exception e) when (!unseen)
    {
        MessageBox.ErrorQuery(app, "The cell failed", e.ToString(), "_Close"); // a dialog in a call: the clock goes on
        throw;
    }
}

async IAsyncEnumerable<Pending<int>> RunForever()
{
    while (!stop.IsCancellationRequested)
    {
        var n = ++started;
        yield return caller.ToThread(token => Task.FromResult(MyFunc(n, token)), stop.Token);
    }
}

// On a worker. What it has to show it hands to the caller, for the GUI's thread.
int MyFunc(int n, CancellationToken token)
{
    const int steps = 10;
    var worker = Caller.Current!.Name;
    var sleep = TimeSpan.FromSeconds(0.2 + Random.Shared.NextDouble());
    for (var step = 0; step <= steps; step++)
    {
        var done = (float)step / steps;
        caller.CallDirect(() => Home(() => window.ShowLine(worker, done, $"n={n:0000} sleeping {sleep.TotalMilliseconds, 4:0} ms")));
        if (step == steps / 2 && n == failing)
            throw new InvalidOperationException($"The call n={n:0000} was to fail, and did.");
        if (step < steps && token.WaitHandle.WaitOne(sleep / steps))
            caller.CallDirect(() => Home(() => window.ShowLine(worker, done, $"n={n:0000} cancelled")));
        token.ThrowIfCancellationRequested();
    }

    return n;
}

void Show(Pending<int> pending)
{
    if (pending.Status == PendingStatus.Succeeded)
        window.Say($"Finished: {pending.Result:0000} ({++finished} in all)");
    else if (pending.Status == PendingStatus.Cancelled)
        cancelled++;
    else
        window.ShowError($"{++failed} failed: {pending.Exception!.Message}");
}

// Counts what would touch the GUI from elsewhere.
void Home(Action show)
{
    if (app.MainThreadId == Environment.CurrentManagedThreadId && Caller.Current == caller)
        show();
    else
        Interlocked.Increment(ref strays);
}

static TimeSpan? TimeLimit(string[] args) =>
    Option(args, "--for") is { } time ? TimeSpan.FromSeconds(double.Parse(time.TrimEnd('s'), CultureInfo.InvariantCulture)) : null;

static int Failing(string[] args) => Option(args, "--fail") is { } n ? int.Parse(n, CultureInfo.InvariantCulture) : int.MaxValue;

static string? Option(string[] args, string name) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

/// <summary>A clock, a button, and a line for each worker.</summary>
internal sealed class LiveWindow : Window
{
    private readonly Dictionary<string, (ProgressBar Bar, Label Text)> _lines = [];
    private readonly Label _clock = new() { X = Pos.AnchorEnd() };
    private readonly Label _result = new() { Y = Pos.AnchorEnd(2) };
    private readonly Label _error = new() { Y = Pos.AnchorEnd(1), SchemeName = "Error" };

    public LiveWindow()
    {
        Title = "Caller.Reactive in Terminal.Gui (Esc closes)";
        Add(Stop, _clock, _result, _error);
    }

    public Button Stop { get; } = new() { Title = "_Stop", ShadowStyle = null };

    public string Picture => App?.Driver?.ToString()?.TrimEnd() ?? "";

    public void ShowTime(int ticks) => _clock.Text = $"{DateTime.Now:HH:mm:ss} {@"|/-\"[ticks % 4]}";

    public void Say(string text) => _result.Text = text;

    public void ShowError(string text) => _error.Text = text;

    public void ShowLine(string worker, float done, string text)
    {
        if (!_lines.TryGetValue(worker, out var line))
        {
            var y = 2 + _lines.Count;
            _lines[worker] = line = (
                new()
                {
                    X = 17,
                    Y = y,
                    Width = 30,
                },
                new() { X = 49, Y = y }
            );
            Add(new Label { Text = worker, Y = y }, line.Bar, line.Text);
        }

        line.Bar.Fraction = done;
        line.Text.Text = text;
    }
}
