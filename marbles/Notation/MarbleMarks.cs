namespace CallerReactive.Marbles;

/// <summary>Which mark means what in which kind of row.</summary>
internal static class MarbleMarks
{
    private static readonly string[] Letters = [.. Enumerable.Range(0, 128).Select(code => ((char)code).ToString())];

    /// <summary>What the mark says in a row of this kind, or null when it has no place there.</summary>
    public static MarbleEventKind? Meaning(char mark, MarbleRowKind row) =>
        (mark, row) switch
        {
            ('^', MarbleRowKind.Hot or MarbleRowKind.Subscription) => MarbleEventKind.Subscribe,
            ('^', MarbleRowKind.Caller) => MarbleEventKind.Start,
            ('!', MarbleRowKind.Async or MarbleRowKind.Pending or MarbleRowKind.Group) => MarbleEventKind.Cancelled,
            ('!', MarbleRowKind.Subscription) => MarbleEventKind.Unsubscribe,
            ('!', MarbleRowKind.Caller) => MarbleEventKind.Stop,
            (_, MarbleRowKind.Subscription) => null,
            ('|', _) => MarbleEventKind.Complete,
            ('#', _) => MarbleEventKind.Error,
            _ when IsLetter(mark) => MarbleEventKind.Value,
            _ => null,
        };

    /// <summary>The character that stands for an event; for a value, the letter given.</summary>
    public static char Mark(MarbleEventKind kind, char letter) =>
        kind switch
        {
            MarbleEventKind.Value => letter,
            MarbleEventKind.Complete => '|',
            MarbleEventKind.Error => '#',
            MarbleEventKind.Subscribe or MarbleEventKind.Start => '^',
            _ => '!',
        };

    /// <summary>Whether nothing can come after this in a row of this kind.</summary>
    public static bool Ends(MarbleEventKind kind, MarbleRowKind row) =>
        kind switch
        {
            MarbleEventKind.Complete or MarbleEventKind.Cancelled or MarbleEventKind.Unsubscribe => true,
            MarbleEventKind.Error => row != MarbleRowKind.Caller,
            _ => false,
        };

    public static bool IsLetter(char mark) => char.IsAsciiLetterOrDigit(mark);

    public static bool IsLetter(string label) => label.Length == 1 && IsLetter(label[0]);

    /// <summary>The letter as a string, without making a new one for each marble.</summary>
    public static string Label(char letter) => Letters[letter];

    /// <summary>The word for a kind of row in files and messages.</summary>
    public static string Word(MarbleRowKind row) =>
        row switch
        {
            MarbleRowKind.Cold => "cold",
            MarbleRowKind.Hot => "hot",
            MarbleRowKind.Async => "async",
            MarbleRowKind.Pending => "pending",
            MarbleRowKind.Group => "group",
            MarbleRowKind.Caller => "caller",
            MarbleRowKind.Subscription => "subscription",
            MarbleRowKind.Observed => "observed",
            _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
        };

    /// <summary>An event in words for messages.</summary>
    public static string Describe(MarbleEventKind kind, string label) =>
        kind switch
        {
            MarbleEventKind.Value => label,
            MarbleEventKind.Error when label.Length > 0 => $"# ({label})",
            MarbleEventKind.Cancelled => "! (cancelled)",
            MarbleEventKind.Unsubscribe => "! (unsubscribed)",
            MarbleEventKind.Subscribe => "^ (subscribed)",
            MarbleEventKind.Start => "^ (started)",
            MarbleEventKind.Stop => "! (asked to stop)",
            _ => Mark(kind, ' ').ToString(),
        };
}
