using System.Reflection;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

/// <summary>
/// All scenarios: the public static methods of the classes in this folder. A diagram's operation begins with the name of its scenario, in any case
/// (<c>group mode 1</c> is <c>Group</c>).
/// </summary>
internal static class Scenario
{
    public static IReadOnlyDictionary<string, Action<DiagramRun>> All { get; } =
        typeof(Scenario)
            .Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Scenario).Namespace && type != typeof(Scenario))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method =>
                method.ReturnType == typeof(void) && method.GetParameters() is [var only] && only.ParameterType == typeof(DiagramRun)
            )
            .ToDictionary(method => method.Name, method => method.CreateDelegate<Action<DiagramRun>>(), StringComparer.OrdinalIgnoreCase);

    public static string NameOf(MarbleDiagram diagram) => diagram.Operation.Words[0];

    /// <summary>The class that has the scenario of a diagram.</summary>
    public static Type? ClassOf(MarbleDiagram diagram) => All.GetValueOrDefault(NameOf(diagram))?.Method.DeclaringType;

    public static RecordedRun Run(MarbleDiagram diagram) =>
        All.TryGetValue(NameOf(diagram), out var scenario)
            ? diagram.Run(scenario)
            : throw new AssertionException(
                $"{diagram.File}: there is no scenario {NameOf(diagram)}; these are: {string.Join(", ", All.Keys)}"
            );
}
