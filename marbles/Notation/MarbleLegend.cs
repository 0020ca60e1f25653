namespace CallerReactive.Marbles;

/// <summary>Finds a letter for each label: the one it was given, itself when it is one, else the next that is free.</summary>
internal sealed class MarbleLegend
{
    /// <summary>Written for labels when all letters are taken; no parser reads it.</summary>
    public const char NoLetter = '?';

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Dictionary<string, char> _letters = new(StringComparer.Ordinal);
    private readonly HashSet<char> _taken = [];
    private readonly List<KeyValuePair<string, string>> _explained = [];

    /// <param name="labels">The labels that will be asked for, in the order of their appearance.</param>
    /// <param name="given">Texts by letter, as a diagram gives them; or null.</param>
    public MarbleLegend(IEnumerable<string> labels, IReadOnlyDictionary<string, string>? given)
    {
        var asked = labels.Distinct(StringComparer.Ordinal).ToList();
        var wanted = new HashSet<string>(asked, StringComparer.Ordinal);
        foreach (var (letter, text) in given ?? new Dictionary<string, string>())
        {
            if (MarbleMarks.IsLetter(letter) && wanted.Contains(text) && _letters.TryAdd(text, letter[0]))
                _taken.Add(letter[0]);
        }
        foreach (var label in asked.Where(MarbleMarks.IsLetter))
        {
            if (!_letters.ContainsKey(label) && _taken.Add(label[0]))
                _letters.Add(label, label[0]);
        }
        var free = new Queue<char>(Letters.Where(each => !_taken.Contains(each)));
        foreach (var label in asked)
        {
            if (!_letters.TryGetValue(label, out var letter))
            {
                letter = free.TryDequeue(out var next) ? next : NoLetter;
                _letters.Add(label, letter);
            }
            if (label != MarbleMarks.Label(letter))
                _explained.Add(new(MarbleMarks.Label(letter), label));
        }
    }

    /// <summary>The letters that do not stand for themselves, and their texts, in the order of appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Explained => _explained;

    public char Letter(string label) => _letters[label];
}
