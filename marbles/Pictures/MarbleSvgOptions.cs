namespace CallerReactive.Marbles;

/// <summary>How a picture is drawn.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record MarbleSvgOptions
{
    private readonly int _width = 800;

    /// <summary>The options of a picture for a README.</summary>
    public static MarbleSvgOptions Default { get; } = new();

    /// <summary>The colours; as the reader's system prefers unless set.</summary>
    public MarbleTheme Theme { get; init; }

    /// <summary>The width in pixels, 800 unless set and at least 320. The height follows from the lanes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 320.</exception>
    public int Width
    {
        get => _width;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 320, nameof(Width));
            _width = value;
        }
    }

    /// <summary>Whether the title stands above the lanes; it does unless set. Pages that have it as a heading may leave it out.</summary>
    public bool ShowTitle { get; init; } = true;
}
