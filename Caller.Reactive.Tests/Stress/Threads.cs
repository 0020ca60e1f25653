namespace CallerReactive.Tests.Stress;

/// <summary>Threads that begin at the same moment; what one throws comes out.</summary>
internal static class Threads
{
    internal static void Race(params Action[] actions)
    {
        using var start = new Barrier(actions.Length);
        var errors = new Exception?[actions.Length];
        var threads = actions
            .Select(
                (action, index) =>
                    new Thread(() =>
                    {
                        start.SignalAndWait();
                        try
                        {
                            action();
                        }
                        catch (Exception e)
                        {
                            errors[index] = e;
                        }
                    })
                    {
                        IsBackground = true,
                    }
            )
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (errors.FirstOrDefault(error => error is not null) is { } first)
            throw new AggregateException(first);
    }
}
