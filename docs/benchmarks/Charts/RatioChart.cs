using CallerReactive.Benchmarks.Runner;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace CallerReactive.Benchmarks.Charts;

/// <summary>A bar a row: how many times as long what we are compared with took, the median of the runs; a line from the worst run to the best; a diamond where the goal is.</summary>
internal static class RatioChart
{
    /// <summary>Beyond that nobody needs to compare, and the others would be too short to.</summary>
    private const int Longest = 14;

    // Given, not measured: the fonts of whoever looks at it are wider than those that the library knows.
    private static readonly OxyThickness Margins = new(430, 40, 30, 60);

    internal static PlotModel Draw(Results[] runs)
    {
        var rows = runs.SelectMany(static run => run.Rows)
            .Where(static row => row.Baseline.Length > 0)
            .GroupBy(static row => row.Row, static row => (row.Baseline, row.Goal, RatioOf(row).Ratio))
            .Reverse()
            .ToList();
        var model = new PlotModel
        {
            Title = "How many times as long the other one took",
            TitleFontSize = 15,
            PlotMargins = Margins,
        };
        var names = new CategoryAxis
        {
            Position = AxisPosition.Left,
            GapWidth = 0.5,
            TicklineColor = ChartWriter.Grid,
        };
        var bars = new BarSeries { FillColor = OxyColor.Parse("#2f81f7"), BaseValue = 0 };
        var goals = new ScatterSeries
        {
            MarkerType = MarkerType.Diamond,
            MarkerSize = 6,
            MarkerFill = OxyColor.Parse("#e3742f"),
        };
        foreach (var row in rows)
        {
            var ratios = row.Select(static run => run.Ratio).ToList();
            var index = names.Labels.Count;
            names.Labels.Add($"{row.Key}, against {row.First().Baseline}");
            bars.Items.Add(new BarItem(Samples.Percentile(ratios, 50)));
            model.Series.Add(Spread(index, ratios.Min(), ratios.Max()));
            if (row.First().Goal > 0)
            {
                goals.Points.Add(new ScatterPoint(row.First().Goal, index));
            }
        }

        model.Axes.Add(names);
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Bottom,
                Minimum = 0,
                Maximum = Longest,
                AxisTitleDistance = 14,
                MajorStep = 1,
                MajorGridlineStyle = LineStyle.Solid,
                MajorGridlineColor = ChartWriter.Grid,
                TicklineColor = ChartWriter.Grid,
                Title = $"times (the diamond is the goal; the line goes from the worst run to the best; cut off at {Longest})",
            }
        );
        model.Series.Insert(0, bars);
        model.Series.Add(goals);
        return model;
    }

    private static LineSeries Spread(int index, double least, double most) =>
        new()
        {
            Color = OxyColor.Parse("#7d8590"),
            StrokeThickness = 2,
            Points = { new DataPoint(least, index), new DataPoint(most, index) },
        };

    private static Measured RatioOf(RowResult row) => row.Contenders.Single(contender => contender.Contender == row.Baseline);
}
