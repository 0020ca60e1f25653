using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallerReactive.Tests.Repo;

/// <summary>
/// Which folder of the library may know which. It reads syntax, not meaning: a name counts wherever it could be a type's,
/// and belongs to the folder of the file that bears its name (so <c>Callers/Pending.Caller.cs</c> does not move <c>Pending</c>).
/// </summary>
internal static class RoomOrder
{
    /// <summary>Each may use those before it.</summary>
    private static readonly string[] Rooms =
    [
        "Diagnostics",
        "Loop",
        "Hosts",
        "Pendings",
        "Backends",
        "Groups",
        "Combinators",
        "Callers",
        "Linq",
    ];

    /// <summary>What breaks the order. The keys are paths from the library's folder; files directly in it stand outside the order.</summary>
    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, string> sources)
    {
        var files = sources
            .Where(source => source.Key.Contains('/'))
            .OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => new SourceFile(source.Key, CSharpSyntaxTree.ParseText(source.Value).GetRoot()))
            .ToList();
        var homes = new Dictionary<string, SourceFile>();
        foreach (var file in files.OrderBy(file => file.BearsTheNameOfAType)) // the last one wins
        foreach (var type in file.Types.Where(type => !file.BearsTheNameOfAType || type == file.Title || !homes.ContainsKey(type)))
            homes[type] = file;
        var nested = files.SelectMany(file => file.NestedTypes, (file, type) => (file.Room, type)).ToHashSet();

        var strangers = files.Where(file => file.Rank < 0).Select(file => $"{file.Path}: {file.Room} is none of the agreed folders");
        var arrows =
            from file in files
            from name in file.Types.Concat(file.Names.Where(name => !nested.Contains((file.Room, name)))).Distinct()
            where homes.TryGetValue(name, out var home) && home.Rank > file.Rank && file.Rank >= 0
            select $"{file.Path}: {file.Room} must not know {name} of {homes[name].Room} ({homes[name].Path})";
        return strangers.Concat(arrows);
    }

    private sealed class SourceFile(string path, SyntaxNode root)
    {
        public string Path => path;

        public string Title { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

        public string Room { get; } = path.Split('/')[0];

        public int Rank => Array.IndexOf(Rooms, Room);

        /// <summary>Types declared here, nested ones aside.</summary>
        public IReadOnlySet<string> Types { get; } = Declared(root, nested: false);

        public IReadOnlySet<string> NestedTypes { get; } = Declared(root, nested: true);

        /// <summary>Names used here that may be a type's.</summary>
        public IReadOnlySet<string> Names { get; } =
            root.DescendantNodes().OfType<SimpleNameSyntax>().Where(MayBeAType).Select(name => name.Identifier.ValueText).ToHashSet();

        public bool BearsTheNameOfAType => Types.Contains(Title);

        private static HashSet<string> Declared(SyntaxNode root, bool nested) =>
            root.DescendantNodes()
                .OfType<MemberDeclarationSyntax>()
                .Where(member => member.Parent is TypeDeclarationSyntax == nested)
                .Select(member =>
                    member switch
                    {
                        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
                        DelegateDeclarationSyntax type => type.Identifier.ValueText,
                        _ => "",
                    }
                )
                .Where(name => name.Length > 0)
                .ToHashSet();

        private static bool MayBeAType(SimpleNameSyntax name) =>
            name.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Expression == name,
                MemberBindingExpressionSyntax => false,
                InvocationExpressionSyntax => false,
                NameColonSyntax or NameEqualsSyntax => false,
                AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
                _ => true,
            };
    }
}
