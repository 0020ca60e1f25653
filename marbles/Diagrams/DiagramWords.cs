using System.Text.RegularExpressions;

namespace CallerReactive.Marbles;

/// <summary>The words of diagram files.</summary>
internal static partial class DiagramWords
{
    public const string Frame = "frame";
    public const string Groups = "groups";
    public const string GroupsOneFrame = "one frame";
    public const string GroupsByLength = "by length";

    /// <summary>What rows are indented by, so that a diagram is also good Markdown.</summary>
    public const string Indent = "    ";

    private static readonly Dictionary<string, MarbleRowKind> Kinds = Enum.GetValues<MarbleRowKind>().ToDictionary(MarbleMarks.Word);

    public static bool TryKind(string word, out MarbleRowKind kind) => Kinds.TryGetValue(word, out kind);

    public static string AllKinds => string.Join(", ", Kinds.Keys);

    /// <summary>The side of the operation on which a kind of row has no place, in words; null when it may stand on both.</summary>
    public static string? Misplaced(MarbleRowKind kind, bool isInput) =>
        (kind, isInput) switch
        {
            (MarbleRowKind.Observed, true) => "an observed row is what comes out; it belongs below the operation",
            (MarbleRowKind.Cold or MarbleRowKind.Hot, false) =>
                $"a {MarbleMarks.Word(kind)} row is what goes in; it belongs above the operation (what comes out is observed)",
            _ => null,
        };

    [GeneratedRegex(@"^[\p{L}][\p{L}\p{N}_./-]*$")]
    public static partial Regex Name { get; }

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    public static partial Regex Key { get; }
}
