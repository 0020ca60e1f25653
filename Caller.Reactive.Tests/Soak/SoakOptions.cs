namespace CallerReactive.Soak;

/// <summary>What to soak.</summary>
/// <param name="Time">No round begins after it.</param>
/// <param name="Seed">Of all that is random.</param>
/// <param name="From">The number of the first round.</param>
/// <param name="Rounds">How many at most.</param>
internal sealed record SoakOptions(TimeSpan Time, int Seed, int From, int Rounds);
