// A hot source that ticks on the thread pool, observed on a caller: one thread, and one order with everything else there.
#:project ../../Caller.Reactive/Caller.Reactive.csproj

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CallerReactive;

await using var screen = Caller.StartNew("screen");
using var sensor = new Subject<long>();
List<string> lines = []; // needs no lock: only the caller touches it

var drawn = sensor.ObserveOn(screen).Do(n => lines.Add($"reading {n}  on thread '{Thread.CurrentThread.Name}'")).ToPending(screen); // subscribes now, ends with the last value

// After each reading the producer also makes a call. Both go through one queue, so they arrive as they were sent.
using var producer = Observable
    .Interval(TimeSpan.FromMilliseconds(20), ThreadPoolScheduler.Instance)
    .Take(4)
    .Subscribe(
        n =>
        {
            sensor.OnNext(n);
            screen.CallSoon(() => lines.Add($"call after {n}  on thread '{Thread.CurrentThread.Name}'"));
        },
        sensor.OnCompleted
    );

var last = await drawn;
Console.WriteLine(string.Join(Environment.NewLine, lines));
Console.WriteLine($"last reading: {last}");

var expected = Enumerable.Range(0, 4).SelectMany(n => new[] { $"reading {n}", $"call after {n}" });
var inOrder = lines.Select(line => line.Split("  ")[0]).SequenceEqual(expected);
var onOneThread = lines.All(line => line.EndsWith("on thread 'screen'", StringComparison.Ordinal));
return inOrder && onOneThread ? 0 : 1;
