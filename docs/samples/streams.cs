// Three instruments, each on a caller of its own, read as one stream: merged, in batches, and nobody is held up.
#:project ../../Caller.Reactive/Caller.Reactive.csproj
#:package System.Interactive.Async

using System.Reactive.Linq;
using CallerReactive;

const int samples = 40;
string[] names = ["pressure", "flow", "heat"];

return Caller.Run(Main, new CallerOptions { Name = "screen" });

async Task<int> Main(Caller screen)
{
    var instruments = names.Select(name => screen.Get(name)).ToArray();

    // Each stream comes through the order of its own instrument. The reader, this method, stays on the screen's caller all the time.
    var merged = AsyncEnumerableEx.Merge([.. instruments.Select(instrument => Measure(instrument).ToAsyncEnumerable(instrument))]);

    // The screen has other things to do, and does them between two batches.
    var blinks = 0;
    using var blinking = Observable.Interval(TimeSpan.FromMilliseconds(5), screen).Subscribe(_ => blinks++);

    var perName = names.ToDictionary(name => name, _ => 0);
    var batches = 0;
    await foreach (var batch in merged.Buffer(10))
    {
        screen.VerifyAccess();
        batches++;
        foreach (var sample in batch)
        {
            // One instrument's samples are in order, whatever the others do.
            if (sample.Number != perName[sample.Name]++)
                return 1;
        }

        Console.WriteLine($"batch {batches, 2}: {string.Join(' ', names.Select(name => $"{name} {perName[name], 2}"))}");
    }

    Console.WriteLine(
        $"{perName.Values.Sum()} samples in {batches} batches, and the screen blinked {(blinks > 0 ? "meanwhile" : "never")}"
    );

    if (!await Calibrate(screen, instruments))
        return 1;
    await Latest(screen, instruments[0]);
    await Serial(screen);
    return perName.Values.All(count => count == samples) && blinks > 0 ? 0 : 1;
}

// A source that pushes from the instrument's thread, in its own time.
IObservable<Sample> Measure(Caller instrument) =>
    Observable.Interval(TimeSpan.FromMilliseconds(8), instrument).Take(samples).Select(n => new Sample(instrument.Name, (int)n));

// Work of several callers, each with its own limit, taken by one reader in the order in which it ends: AsCompleted of each, merged, in batches.
async Task<bool> Calibrate(Caller screen, Caller[] instruments)
{
    var merged = AsyncEnumerableEx.Merge([.. instruments.Select(instrument => instrument.AsCompleted(Points(instrument)))]);
    var blinks = 0;
    using var blinking = Observable.Interval(TimeSpan.FromMilliseconds(1), screen).Subscribe(_ => blinks++);
    var points = 0;
    await foreach (var batch in merged.Buffer(5))
    {
        screen.VerifyAccess();
        points += batch.Count(static point => point.IsDone && point.Result > 0);
        await Task.Yield(); // to the screen, which is busy with other things as well
    }

    Console.WriteLine(
        $"{points} points calibrated by {instruments.Length} callers, and the screen blinked {(blinks > 0 ? "meanwhile" : "never")}"
    );
    return points == 8 * instruments.Length && blinks > 0;
}

// Lazy: the next ones are begun as the reader takes the finished ones, at most ten at a time for each instrument.
IEnumerable<Pending<int>> Points(Caller instrument)
{
    for (var n = 1; n <= 8; n++)
        yield return instrument.CallLater(TimeSpan.FromMilliseconds(2 * n), () => n);
}

// Only the newest value matters to a needle: it never falls behind.
async Task Latest(Caller screen, Caller instrument)
{
    var shown = await Observable.Range(1, 1_000).SubscribeOn(instrument).ObserveLatestOn(screen).ToList().ToPending(screen);
    Console.WriteLine($"of 1000 values the needle showed {(shown.Count < 1_000 ? "fewer" : "all")}, and the last one was {shown[^1]}");
}

// async in Subscribe would start all at once; SelectOn awaits one before it begins the next.
async Task Serial(Caller screen)
{
    var saved = await new[] { "a", "b", "c" }
        .ToObservable()
        .SelectOn(
            screen,
            async (name, token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), token);
                return name.ToUpperInvariant();
            }
        )
        .ToList()
        .ToPending(screen);
    Console.WriteLine($"saved in order: {string.Join(' ', saved)}");
}

internal sealed record Sample(string Name, int Number);
