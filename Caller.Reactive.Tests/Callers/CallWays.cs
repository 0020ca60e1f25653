namespace CallerReactive.Tests.Callers;

/// <summary>The five ways to call that give a pending, by name.</summary>
internal static class CallWays
{
    internal static readonly string[] Names =
    [
        nameof(Caller.CallSoon),
        nameof(Caller.CallLater),
        nameof(Caller.CallUsingBackend),
        nameof(Caller.ScheduleCall),
        nameof(Caller.ToThread),
    ];

    internal static Pending<T> Call<T>(
        this Caller caller,
        string way,
        Func<CancellationToken, T> func,
        CancellationToken token = default
    ) =>
        way switch
        {
            nameof(Caller.CallSoon) => caller.CallSoon(func, token),
            nameof(Caller.CallLater) => caller.CallLater(TimeSpan.FromTicks(1), func, token),
            nameof(Caller.CallUsingBackend) => caller.CallUsingBackend(CallerBackend.Rx, func, token),
            nameof(Caller.ScheduleCall) => caller.ScheduleCall(func, new CallOptions { CancellationToken = token }),
            nameof(Caller.ToThread) => caller.ToThread(func, token),
            _ => throw new ArgumentException(way, nameof(way)),
        };
}
