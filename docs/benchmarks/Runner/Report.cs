using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CallerReactive.Benchmarks.Runner;

/// <summary>One contender of one row. Times are nanoseconds an operation; the ratio says how many times as long as ours the contender took.</summary>
public sealed record Measured(
    string Contender,
    double Median,
    double Low,
    double High,
    double Bytes,
    double Ratio,
    double RatioLow,
    double RatioHigh
);

public sealed record RowResult(string Row, string Baseline, double Goal, double ByteBudget, IReadOnlyList<Measured> Contenders);

public sealed record Figure(string Measurement, string Contender, string What, double Value, string Unit);

/// <summary>Prints as it goes, and writes everything as JSON at the end.</summary>
public sealed class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly List<RowResult> _rows = [];
    private readonly List<Figure> _figures = [];

    public void Add(RowResult row)
    {
        _rows.Add(row);
        Console.WriteLine();
        var goal =
            row.Goal > 0 ? $"  (goal: {row.Goal:0.#} x {row.Baseline}" + (row.ByteBudget >= 0 ? $", {row.ByteBudget:0} B)" : ")") : "";
        Console.WriteLine(row.Row + goal);
        Console.WriteLine($"  {"", -28} {"ns/op", 10} {"quartiles", 19} {"B/op", 9} {"x Caller", 9}  spread");
        foreach (var m in row.Contenders)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {m.Contender, -28} {m.Median, 10:0.0} {$"{m.Low:0.0}-{m.High:0.0}", 19} {m.Bytes, 9:0.0} {m.Ratio, 9:0.00}  {m.RatioLow:0.00}-{m.RatioHigh:0.00}"
                )
            );
        }
    }

    public void Add(Figure figure)
    {
        if (_figures.Count == 0 || _figures[^1].Measurement != figure.Measurement)
        {
            Console.WriteLine();
            Console.WriteLine(figure.Measurement);
        }

        _figures.Add(figure);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {figure.Contender, -28} {figure.What, -24} {figure.Value, 12:0.00} {figure.Unit}"
            )
        );
    }

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(
                new
                {
                    Taken = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    Machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.ProcessArchitecture}",
                    LoadAverage = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : null,
                    Runtime = RuntimeInformation.FrameworkDescription,
                    Rows = _rows,
                    Figures = _figures,
                },
                Json
            )
        );
        Console.WriteLine();
        Console.WriteLine($"Written to {file}");
    }
}
