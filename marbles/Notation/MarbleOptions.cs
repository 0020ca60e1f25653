namespace CallerReactive.Marbles;

/// <summary>How the characters of a row count as time.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record MarbleOptions
{
    private readonly TimeSpan _frame = TimeSpan.FromMilliseconds(1);

    /// <summary>A frame of one millisecond, and groups that take as many frames as they have characters: what RxJS does.</summary>
    public static MarbleOptions Default { get; } = new();

    /// <summary>The time that one character takes; one millisecond unless set. It must be more than zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public TimeSpan Frame
    {
        get => _frame;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Frame));
            _frame = value;
        }
    }

    /// <summary>
    /// Whether a group takes one frame, as one mark does. Otherwise <c>(ab)</c> takes four frames, one for each of its
    /// characters, as in RxJS; both of its values come at the first of them.
    /// </summary>
    public bool GroupTakesOneFrame { get; init; }
}
