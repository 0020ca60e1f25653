// Seeing inside: a snapshot of a busy caller, the report of a stall, a refused deadlock, and what the meter says.
#:project ../../Caller.Reactive/Caller.Reactive.csproj

using System.Diagnostics.Metrics;
using CallerReactive;

var counts = new SortedDictionary<string, double>();
using var meter = new MeterListener();
meter.InstrumentPublished = (instrument, listener) =>
{
    if (instrument.Meter.Name == "Caller.Reactive")
        listener.EnableMeasurementEvents(instrument);
};
meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
meter.Start();

using var gate = new ManualResetEventSlim();
using var reported = new SemaphoreSlim(0);
await using var ui = Caller.StartNew("ui");
await using var db = Caller.StartNew(new CallerOptions { Name = "db", StallThreshold = TimeSpan.FromMilliseconds(50) });
db.Stalled += (_, e) =>
{
    Console.WriteLine(e.IsOver ? $"'db' turns again; it was held by {e.HeldBy}" : $"'db' is stalled: {e.HeldBy}");
    reported.Release();
};

Heading("A stall");
var reading = await ui.CallSoon(() => db.ScheduleCall(ReadAll, new CallOptions { Name = "read all" }));
await reported.WaitAsync();

Heading("What is it doing just now?");
_ = db.ScheduleCall(Load, new CallOptions { Name = "load" });
_ = db.ScheduleCall(Load, new CallOptions { Name = "load later", Delay = TimeSpan.FromMinutes(1) });
_ = db.ToThread(async () => await Task.Delay(Timeout.Infinite, Caller.Current.StoppingToken));
Console.WriteLine(db.GetSnapshot());

Heading("It goes on");
gate.Set();
await reading;
await reported.WaitAsync();

Heading("A deadlock");
var asked = ui.ScheduleCall(() => db.CallSoon(() => ui.CallSoon(Load).Wait()).Wait(), new CallOptions { Name = "ask" });
await asked.WhenDone();
Console.WriteLine(asked.Exception?.Message);

Heading("The meter");
meter.RecordObservableInstruments();
lock (counts)
{
    foreach (var (name, count) in counts)
        Console.WriteLine($"{name}: {count}");
    return counts.ContainsKey("caller.stalls db") && asked.Exception is InvalidOperationException ? 0 : 1;
}

void ReadAll() => gate.Wait();
void Load() { }

static void Heading(string text) => Console.WriteLine($"\n== {text}");

void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
{
    var name = $"{instrument.Name} {string.Join(", ", tags.ToArray().Select(tag => tag.Value))}";
    lock (counts)
        counts[name] = instrument.IsObservable ? value : counts.GetValueOrDefault(name) + value;
}
