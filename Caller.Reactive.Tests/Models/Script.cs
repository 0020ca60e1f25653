using FsCheck;
using FsCheck.Fluent;

namespace CallerReactive.Tests.Models;

/// <summary>What a model test does, a step a line: as FsCheck prints it when it fails, shrunk.</summary>
internal sealed class Script<TStep>(IReadOnlyList<TStep> steps)
    where TStep : notnull
{
    internal IReadOnlyList<TStep> Steps => steps;

    public override string ToString() => "\n" + string.Concat(steps.Select(static step => $"    {step};\n"));

    /// <summary>Without a half, then without a quarter, ..., then without one step.</summary>
    internal IEnumerable<Script<TStep>> Shorter()
    {
        for (var length = (steps.Count + 1) / 2; length > 0; length = length == 1 ? 0 : (length + 1) / 2)
        {
            for (var start = 0; start < steps.Count; start += length)
                yield return new Script<TStep>([.. steps.Take(start), .. steps.Skip(start + length)]);
        }
    }
}

internal static class Script
{
    /// <summary>Runs random scripts; the seed is fixed, so that a failure comes again.</summary>
    internal static void Check<TStep>(Gen<TStep> step, Action<IReadOnlyList<TStep>> run, ulong seed, int tests = 300, int length = 40)
        where TStep : notnull
    {
        var scripts = Arb.From(step.ListOf().Select(static steps => new Script<TStep>([.. steps])), static script => script.Shorter());
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(length).WithReplay(seed, 4711UL);
        FsCheck.Check.One(config, Prop.ForAll(scripts, Run));

        // NUnit would count every assertion that fails while a script shrinks.
        void Run(Script<TStep> script)
        {
            using var isolated = new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext();
            run(script.Steps);
        }
    }
}
