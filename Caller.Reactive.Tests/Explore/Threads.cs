namespace CallerReactive.Tests.Explore;

/// <summary>Threads of a property. What one of them throws is thrown again by <see cref="Run"/>.</summary>
internal static class Threads
{
    /// <summary>Runs all at once, and returns when all have ended.</summary>
    internal static void Run(params Action[] bodies)
    {
        var errors = new Exception?[bodies.Length];
        var threads = new Thread[bodies.Length];
        for (var i = 0; i < bodies.Length; i++)
        {
            var index = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    bodies[index]();
                }
                catch (ThreadInterruptedException)
                {
                    throw; // Coyote ends a schedule so
                }
                catch (Exception e)
                {
                    errors[index] = e;
                }
            })
            {
                IsBackground = true,
            };
        }

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (var error in errors)
        {
            if (error is not null)
                throw new InvalidOperationException($"A thread ended with {error}", error);
        }
    }
}
