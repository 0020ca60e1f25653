namespace CallerReactive.Tests.Hosts;

public sealed class ThreadHostTests
{
    [Test]
    public async Task TheThread_IsWhatTheOptionsSay()
    {
        var made = new List<Thread>();
        var host = CallerHost.NewThread(
            new ThreadHostOptions
            {
                IsBackground = true,
                Priority = ThreadPriority.BelowNormal,
                Factory = start =>
                {
                    made.Add(new Thread(start, 512 * 1024) { Name = "made by hand" });
                    return made[^1];
                },
            }
        );
        await using var first = Caller.StartNew(new CallerOptions { Host = host, Name = "first" });
        await using var second = Caller.StartNew(new CallerOptions { Host = host, Name = "second" });
        Assert.That(await first.CallSoon(() => Thread.CurrentThread).InTime(), Is.SameAs(made[0]));
        Assert.That(await second.CallSoon(() => Thread.CurrentThread).InTime(), Is.SameAs(made[1]));
        Assert.That((made[0].Name, made[0].Priority), Is.EqualTo(("made by hand", ThreadPriority.BelowNormal)));
    }

    [Test]
    public async Task AThreadOfAFactory_KeepsWhatTheOptionsDoNotAskFor([Values("made by hand", null)] string? name)
    {
        Thread? made = null;
        var host = CallerHost.NewThread(
            new ThreadHostOptions
            {
                Factory = start =>
                    made = new Thread(start)
                    {
                        Name = name,
                        Priority = ThreadPriority.BelowNormal,
                        IsBackground = false,
                    },
            }
        );
        await using var caller = Caller.StartNew(new CallerOptions { Host = host, Name = "caller" });
        await caller.Started.InTime();
        Assert.That((made!.Name, made.Priority, made.IsBackground), Is.EqualTo((name ?? "caller", ThreadPriority.BelowNormal, true)));
    }

    [Test]
    public async Task TheHostOfACaller_PostsAndKnowsItsThread()
    {
        await using var caller = Caller.StartNew();
        var seen = new TaskCompletionSource<(bool, Caller)>();
        caller.Host.Post(() => seen.SetResult((caller.Host.CheckAccess(), Caller.Current)));
        Assert.That(await seen.Task.InTime(), Is.EqualTo((true, caller)));
        Assert.That(
            (caller.Host.CheckAccess(), caller.Host.Name, caller.Host.TimeProvider),
            Is.EqualTo((false, "thread", TimeProvider.System))
        );
        Assert.That(() => caller.Host.Post(null!), Throws.ArgumentNullException);
        await caller.DisposeAsync();
        Assert.That(() => caller.Host.Post(() => { }), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void ARecipe_HasNoThread()
    {
        var recipe = CallerHost.NewThread();
        Assert.That((recipe.CheckAccess(), recipe.TimeProvider), Is.EqualTo((false, TimeProvider.System)));
        Assert.That(() => recipe.Post(() => { }), Throws.InvalidOperationException.With.Message.Contains("recipe"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task AnApartmentWhereThereIsNone_FailsTheStart()
    {
        var host = CallerHost.NewThread(new ThreadHostOptions { Apartment = ApartmentState.STA });
        var caller = Caller.StartNew(new CallerOptions { Host = host });
        Assert.That(await caller.Started.Failure(), Is.TypeOf<PlatformNotSupportedException>());
        await caller.Stopped.InTime();
    }
}
