namespace CallerReactive;

/// <summary>
/// Looks for work for a moment before a loop goes to sleep, but only while work has been coming that fast. To sleep and be woken costs 15 to 30 us between two
/// threads; a round trip between two loops that both spin took a hundredth of that (docs/decisions/0025).
/// </summary>
/// <remarks>
/// Without <see cref="Learn"/> every turn of an idle loop would burn <see cref="Rounds"/>; with it a loop whose work comes rarely never spins at all.
/// Without the yield the one who has the work for us could be waiting for our processor.
/// </remarks>
internal struct Spinner
{
    private const int Rounds = 800;
    private const int RoundsPerYield = 32;

    /// <summary>A sleep shorter than this would have been a spin that found something: what is waited for came within one spin and a wake-up.</summary>
    private static readonly TimeSpan Worthwhile = Environment.ProcessorCount > 1 ? TimeSpan.FromMicroseconds(80) : TimeSpan.Zero;

    private bool _pays;

    /// <summary>True when something has arrived.</summary>
    internal readonly bool Spin(MailboxLoop loop)
    {
        if (!_pays)
        {
            return false;
        }

        for (var round = 1; round <= Rounds; round++)
        {
            Thread.SpinWait(1); // 30 ns: whoever hands over mostly has done so within the first dozen
            if (loop.HasArrivals)
            {
                return true;
            }

            if (round % RoundsPerYield == 0)
            {
                Thread.Yield();
            }
        }

        return false;
    }

    /// <summary>After a sleep: how long it was.</summary>
    internal void Learn(TimeSpan slept) => _pays = slept < Worthwhile;
}
