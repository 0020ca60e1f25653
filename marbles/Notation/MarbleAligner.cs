using System.Runtime.InteropServices;

namespace CallerReactive.Marbles;

/// <summary>Writes rows one under the other, so that what happens at one time stands in one column. One row alone is a simple case.</summary>
/// <remarks>
/// Not every row can be written with every option: after a group of four characters the next mark is at least four frames
/// later. <see cref="TryWrite"/> then answers false and <see cref="Problem"/> says why.
/// </remarks>
internal sealed class MarbleAligner
{
    /// <summary>More dashes than this are written as a time.</summary>
    private const long MaxDashes = 20;

    private readonly AlignedRow[] _rows;
    private readonly MarbleOptions _options;
    private readonly Func<string, char> _letter;
    private readonly long _frame;

    public MarbleAligner(IEnumerable<AlignedRow> rows, MarbleOptions options, Func<string, char> letter)
    {
        _rows = [.. rows];
        _options = options;
        _letter = letter;
        _frame = options.Frame.Ticks;
    }

    public string Problem { get; private set; } = "";

    /// <summary>The rows as text, in the order given.</summary>
    public IReadOnlyList<string> Lines => [.. _rows.Select(row => row.Line.ToString())];

    /// <summary>The column (from 0) of each time at which something happens.</summary>
    public Dictionary<long, int> Columns { get; } = [];

    public bool TryWrite()
    {
        var points = Points();
        var cursor = _rows.Min(row => row.StartTicks);
        for (var i = 0; i < points.Count; i++)
        {
            var gap = points[i] - cursor;
            if (gap < 0)
            {
                Problem =
                    $"what happens at {MarbleDuration.Format(points[i])} is too close to what is written before it, which takes until {MarbleDuration.Format(cursor)}";
                return false;
            }
            WriteGap(gap);
            var next = i + 1 < points.Count ? points[i + 1] : points[i];
            cursor = points[i] + WritePoint(points[i], next - points[i]) * _frame;
        }
        WriteGap(_rows.Max(row => row.EndTicks) - cursor);
        return true;
    }

    private List<long> Points()
    {
        var points = new List<long>(_rows.Sum(row => row.Events.Count));
        foreach (var row in _rows)
            points.AddRange(row.Events.Select(e => e.Ticks));
        points.Sort();
        var kept = 0;
        foreach (var point in CollectionsMarshal.AsSpan(points))
        {
            if (kept == 0 || points[kept - 1] != point)
                points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
        return points;
    }

    private void WriteGap(long ticks)
    {
        if (ticks <= 0)
            return;
        var asDashes = ticks % _frame == 0 && ticks / _frame <= MaxDashes;
        var duration = asDashes ? "" : MarbleDuration.Format(ticks);
        Align();
        foreach (var row in _rows)
        {
            if (row.HasEnded)
                continue;
            if (asDashes)
                row.Line.Marks('-', ticks / _frame);
            else
                row.Line.Time(duration);
        }
    }

    /// <summary>Writes what happens at one time.</summary>
    /// <returns>How many frames that took.</returns>
    private long WritePoint(long point, long untilNext)
    {
        Array.ForEach(_rows, row => row.Take(point));
        SetOff();
        Align();
        Columns[point] = _rows[0].Line.Length;
        var frames = _rows.Max(row => row.Frames(_options.GroupTakesOneFrame));
        if (frames == 0)
            frames = Math.Min(1, untilNext / _frame); // Only rows that end here: the others may go on before a whole frame is over.
        foreach (var row in _rows)
            row.WriteTaken(frames, _options.GroupTakesOneFrame, _letter);
        return frames;
    }

    /// <summary>A space in every row where one row needs it.</summary>
    private void SetOff()
    {
        if (_rows.Any(row => row.FirstMark(_letter) is { } mark && row.Line.NeedsSpaceBefore(mark)))
        {
            var length = _rows.Max(row => row.Line.Length) + 1;
            Array.ForEach(_rows, row => row.Line.PadTo(length));
        }
    }

    private void Align()
    {
        if (_rows.Length == 1)
            return;
        var length = _rows.Max(row => row.Line.Length);
        Array.ForEach(_rows, row => row.Line.PadTo(length));
    }
}
