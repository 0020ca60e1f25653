using CallerReactive.Soak.Accounts;
using CallerReactive.Soak.Actors;

namespace CallerReactive.Soak.Rounds;

/// <summary>Some callers on hosts of all kinds, some threads that do all kinds of things to them.</summary>
internal static class MixedRound
{
    internal static bool Run(Ledger ledger, Random random)
    {
        var world = new World(ledger);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            world.Add(Root.Make(ledger, random));
        }

        Action? kill = null;
        if (random.Next(4) == 0)
        {
            (var root, kill) = Root.Mortal(ledger, random);
            world.Add(root);
        }

        var threads = Enumerable.Range(0, random.Next(2, 5)).Select(i => Thread(world, random.Next(), random.Next(50, 600), i)).ToList();
        threads.ForEach(static thread => thread.Start());
        if (kill is not null)
        {
            System.Threading.Thread.SpinWait(random.Next(100_000));
            kill();
        }

        threads.ForEach(static thread => thread.Join());
        if (random.Next(2) == 0)
        {
            world.Drain();
        }

        if (!world.Stop(random))
        {
            return false;
        }

        world.Settle();
        return true;
    }

    private static Thread Thread(World world, int seed, int steps, int index) =>
        new(() =>
        {
            var random = new Random(seed);
            var producer = new Producer(world, random);
            for (var i = 0; i < steps; i++)
            {
                producer.Step();
                if (random.Next(16) == 0)
                {
                    System.Threading.Thread.SpinWait(random.Next(5_000));
                }
            }
        })
        {
            Name = $"soak maker {index}",
            IsBackground = true,
        };
}
