using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallerReactive.Tests.Repo;

/// <summary>
/// A block of C# in a page: <c>```csharp</c> must compile, <c>```csharp run</c> must also run, <c>```csharp desktop</c> must compile against WPF and Windows Forms
/// (of the .NET Framework, the only ones that can be had everywhere). Lines in a comment
/// <c>&lt;!-- snippet-setup: ... --&gt;</c> just before it come first, unseen by the page's readers.
/// </summary>
internal sealed partial record Snippet(string Place, string Setup, string Code, bool Runs, bool IsDesktop = false)
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Reactive;
        global using System.Reactive.Concurrency;
        global using System.Reactive.Disposables;
        global using System.Reactive.Linq;
        global using System.Reactive.Subjects;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using CallerReactive;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> References = new(() => FindReferences());

    private static readonly Lazy<MetadataReference[]> DesktopReferences = new(() =>
        FindReferences(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "desktop"), "*.dll"))
    );

    [GeneratedRegex(
        @"(?<setup><!--[ \t]*snippet-setup:(?<lines>.*?)-->\s*)*^(?<indent>[ \t]*)```csharp\b(?<info>[^\r\n]*)\r?\n(?<code>.*?)^\k<indent>```[ \t]*\r?$",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Fence();

    public override string ToString() => Place;

    public static IEnumerable<Snippet> In(string page, string text) =>
        Fence()
            .Matches(text)
            .Select(match => new Snippet(
                $"{page}:{text.AsSpan(0, match.Groups["info"].Index).Count('\n') + 1}",
                string.Join('\n', match.Groups["lines"].Captures.Select(lines => lines.Value.Trim())),
                match.Groups["code"].Value,
                match.Groups["info"].Value.Split(' ').Contains("run"),
                match.Groups["info"].Value.Split(' ').Contains("desktop")
            ));

    /// <summary>Statements become a program, declarations alone a library; errors come as text, with lines counted from the block's first.</summary>
    public IReadOnlyList<string> Compile(out MethodInfo? main)
    {
        var tree = CSharpSyntaxTree.ParseText(WithSetup(), Language, path: "block");
        var isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(Usings, Language), tree],
            (IsDesktop ? DesktopReferences : References).Value,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true
            )
        );
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        main = result.Success && isProgram ? Assembly.Load(assembly.ToArray()).EntryPoint : null;
        return [.. result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(Describe)];
    }

    private static string Describe(Diagnostic found) =>
        $"line {found.Location.GetMappedLineSpan().StartLinePosition.Line + 1}: {found.Id} {found.GetMessage(null)}";

    /// <summary>The set-up goes behind the block's own usings. Directives of file-based programs (<c>#:package</c>) are for the reader.</summary>
    private string WithSetup()
    {
        var code = string.Join(
            '\n',
            Code.Split('\n').Select(line => line.TrimStart().StartsWith("#:", StringComparison.Ordinal) ? "" : line)
        );
        if (Setup.Length == 0)
            return code;
        var usings = CSharpSyntaxTree.ParseText(code, Language).GetCompilationUnitRoot().Usings;
        var end = usings.Count == 0 ? 0 : usings.FullSpan.End;
        var firstLine = code.AsSpan(0, end).Count('\n') + 1;
        return $"{code[..end]}\n#line 1 \"setup\"\n{Setup}\n#line {firstLine} \"block\"\n{code[end..]}";
    }

    /// <param name="first">What takes the place of the platform's files of the same name.</param>
    private static MetadataReference[] FindReferences(params string[] first)
    {
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var own = Directory.GetFiles(AppContext.BaseDirectory, "Caller.Reactive*.dll");
        return
        [
            .. first
                .Concat(platform)
                .Concat(own)
                .Where(File.Exists)
                .DistinctBy(Path.GetFileName)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }
}
