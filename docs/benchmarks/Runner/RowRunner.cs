using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace CallerReactive.Benchmarks.Runner;

/// <summary>
/// Runs the classes that BenchmarkDotNet runs too, but all contenders of a row in turn, round by round, in one process: on a machine that others use
/// as well, what disturbs a round disturbs all of them, and the ratio within a round keeps its meaning.
/// </summary>
internal static class RowRunner
{
    internal static void RunAll(Report report, int rounds, string only)
    {
        var rows =
            from type in typeof(RowRunner).Assembly.GetTypes()
            let row = type.GetCustomAttribute<RowAttribute>()
            where row is not null && type.FullName!.Contains(only, StringComparison.OrdinalIgnoreCase)
            orderby type.Name
            select (type, row);
        foreach (var (type, row) in rows)
        {
            var parameter = type.GetProperties().FirstOrDefault(property => property.IsDefined(typeof(ParamsAttribute)));
            foreach (var value in parameter?.GetCustomAttribute<ParamsAttribute>()!.Values ?? [null])
            {
                var instance = Activator.CreateInstance(type)!;
                parameter?.SetValue(instance, value);
                report.Add(Run(instance, parameter is null ? row.Title : $"{row.Title}, {parameter.Name} = {value}", row, rounds));
            }
        }
    }

    private static RowResult Run(object instance, string title, RowAttribute row, int rounds)
    {
        Invoke<GlobalSetupAttribute>(instance);
        var contenders = (
            from method in instance.GetType().GetMethods()
            let benchmark = method.GetCustomAttribute<BenchmarkAttribute>()
            where benchmark is not null
            select new Contender(method.Name, benchmark, Bind(method, instance))
        ).ToList();
        for (var round = -2; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                Invoke<IterationSetupAttribute>(instance);
                contender.Measure(keep: round >= 0);
                Invoke<IterationCleanupAttribute>(instance);
            }
        }

        Invoke<GlobalCleanupAttribute>(instance);
        var ours = contenders.Single(contender => contender.Name == "Caller");
        var baseline = contenders.Find(contender => contender.Benchmark.Baseline)?.Name ?? "";
        return new RowResult(title, baseline, row.Goal, row.Bytes, [.. contenders.Select(contender => contender.Against(ours))]);
    }

    private static Action Bind(MethodInfo method, object instance)
    {
        if (method.ReturnType == typeof(Task))
        {
            var func = method.CreateDelegate<Func<Task>>(instance);
            return () => func().GetAwaiter().GetResult();
        }

        return method.CreateDelegate<Action>(instance);
    }

    private static void Invoke<TAttribute>(object instance)
        where TAttribute : Attribute
    {
        foreach (var method in instance.GetType().GetMethods().Where(method => method.IsDefined(typeof(TAttribute))))
        {
            method.Invoke(instance, null);
        }
    }

    private sealed class Contender(string name, BenchmarkAttribute benchmark, Action run)
    {
        private readonly List<double> _times = [];
        private readonly List<double> _bytes = [];

        internal string Name => name;

        internal BenchmarkAttribute Benchmark => benchmark;

        internal void Measure(bool keep)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            run();
            var elapsed = Stopwatch.GetElapsedTime(started);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            if (keep)
            {
                _times.Add(elapsed.TotalNanoseconds / benchmark.OperationsPerInvoke);
                _bytes.Add((double)bytes / benchmark.OperationsPerInvoke);
            }
        }

        internal Measured Against(Contender ours)
        {
            var ratios = _times.Zip(ours._times, static (theirs, own) => theirs / own).ToList();
            return new Measured(
                name,
                Samples.Percentile(_times, 50),
                Samples.Percentile(_times, 25),
                Samples.Percentile(_times, 75),
                Samples.Percentile(_bytes, 50),
                Samples.Percentile(ratios, 50),
                Samples.Percentile(ratios, 25),
                Samples.Percentile(ratios, 75)
            );
        }
    }
}
