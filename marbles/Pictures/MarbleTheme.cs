namespace CallerReactive.Marbles;

/// <summary>The colours of a picture.</summary>
public enum MarbleTheme
{
    /// <summary>Light or dark, as the reader's system prefers (<c>prefers-color-scheme</c>).</summary>
    Auto,

    /// <summary>Dark on light.</summary>
    Light,

    /// <summary>Light on dark.</summary>
    Dark,
}
