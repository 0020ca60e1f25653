// dotnet run -c Release --project docs/benchmarks -- [--quick | --rows | --long | --chart FILES | --bdn ARGS] [--only TEXT] [--rounds N] [--json FILE]
//
// Without arguments: all rows and the long-form measurements. --quick: the same in fewer rounds. --rows, --long: one of the two.
// --chart FILES: draws the charts of the README from the JSON of one run or more.
// --bdn: BenchmarkDotNet over the same rows, one process each; what follows is BenchmarkDotNet's (--filter '*').
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using CallerReactive.Benchmarks.Charts;
using CallerReactive.Benchmarks.LongForm;
using CallerReactive.Benchmarks.Runner;

if (args is ["--bdn", .. var rest])
{
    BenchmarkSwitcher
        .FromAssembly(typeof(Report).Assembly)
        .Run(rest, DefaultConfig.Instance.AddExporter(JsonExporter.FullCompressed).WithBuildTimeout(TimeSpan.FromMinutes(10)));
    return 0;
}

if (args is ["--chart", .. var files])
{
    ChartWriter.Write(Path.GetDirectoryName(Path.GetFullPath(files[0]))!, files);
    return 0;
}

var quick = args.Contains("--quick");
var only = Option("--only") ?? "";
var rounds = int.Parse(Option("--rounds") ?? (quick ? "5" : "15"), System.Globalization.CultureInfo.InvariantCulture);
var report = new Report();
if (!args.Contains("--long"))
{
    RowRunner.RunAll(report, rounds, only);
}

if (!args.Contains("--rows"))
{
    LongFormRunner.RunAll(report, quick, only);
}

report.Write(Option("--json") ?? Path.Combine("artifacts", "benchmarks", "results.json"));
return 0;

string? Option(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
