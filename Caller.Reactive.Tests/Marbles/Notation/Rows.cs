using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>Short ways to write and read rows in tests.</summary>
internal static class Rows
{
    public static readonly MarbleOptions TenMs = new() { Frame = TimeSpan.FromMilliseconds(10) };

    /// <summary>Each event as mark@frame, of frames of one millisecond.</summary>
    public static string Frames(MarbleRow row) =>
        string.Join(
            ' ',
            row.Events.Select(e =>
                (
                    e.Kind switch
                    {
                        MarbleEventKind.Value => e.Label,
                        MarbleEventKind.Complete => "|",
                        MarbleEventKind.Error => "#",
                        MarbleEventKind.Subscribe or MarbleEventKind.Start => "^",
                        _ => "!",
                    }
                ) + $"@{e.Ticks / TimeSpan.TicksPerMillisecond}"
            )
        );

    public static MarbleEvent Value(double milliseconds, string label) =>
        new(TimeSpan.FromMilliseconds(milliseconds).Ticks, MarbleEventKind.Value, label);

    public static MarbleEvent Complete(double milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds).Ticks, MarbleEventKind.Complete);
}
