namespace CallerReactive.Tests.Linq;

/// <summary>The operators that hand the elements of a source to an observer on a caller: for what is true of all of them.</summary>
internal static class CallerOperators
{
    public static readonly string[] Names =
    [
        "ObserveOn",
        "ObserveOn, bounded",
        "ObserveLatestOn",
        "EnsureOn",
        "SelectOn",
        "SelectOn, async",
    ];

    internal static IObservable<int> Apply(string name, IObservable<int> source, Caller caller) =>
        name switch
        {
            "ObserveOn" => source.ObserveOn(caller),
            "ObserveOn, bounded" => source.ObserveOn(caller, 3, OverflowPolicy.Error),
            "ObserveLatestOn" => source.ObserveLatestOn(caller),
            "EnsureOn" => source.EnsureOn(caller),
            "SelectOn" => source.SelectOn(caller, static (value, _) => Task.FromResult(value), maxConcurrent: 2),
            "SelectOn, async" => source.SelectOn(
                caller,
                static async (value, _) =>
                {
                    await Task.Yield();
                    return value;
                },
                maxConcurrent: 2
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No operator."),
        };
}
