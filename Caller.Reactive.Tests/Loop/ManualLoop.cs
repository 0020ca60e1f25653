namespace CallerReactive.Tests.LoopTests;

/// <summary>A loop whose every step the test takes itself, so that it stands where the test wants it. What the test does inside <see cref="On"/> it does as the loop's item, everything else from outside.</summary>
internal sealed class ManualLoop(ManualOwner owner, TimeProvider clock, bool isGuest = false, bool nests = false)
    : MailboxLoop(owner, clock, isGuest)
{
    internal new ManualOwner Owner => owner;

    /// <summary>How often it was told to turn.</summary>
    internal int Awakened { get; private set; }

    internal override bool CanNest => nests;

    internal bool IsSignalled => HasSignals;

    internal bool IsInItem => IsDispatching;

    internal Action? OnAwakened { get; set; }

    private protected override void Awaken()
    {
        Awakened++;
        OnAwakened?.Invoke();
    }

    internal bool Step() => As(RunNext);

    internal bool StepAll() => As(RunReady);

    /// <summary>The same twice, with nothing in between that would clean up.</summary>
    internal bool StepAllTwice() => As(() => RunReady() & RunReady());

    internal bool Handle() => As(HandleSignals);

    /// <summary>Runs what there is to run, one item after another.</summary>
    internal void Drain()
    {
        while (Step()) { }
    }

    internal void On(Action action) =>
        As(() =>
        {
            action();
            return true;
        });

    internal bool FallAsleep() => TryFallAsleep();

    internal TimeSpan Prepare() => PrepareSleep();

    internal bool Begin() => TryBeginPumping();

    internal void Finish() => EndPumping();

    internal void AskToExit() => RequestExit();

    private bool As(Func<bool> step)
    {
        var before = Enter(asHome: false);
        try
        {
            return step();
        }
        finally
        {
            Leave(before);
        }
    }
}
