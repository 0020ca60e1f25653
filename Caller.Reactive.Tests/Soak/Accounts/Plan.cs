namespace CallerReactive.Soak.Accounts;

/// <summary>What a function is to do; drawn when it is submitted, so that it depends on the seed and not on threads.</summary>
/// <param name="Steps">How many awaits.</param>
/// <param name="Spins">How long each segment works.</param>
/// <param name="Delay">What every other await waits for.</param>
/// <param name="Throws">Whether it fails in the end.</param>
/// <param name="Listens">Whether it gives its token to what it awaits.</param>
internal sealed record Plan(int Steps, int Spins, TimeSpan Delay, bool Throws, bool Listens)
{
    internal static Plan Draw(Random random) =>
        new(
            random.Next(4),
            random.Next(8) == 0 ? random.Next(20_000) : random.Next(100),
            TimeSpan.FromMilliseconds(random.Next(4)),
            random.Next(8) == 0,
            random.Next(2) == 0
        );

    internal void Work() => Thread.SpinWait(Spins);
}
