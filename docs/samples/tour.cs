// The tour: what a Caller does, cell by cell. A line with ✓ is a check; the exit code is 0 only if all of them hold.
#:project ../../Caller.Reactive/Caller.Reactive.csproj
#:project ../../Caller.Reactive.Tests/facade/System.Reactive.Interfaces.csproj
#:package Spectre.Console
#:package Microsoft.Reactive.Testing
#:package System.Reactive.Core
#:package System.Reactive.Linq

using System.Diagnostics;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using CallerReactive;
using Microsoft.Reactive.Testing;
using Spectre.Console;

(string Heading, Func<Caller, Task> Run)[] cells =
[
    ("Two callers, and their listing", Listing),
    ("Which caller am I on?", Current),
    ("A caller on a new thread", NewThread),
    ("A caller that is started by hand", Manual),
    ("Creation options: a backend and a name", CreationOptions),
    ("Children, and how they stop", Family),
    ("Each way to call: standard functions", StandardFunctions),
    ("Each way to call: async functions", AsyncFunctions),
    ("The same thread, another backend", Backends),
    ("CallDirect: inside the loop itself", Direct),
    ("QueueCall: one item at a time", Queue),
    ("AsCompleted: whoever is ready", Completed),
    ("Wait", Waiting),
    ("A group: what starts together ends together", Group),
    ("A caller is an Rx scheduler", Rx),
    ("An hour of work in no time", VirtualTime),
];

Thread.CurrentThread.Name = "MainThread";
return Caller.Run(Tour, new CallerOptions { Name = "Shell", IsProtected = true });

async Task<int> Tour(Caller caller)
{
    caller.Get("Control");
    foreach (var (heading, cell) in cells)
        await Page.Run(heading, () => cell(caller));
    return Page.Close();
}

// ---- The cells -------------------------------------------------------------------------------------------------------

async Task Listing(Caller caller)
{
    await caller.Get("Control").Started;
    var table = Caller.FormatTable();
    Page.Write(table);

    var rows = table.Split('\n')[2..];
    Page.Check(rows.Length == 2 && rows.All(row => row.Contains('✓')));
    Page.Check(rows[0].Contains("Shell") && rows[0].Contains("🔐") && rows[0].Contains("← current"));
    Page.Check(rows[1].Contains("Control") && !rows[1].Contains("🔐"));
    Page.Check(caller.Get("Control").Parent == caller);
}

Task Current(Caller caller)
{
    Page.Check(Caller.Current == caller);
    Page.Check(Caller.MainThread == caller);
    Page.Check(Caller.Find(caller.Id) == caller);
    Page.Check(caller.CheckAccess());
    Page.Write(caller.ToString());
    return Task.CompletedTask;
}

async Task NewThread(Caller caller)
{
    var caller1 = Caller.StartNew("My caller1");
    Page.Check(caller1 != caller);

    // We can start using it immediately.
    var thread = await caller1.CallSoon(() =>
    {
        Page.Write($"hello world! (from the thread {Thread.CurrentThread.Name})");
        return Thread.CurrentThread;
    });
    Page.Check(thread == caller1.Thread);
    Page.Check(thread != Thread.CurrentThread); // the await came home

    // We should stop the caller when we don't need it.
    caller1.Stop();
    await caller1.Stopped;
    Page.Check(Caller.Find(caller1.Id) is null);
}

async Task Manual(Caller caller)
{
    await using var manual = Caller.Create(new CallerOptions { Name = "manual" });
    var sum = manual.CallSoon(() => 1 + 1);
    Page.Check(manual.State == CallerState.Created);
    Page.Check(sum.Status == PendingStatus.Queued);

    manual.Start(); // or Run() and RunUntil(sum), on this thread
    await Page.Gives(sum, 2);
}

async Task CreationOptions(Caller caller)
{
    await using var rx = Caller.StartNew(new CallerOptions { Name = "rx", Backend = CallerBackend.Rx });
    await rx.CallSoon(() => Task.Delay(0));
    Page.Check(rx.Backend == CallerBackend.Rx);
    Page.Check(rx.Parent is null);
}

async Task Family(Caller caller)
{
    var rx = caller.Get(new CallerOptions { Name = "rx", Backend = CallerBackend.Rx });
    await rx.CallSoon(() => Task.Delay(0));
    Page.Check(caller.Children.Contains(rx)); // callers returned from Get are children
    Page.Check(rx.Parent == caller);
    Page.Check(caller.Get("rx") == rx);

    var child1 = rx.Get();
    var child2 = rx.Get();
    Page.Check(rx.Children.SequenceEqual([child1, child2]));
    await Task.WhenAll(child1.Started.AsTask(), child2.Started.AsTask());
    Page.Write(Caller.FormatTable([caller, rx, child1, child2]));

    rx.Stop();
    await rx.Stopped;
    Page.Check(child1.State == CallerState.Stopped); // stopping the parent stops the children
    Page.Check(child2.State == CallerState.Stopped);
    Page.Check(!caller.Children.Contains(rx));
}

