using System.Reactive;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Repo;

/// <summary>The lines of a stall in docs/diagnostics.md are what is really logged in that situation.</summary>
public sealed class StallTextTests
{
    private static readonly string Page = Repository.Read("docs/diagnostics.md");

    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TearDown]
    public void Open() => _gate.Set();

    [Test]
    public async Task TheStallInThePage_IsWhatIsLogged()
    {
        var (clock, log) = (new FakeTimeProvider(), new Recorder());
        await using var db = Caller.StartNew("db");
        await using var net = Caller.StartNew("net");
        await using var ui = Caller.StartNew(
            new CallerOptions
            {
                Name = "ui",
                StallThreshold = TimeSpan.FromSeconds(2),
                TimeProvider = clock,
                Logger = log,
            }
        );
        var readAll = db.ScheduleCall(ReadAll, new CallOptions { Name = "read all" });
        await _reading.Task.InTime();
        var view = new MainView(readAll);
        var show = await net.ScheduleCall(
                () => ui.ScheduleCall(view.Show, new CallOptions { Name = "show" }),
                new CallOptions { Name = "refresh" }
            )
            .InTime();
        await Polling.Until(() => ui.GetSnapshot().BlockedFor is not null);
        for (var i = 0; i < 12; i++)
        {
            _ = ui.CallSoon(static () => { });
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(5.3));
        _gate.Set();
        await show.InTime();
        await ui.CallSoon(static () => { }).InTime();

        var lines = log.Lines.Where(static line => line.StartsWith("Warning: ", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(
            Page,
            Does.Contain(
                string.Join('\n', lines.Select(static line => line["Warning: ".Length..]))
                    .Replace("StallTextTests.", "", StringComparison.Ordinal)
            )
        );
    }

    private void ReadAll()
    {
        _reading.SetResult();
        _gate.Block();
    }

    private sealed class MainView(Pending<Unit> readAll)
    {
        public void Show() => readAll.Wait();
    }
}
