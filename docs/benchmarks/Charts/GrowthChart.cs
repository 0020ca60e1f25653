using System.Globalization;
using CallerReactive.Benchmarks.Runner;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace CallerReactive.Benchmarks.Charts;

/// <summary>A line a series: what one of so many costs. A level line is what is wanted.</summary>
internal static class GrowthChart
{
    private static readonly OxyThickness Margins = new(80, 40, 20, 60); // as in RatioChart

    private static readonly OxyColor[] Colours =
    [
        .. new[] { "#2f81f7", "#e3742f", "#2da44e", "#bf5af2", "#d4a72c", "#e5534b", "#1b9e9e", "#8c7ae6", "#a1743c", "#7d8590" }.Select(
            OxyColor.Parse
        ),
    ];

    internal static bool Shows(Figure figure) => figure.Unit == "ns each";

    internal static PlotModel Draw(Results[] runs)
    {
        var model = new PlotModel
        {
            Title = "What one of so many costs",
            TitleFontSize = 15,
            PlotMargins = Margins,
        };
        model.Axes.Add(Axis(AxisPosition.Bottom, "how many"));
        model.Axes.Add(Axis(AxisPosition.Left, "ns each"));
        model.Legends.Add(
            new Legend
            {
                LegendPosition = LegendPosition.RightTop,
                LegendPlacement = LegendPlacement.Outside,
                LegendPadding = 40,
                LegendLineSpacing = 8,
            }
        );
        var series = runs.SelectMany(static run => run.Figures).Where(Shows).GroupBy(static figure => figure.Measurement);
        foreach (var (index, figures) in series.Index())
        {
            var line = new LineSeries
            {
                Title = figures.Key,
                Color = Colours[index % Colours.Length],
                MarkerType = MarkerType.Circle,
                MarkerSize = 3,
            };
            line.Points.AddRange(
                figures
                    .GroupBy(static figure => int.Parse(figure.What, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
                    .OrderBy(static size => size.Key)
                    .Select(static size => new DataPoint(size.Key, Samples.Percentile(size.Select(static figure => figure.Value), 50)))
            );
            model.Series.Add(line);
        }

        return model;
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title) =>
        new()
        {
            Position = position,
            Title = title,
            AxisTitleDistance = 14,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = ChartWriter.Grid,
            TicklineColor = ChartWriter.Grid,
            StringFormat = "#,0",
        };
}
