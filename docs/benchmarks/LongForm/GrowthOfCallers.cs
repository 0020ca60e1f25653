using System.Diagnostics;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>Many callers.</summary>
internal static class GrowthOfCallers
{
    private static Caller[] _callers = [];

    /// <summary>One call to each of them, then an await for each.</summary>
    internal static double Call(Caller caller, int count)
    {
        if (_callers.Length != count)
        {
            Stop(_callers);
            _callers = Start(count);
        }

        var started = Stopwatch.GetTimestamp();
        var pendings = Array.ConvertAll(_callers, static caller => caller.CallSoon(static () => 1));
        Array.ForEach(pendings, static pending => pending.Wait());
        return Growth.Each(started, count);
    }

    internal static double StartAndStop(Caller caller, int count)
    {
        Stop(_callers);
        _callers = [];
        var started = Stopwatch.GetTimestamp();
        Stop(Start(count));
        return Growth.Each(started, count);
    }

    private static Caller[] Start(int count)
    {
        var callers = new Caller[count];
        for (var i = 0; i < count; i++)
        {
            callers[i] = Caller.StartNew();
        }

        Array.ForEach(callers, static caller => caller.Started.Wait());
        return callers;
    }

    private static void Stop(Caller[] callers)
    {
        Array.ForEach(callers, static caller => caller.Stop());
        Array.ForEach(callers, static caller => caller.Stopped.Wait());
    }
}