async Task StandardFunctions(Caller caller)
{
    await Page.Gives(caller.CallSoon(() => 1 + 1), 2);
    await Page.Gives(caller.CallLater(TimeSpan.Zero, () => 1 + 1), 2);
    await Page.Gives(caller.ScheduleCall(() => 1 + 1, new CallOptions()), 2);
    await Page.Gives(caller.ToThread(() => 1 + 1), 2);
    await Page.Gives(caller.CallUsingBackend(CallerBackend.Async, () => 1 + 1), 2);
    Page.Write($"ToThread ran on the thread {await caller.ToThread(() => Thread.CurrentThread.Name)}");
}

async Task AsyncFunctions(Caller caller)
{
    static async Task<int> Add(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }

    await Page.Gives(caller.CallSoon(() => Add(1, 1)), 2);
    await Page.Gives(caller.CallLater(TimeSpan.Zero, () => Add(1, 1)), 2);
    await Page.Gives(caller.ScheduleCall(() => Add(1, 1), new CallOptions()), 2);
    await Page.Gives(caller.ToThread(() => Add(1, 1)), 2);
    await Page.Gives(caller.CallUsingBackend(CallerBackend.Async, () => Add(1, 1)), 2);
    await Page.Gives(caller.CallSoon(async () => await Add(1, 1)), 2);
}

async Task Backends(Caller caller)
{
    foreach (var backend in new[] { CallerBackend.Async, CallerBackend.Rx })
    {
        await caller.CallUsingBackend(backend, () => Task.Delay(0));
        var thread = await caller.CallUsingBackend(backend, () => Thread.CurrentThread);
        var current = await caller.CallUsingBackend(backend, () => CallerBackend.Current);
        var context = await caller.CallUsingBackend(backend, () => SynchronizationContext.Current);
        Page.Write($"backend: {backend}");
        Page.Write($"thread:  {thread.Name} ({thread.ManagedThreadId})");
        Page.Write($"current: {current}, {(context is null ? "no" : "with a")} SynchronizationContext");
        Page.Check(thread == caller.Thread);
        Page.Check(current == backend);
        Page.Check((context == caller.SynchronizationContext) == (backend == CallerBackend.Async));
    }
}

async Task Direct(Caller caller)
{
    var set = new PendingSource<bool>();
    caller.CallDirect(() => set.TrySetResult(true));
    Page.Check(!set.Pending.IsDone); // never inside the call that hands it over
    await Page.Gives(set.Pending, true);
}

async Task Queue(Caller caller)
{
    var left = 10;
    var done = new PendingSource<string>();
    Action<int> f = n =>
    {
        Page.Write($"item {n} [value={--left}]");
        if (left == 0)
            done.TrySetResult("all handled");
    };
    for (var i = 0; i < 10; i++)
        caller.QueueCall(f, i);
    await Page.Gives(done.Pending, "all handled");
    Page.Check(caller.QueueGet(f) is not null);
    caller.QueueClose(f);
    Page.Check(caller.QueueGet(f) is null);
}

async Task Completed(Caller caller)
{
    // The notebook's generator of work, ended after five: the first is let go last.
    var letGo = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
    List<int> order = [];
    await foreach (var pending in caller.AsCompleted(Work(), new AsCompletedOptions { MaxConcurrent = 2 }))
    {
        order.Add(await pending);
        Page.Write($"Finished: {order[^1]}");
        if (order.Count == 4)
            letGo.SetResult(1);
    }

    Page.Check(order.SequenceEqual([2, 3, 4, 5, 1]));

    IEnumerable<Pending<int>> Work()
    {
        yield return caller.CallSoon(() => letGo.Task);
        for (var n = 2; n <= 5; n++)
            yield return caller.ToThread(n, static n => n);
    }
}

async Task Waiting(Caller caller)
{
    var (done, notDone) = await caller.Wait<Unit>([
        caller.CallSoon(async () => await Task.Yield()),
        caller.ToThread(async () => await Task.Yield()),
        caller.CallUsingBackend(CallerBackend.Rx, async () => await Task.Yield()),
    ]);
    Page.Write($"done {done.Count}, pending {notDone.Count}");
    Page.Check(done.Count == 3 && notDone.Count == 0);
}

