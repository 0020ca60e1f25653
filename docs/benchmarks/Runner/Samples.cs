namespace CallerReactive.Benchmarks.Runner;

internal static class Samples
{
    internal static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Max(0, Math.Ceiling(percent / 100 * sorted.Length) - 1))];
    }
}
