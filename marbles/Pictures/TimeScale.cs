namespace CallerReactive.Marbles;

/// <summary>
/// Where on the paper a time is. To scale if all marbles have room then, be they small; otherwise close times move apart and long gaps shrink,
/// which the axis shows.
/// </summary>
internal sealed class TimeScale
{
    /// <summary>The least distance of two times in different lanes.</summary>
    private const double LeastStep = 12;

    /// <summary>What a line is longer than its time at both ends.</summary>
    private const double Inner = 22;
    private const double Outer = 24;

    /// <summary>How many times longer than the middle one a gap may be before it is cut.</summary>
    private const double LongGap = 6;

    private readonly List<long> _times;
    private readonly double[] _positions;

    /// <param name="run">The run.</param>
    /// <param name="left">Where the lines begin.</param>
    /// <param name="right">Where they end.</param>
    public TimeScale(RecordedRun run, double left, double right)
    {
        StartTicks = run.StartTicks;
        EndTicks = Math.Max(run.EndTicks, StartTicks + run.Frame.Ticks);
        var events = run.Lanes.SelectMany(lane => lane.Events).SelectMany(e => new[] { e.Ticks, e.EndTicks });
        _times = [.. events.Append(0).Append(StartTicks).Append(EndTicks).Distinct().Order()];
        var from = left + Edge(run, StartTicks, Inner);
        var to = right - Edge(run, EndTicks, Outer);
        _positions = [.. _times.Select(t => from + (to - from) * ((double)t - StartTicks) / ((double)EndTicks - StartTicks))];
        var least = Needs(run, MarblePicture.LeastWidth);
        IsToScale = least.All(need => _positions[need.Later] - _positions[need.Earlier] >= need.Distance - 0.01);
        if (!IsToScale && !TrySpread(Needs(run, MarblePicture.Width), from, to))
            TrySpread(least, from, to);
    }

    public long StartTicks { get; }

    public long EndTicks { get; }

    /// <summary>Whether equal distances are equal times.</summary>
    public bool IsToScale { get; }

    /// <summary>The times at which something happens, and both ends.</summary>
    public IReadOnlyList<long> Times => _times;

    public double X(long ticks)
    {
        var index = _times.BinarySearch(ticks);
        if (index >= 0)
            return _positions[index];
        var after = Math.Clamp(~index, 1, _times.Count - 1);
        var (t0, t1) = (_times[after - 1], _times[after]);
        return _positions[after - 1] + (_positions[after] - _positions[after - 1]) * ((double)ticks - t0) / ((double)t1 - t0);
    }

    /// <summary>The room that the marbles at one end of the picture need beyond their time.</summary>
    private static double Edge(RecordedRun run, long ticks, double least) =>
        run
            .Lanes.SelectMany(lane => lane.Events)
            .Where(e => e.Ticks == ticks)
            .Select(e => MarblePicture.Width(e) / 2 + 8)
            .Append(least)
            .Max();

    /// <summary>Which times must be how far apart, so that the marbles of no lane touch.</summary>
    private List<(int Earlier, int Later, double Distance)> Needs(RecordedRun run, Func<RecordedEvent, double> size)
    {
        var needs = new List<(int, int, double)>();
        foreach (var lane in run.Lanes)
        {
            var (last, width) = (-1, 0.0);
            foreach (var group in lane.Events.GroupBy(e => e.Ticks))
            {
                var index = _times.BinarySearch(group.Key);
                var own = group.Max(size);
                if (last >= 0)
                    needs.Add((last, index, (width + own) / 2 + MarblePicture.Gap));
                (last, width) = (index, own);
            }
        }
        return needs;
    }

    /// <summary>Moves close times apart and cuts long gaps.</summary>
    /// <returns>Whether all needs are met; if not, all distances are as much smaller as they must be.</returns>
    private bool TrySpread(List<(int Earlier, int Later, double Distance)> needs, double from, double to)
    {
        // A gap that is much longer than most counts as less, or else it would take all the room.
        var gaps = _times.Zip(_times.Skip(1), (earlier, later) => (double)later - earlier).ToArray();
        var longest = gaps.Order().ElementAt(gaps.Length / 2) * LongGap;
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = Math.Min(gaps[i], longest);

        // The most pixels for a tick with which all has room: then as many distances as possible are to scale.
        var byLater = needs.ToLookup(need => need.Later);
        var room = to - from;
        var (low, high) = (0.0, room / gaps.Sum());
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Place(middle) <= room ? (middle, high) : (low, middle);
        }
        var shrink = Math.Min(1, room / Place(low));
        for (var i = 0; i < _positions.Length; i++)
            _positions[i] = from + _positions[i] * shrink;
        return shrink == 1;

        double Place(double pixels)
        {
            _positions[0] = 0;
            for (var i = 1; i < _positions.Length; i++)
            {
                var least = _positions[i - 1] + Math.Max(LeastStep, gaps[i - 1] * pixels);
                foreach (var need in byLater[i])
                    least = Math.Max(least, _positions[need.Earlier] + need.Distance);
                _positions[i] = least;
            }
            return _positions[^1];
        }
    }
}