async Task Group(Caller caller)
{
    // The notebook's five sleep, so that its 5 is luck; these wait until they have been counted.
    var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    PendingGroup group;
    await using (group = caller.CreatePendingGroup())
    {
        _ = caller.CallSoon(() => counted.Task);
        _ = caller.CallLater(TimeSpan.Zero, () => counted.Task);
        _ = caller.ToThread(() => counted.Task);
        _ = caller.CallUsingBackend(CallerBackend.Async, () => counted.Task);
        _ = caller.CallUsingBackend(CallerBackend.Rx, () => counted.Task);
        Page.Write($"In context pending= {group.Pending.Count}");
        Page.Check(group.Pending.Count == 5);
        counted.SetResult();
        group.Complete();
    }

    Page.Write($"Out of context pending= {group.Pending.Count}");
    Page.Check(group.Pending.Count == 0);
}

async Task Rx(Caller caller)
{
    Page.Check(caller is IScheduler);
    var ticks = Observable
        .Interval(TimeSpan.FromMilliseconds(10), ThreadPoolScheduler.Instance)
        .Take(3)
        .ObserveOn(caller)
        .Do(n => Page.Write($"tick {n} on {Caller.Current.Name}, thread {Thread.CurrentThread.Name}"))
        .Count(_ => caller.CheckAccess());
    await Page.Gives(ticks.ToPending(caller), 3);
}

Task VirtualTime(Caller caller)
{
    // The same Caller on a clock that jumps from one due time to the next.
    var clock = new TestScheduler();
    var fast = Caller.Attach(CallerHost.From(clock), new CallerOptions { Name = "fast" });
    var (here, elsewhere, minutes) = (Thread.CurrentThread, 0, 0);
    using var ticks = Observable.Interval(TimeSpan.FromMinutes(1), fast).Subscribe(_ => minutes++);
    var work = fast.CallSoon(async () =>
    {
        for (var quarter = 0; quarter < 4; quarter++)
        {
            await Task.Delay(TimeSpan.FromMinutes(15), Caller.Current.TimeProvider);
            elsewhere += Thread.CurrentThread == here ? 0 : 1;
        }

        return TimeSpan.FromTicks(clock.Clock);
    });

    var real = Stopwatch.StartNew();
    var hour = fast.RunUntil(work);
    Page.Write($"{hour:h\\:mm} of work, {minutes} ticks of an Interval, in {real.Elapsed.TotalSeconds:0.000} s");
    Page.Check(hour >= TimeSpan.FromHours(1) && hour < TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
    Page.Check(minutes == 60);
    Page.Check(elsewhere == 0); // all on this thread
    Page.Check(real.Elapsed < TimeSpan.FromSeconds(5));
    fast.Stop();
    return Task.CompletedTask;
}

// ---- How the cells show what they do -----------------------------------------------------------------------------------

static class Page
{
    private static readonly List<string> Failed = [];
    private static int _checks;
    private static string _heading = "";

    // Whatever happens: the tour ends. A cell that never does is named.
    private static readonly Timer Watchdog = new(_ => GiveUp(), null, TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);

    static Page()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 100;
    }

    public static async Task Run(string heading, Func<Task> cell)
    {
        _heading = heading;
        AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(heading)}[/]").LeftJustified().RuleStyle("grey"));
        try
        {
            await cell();
        }
        catch (Exception error)
        {
            Failed.Add(heading);
            AnsiConsole.WriteLine(error.ToString());
        }

        AnsiConsole.WriteLine();
    }

    public static void Write(string text) => AnsiConsole.WriteLine(text);

    public static void Check(bool holds, [CallerArgumentExpression(nameof(holds))] string code = "")
    {
        if (!holds)
            throw new InvalidOperationException($"Does not hold: {code}");
        _checks++;
        AnsiConsole.MarkupLine($"[green]✓[/] {Markup.Escape(code)}");
    }

    public static async Task Gives<T>(Pending<T> call, T expected, [CallerArgumentExpression(nameof(call))] string code = "") =>
        Check(Equals(await call, expected), $"await {code} is {expected}");

    public static int Close()
    {
        Watchdog.Dispose();
        AnsiConsole.WriteLine(Failed.Count == 0 ? $"All {_checks} checks hold." : $"Failed: {string.Join("; ", Failed)}");
        return Failed.Count == 0 ? 0 : 1;
    }

    private static void GiveUp()
    {
        Console.Error.WriteLine($"This cell does not end: {_heading}");
        Environment.Exit(2);
    }
}
