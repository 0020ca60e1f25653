using OxyPlot;

namespace CallerReactive.Benchmarks.Charts;

/// <summary>Draws the charts of the README from the JSON of one run or more. Nothing has a background, and the colours can be read on white and on black.</summary>
internal static class ChartWriter
{
    internal static readonly OxyColor Text = OxyColor.Parse("#7d8590");
    internal static readonly OxyColor Grid = OxyColor.Parse("#407d8590");

    internal static void Write(string folder, IEnumerable<string> files)
    {
        var runs = Results.Read(files);
        if (runs.Any(static run => run.Rows.Count > 0))
        {
            Write(Path.Combine(folder, "ratios.svg"), RatioChart.Draw(runs), 960, 560);
        }

        if (runs.Any(static run => run.Figures.Any(GrowthChart.Shows)))
        {
            Write(Path.Combine(folder, "growth.svg"), GrowthChart.Draw(runs), 960, 560);
        }
    }

    private static void Write(string file, PlotModel model, double width, double height)
    {
        model.Background = OxyColors.Undefined;
        model.DefaultFont = "sans-serif";
        model.Padding = new OxyThickness(10, 20, 10, 10);
        model.TextColor = Text;
        model.TitleColor = Text;
        model.PlotAreaBorderColor = Grid;
        using var stream = File.Create(file);
        new SvgExporter { Width = width, Height = height }.Export(model, stream);
        Console.WriteLine($"Written to {file}");
    }
}
