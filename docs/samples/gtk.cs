// The notebook's live cell in a window of GTK 4: a clock, a line for each worker, a Stop button. A caller runs GLib's main loop and is its guest.
// Needs GTK 4 (Debian, Ubuntu: apt install libgtk-4-1) and a display. --check presses the buttons itself, on a display of its own (Xvfb) if there
// is no other, and is content where GTK or a display is missing.
// sample-args: --check
#:project ../../Caller.Reactive/Caller.Reactive.csproj
#:property AllowUnsafeBlocks=true

using System.Diagnostics;
using System.Reactive.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using CallerReactive;

if (args is not ([] or ["--check"]))
    throw new ArgumentException($"Usage: gtk.cs [--check], and not: {string.Join(' ', args)}");

var check = args.Length > 0;
using var display = check ? Display.OfOwn() : null;
if (Window.WhyNot() is { } reason)
{
    Console.WriteLine(reason);
    return check ? 0 : 1;
}

return Caller.Run(Main, new CallerOptions { Name = "Shell", Host = new GlibLoop() });

// Everything in here runs on the thread of the window, in turns of GLib's loop.
async Task<int> Main(Caller shell)
{
    using var stop = new CancellationTokenSource();
    var closed = new PendingSource<bool>();
    var window = new Window(shell, "Caller.Reactive", 460, 300);
    var clock = window.Add("");
    var (ticks, started, finished) = (0, 0, 0);
    using var ticking = Observable
        .Interval(TimeSpan.FromMilliseconds(100), shell)
        .Subscribe(_ => clock.Text = $"{++ticks / 10.0:0.0} s, and the window is alive");
    var lines = new Dictionary<Caller, Line>();
    var last = window.Add("Finished: nothing yet");
    var button = window.AddButton("Stop", stop.Cancel);
    window.OnClose(() =>
    {
        stop.Cancel();
        closed.TrySetResult(true);
    });
    window.Show();
    if (check)
    {
        _ = shell.CallLater(TimeSpan.FromSeconds(1.5), button.Press);
    }

    // As they complete, at most four at a time: taking a result is what lets the generator go on.
    await foreach (var pending in shell.AsCompleted(RunForever(), new AsCompletedOptions { MaxConcurrent = 4 }))
    {
        last.Text = $"Finished: {await pending:0000}";
        finished++;
    }

    ticking.Dispose();
    button.Enabled = false;
    clock.Text = $"Stopped. {finished} results from {lines.Count} workers";
    if (check)
    {
        _ = shell.CallLater(TimeSpan.FromMilliseconds(300), window.Close);
    }

    await closed.Pending;
    window.Destroy();
    Console.WriteLine($"{finished} results from {lines.Count} workers, {started - finished} left unfinished; {ticks} ticks of the clock");
    return finished > 0 && started == finished && ticks >= 3 ? 0 : 1;

    async IAsyncEnumerable<Pending<int>> RunForever()
    {
        while (!stop.IsCancellationRequested)
        {
            var n = ++started;
            yield return shell.ToThread(() => MyFunc(n));
        }
    }

    // On a worker. What it shows it hands to the shell's caller, which alone touches the window.
    int MyFunc(int n)
    {
        var worker = Caller.Current;
        var sleep = TimeSpan.FromSeconds(0.1 + (Random.Shared.NextDouble() / 3));
        shell.CallDirect(() =>
        {
            if (!lines.TryGetValue(worker, out var line))
                lines[worker] = line = window.Add("");
            line.Text =
                $"{worker.Name}: {n:0000} sleeps {sleep.TotalMilliseconds, 3:0} ms {new string('▪', (int)(sleep.TotalMilliseconds / 20))}";
        });
        Thread.Sleep(sleep);
        return n;
    }
}

// GLib's main loop as one that a caller starts and ends.
internal sealed unsafe class GlibLoop : CallerMainLoop
{
    private const int AfterInputAndDrawing = 200;
    private readonly nint _loop = Native.g_main_loop_new(0, 0);
    private Exception? _error;
    private int _quitting;

    public override string Name => "GLib";

