using System.Text.Json;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Charts;

/// <summary>What <see cref="Report"/> has written, of several runs.</summary>
internal sealed record Results(IReadOnlyList<RowResult> Rows, IReadOnlyList<Figure> Figures)
{
    internal static Results[] Read(IEnumerable<string> files) =>
        [.. files.Select(static file => JsonSerializer.Deserialize<Results>(File.ReadAllText(file))!)];
}