    public override bool CheckAccess() => Native.g_main_context_is_owner(0) != 0;

    // Each drain is a source of its own: a loop that runs inside one of them still finds the next.
    public override void Post(Action drain) =>
        _ = Native.g_idle_add_full(AfterInputAndDrawing, &Dispatch, GCHandle.ToIntPtr(GCHandle.Alloc((this, drain))), &Release);

    // Through the queue, so that it also works before the loop runs: GLib forgets a quit that comes too early.
    public override void Quit()
    {
        if (Interlocked.Exchange(ref _quitting, 1) == 0)
            Post(() => Native.g_main_loop_quit(_loop));
    }

    public override void Run()
    {
        Native.g_main_loop_run(_loop);
        Volatile.Write(ref _quitting, 0);
        if (Interlocked.Exchange(ref _error, null) is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    [UnmanagedCallersOnly]
    private static int Dispatch(nint data)
    {
        var (loop, drain) = ((GlibLoop, Action))GCHandle.FromIntPtr(data).Target!;
        try
        {
            drain();
        }
        catch (Exception e)
        {
            // No exception may pass through C. It ends the loop, and leaves Run.
            loop._error = e;
            Native.g_main_loop_quit(loop._loop);
        }

        return 0; // once
    }

    [UnmanagedCallersOnly]
    private static void Release(nint data) => GCHandle.FromIntPtr(data).Free();
}

// A window with widgets below each other. GTK sets no SynchronizationContext, so what its signals start is handed to the caller.
internal sealed class Window
{
    private const int Vertical = 1;
    private readonly Caller _caller;
    private readonly nint _window = Native.gtk_window_new();
    private readonly nint _box = Native.gtk_box_new(Vertical, 6);

    internal Window(Caller caller, string title, int width, int height)
    {
        _caller = caller;
        Native.gtk_window_set_title(_window, title);
        Native.gtk_window_set_titlebar(_window, Native.gtk_header_bar_new());
        Native.gtk_window_set_default_size(_window, width, height);
        Native.gtk_widget_set_margin_start(_box, 12);
        Native.gtk_widget_set_margin_top(_box, 12);
        Native.gtk_window_set_child(_window, _box);
    }

    // Why there can be no window here, and what to do about it.
    internal static string? WhyNot() =>
        !NativeLibrary.TryLoad("libgtk-4.so.1", out _) ? "GTK 4 is not installed here. Debian, Ubuntu: apt install libgtk-4-1"
        : !Native.gtk_init_check()
            ? "There is no display. Run it in a graphical session, or: apt install xvfb, then xvfb-run dotnet run docs/samples/gtk.cs"
        : null;

    internal Line Add(string text)
    {
        var label = Native.gtk_label_new(text);
        Native.gtk_label_set_xalign(label, 0);
        Native.gtk_box_append(_box, label);
        return new Line(label) { Text = text };
    }

    internal Button AddButton(string text, Action clicked)
    {
        var button = Native.gtk_button_new_with_label(text);
        Native.gtk_widget_set_halign(button, 1);
        Native.gtk_box_append(_box, button);
        Signals.Connect(button, "clicked", () => _caller.CallSoon(clicked));
        return new Button(button);
    }

    // Close requests are answered by Main, when the workers have ended.
    internal void OnClose(Action closes) => Signals.Connect(_window, "close-request", () => _caller.CallSoon(closes));

    internal void Show() => Native.gtk_window_present(_window);

    internal void Close() => Native.gtk_window_close(_window);

    internal void Destroy() => Native.gtk_window_destroy(_window);
}

internal sealed class Line(nint label)
{
    internal string Text
    {
        set => Native.gtk_label_set_text(label, value);
    }
}

internal sealed class Button(nint button)
{
    internal bool Enabled
    {
        set => Native.gtk_widget_set_sensitive(button, value ? 1 : 0);
    }

    internal void Press() => _ = Native.gtk_widget_activate(button);
}

// What GTK calls when something happens. The handler lives as long as its widget.
internal static unsafe class Signals
{
    internal static void Connect(nint widget, string signal, Action handler) =>
        Native.g_signal_connect_data(widget, signal, &Handle, GCHandle.ToIntPtr(GCHandle.Alloc(handler)), &Release, 0);

    // Handled, it says: a window does not close by itself then. Signals without a result do not look.
    [UnmanagedCallersOnly]
    private static int Handle(nint widget, nint data)
    {
        ((Action)GCHandle.FromIntPtr(data).Target!)();
        return 1;
    }

    [UnmanagedCallersOnly]
    private static void Release(nint data, nint closure) => GCHandle.FromIntPtr(data).Free();
}

// A display for the self-check where there is none: Xvfb draws into memory.
internal sealed class Display(Process server) : IDisposable
{
    internal static Display? OfOwn()
    {
        if (Environment.GetEnvironmentVariable("DISPLAY") is not null || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is not null)
            return null;
        var start = new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "640x480x24"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var server = Process.Start(start)!;
            server.BeginErrorReadLine();

            // setenv: GTK reads the environment of C, of which .NET's is a copy. Xvfb says the number when it is ready.
            foreach (
                var (name, value) in new[]
                {
                    ("DISPLAY", $":{server.StandardOutput.ReadLine()}"),
                    ("GDK_BACKEND", "x11"),
                    ("GSK_RENDERER", "cairo"),
                    ("GTK_A11Y", "none"),
                }
            )
                _ = Native.setenv(name, value, 1);
            return new Display(server);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no Xvfb
        }
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }
}

internal static unsafe partial class Native
{
    private const string Glib = "libglib-2.0.so.0";
    private const string GObject = "libgobject-2.0.so.0";
    private const string Gtk = "libgtk-4.so.1";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Glib)]
    internal static partial nint g_main_loop_new(nint context, int isRunning);

    [LibraryImport(Glib)]
    internal static partial void g_main_loop_run(nint loop);

    [LibraryImport(Glib)]
    internal static partial void g_main_loop_quit(nint loop);

    [LibraryImport(Glib)]
    internal static partial int g_main_context_is_owner(nint context);

    [LibraryImport(Glib)]
    internal static partial uint g_idle_add_full(
        int priority,
        delegate* unmanaged<nint, int> function,
        nint data,
        delegate* unmanaged<nint, void> notify
    );

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint g_signal_connect_data(
        nint instance,
        string signal,
        delegate* unmanaged<nint, nint, int> handler,
        nint data,
        delegate* unmanaged<nint, nint, void> destroy,
        int flags
    );

    [LibraryImport(Gtk)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool gtk_init_check();

    [LibraryImport(Gtk)]
    internal static partial nint gtk_window_new();

    [LibraryImport(Gtk, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void gtk_window_set_title(nint window, string title);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_set_titlebar(nint window, nint titlebar);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_set_default_size(nint window, int width, int height);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_set_child(nint window, nint child);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_present(nint window);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_close(nint window);

    [LibraryImport(Gtk)]
    internal static partial void gtk_window_destroy(nint window);

    [LibraryImport(Gtk)]
    internal static partial nint gtk_header_bar_new();

    [LibraryImport(Gtk)]
    internal static partial nint gtk_box_new(int orientation, int spacing);

    [LibraryImport(Gtk)]
    internal static partial void gtk_box_append(nint box, nint child);

    [LibraryImport(Gtk, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint gtk_label_new(string text);

    [LibraryImport(Gtk, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void gtk_label_set_text(nint label, string text);

    [LibraryImport(Gtk)]
    internal static partial void gtk_label_set_xalign(nint label, float align);

    [LibraryImport(Gtk, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint gtk_button_new_with_label(string text);

    [LibraryImport(Gtk)]
    internal static partial void gtk_widget_set_sensitive(nint widget, int sensitive);

    [LibraryImport(Gtk)]
    internal static partial void gtk_widget_set_halign(nint widget, int align);

    [LibraryImport(Gtk)]
    internal static partial void gtk_widget_set_margin_start(nint widget, int margin);

    [LibraryImport(Gtk)]
    internal static partial void gtk_widget_set_margin_top(nint widget, int margin);

    [LibraryImport(Gtk)]
    internal static partial int gtk_widget_activate(nint widget);
}
