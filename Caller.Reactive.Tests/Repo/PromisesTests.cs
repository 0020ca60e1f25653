using System.Reflection;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Repo;

/// <summary>docs/promises names for each public member what is promised and the tests that hold it: nothing public is left out, nothing named is gone.</summary>
public sealed class PromisesTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public;

    private static readonly PromisePage.Section[] Sections = [.. PromisePage.Sections];

    private static readonly Type[] Exported =
    [
        .. typeof(Caller).Assembly.GetExportedTypes(),
        .. typeof(MarbleHarness).Assembly.GetExportedTypes(),
    ];

    private static IEnumerable<TestCaseData> EachType() =>
        Exported.Select(type => new TestCaseData(type).SetName($"{nameof(AType_HasOneSection_ThatNamesEveryMember)}({NameOf(type)})"));

    [TestCaseSource(nameof(EachType))]
    public void AType_HasOneSection_ThatNamesEveryMember(Type type)
    {
        var found = Sections.Where(section => section.Type == NameOf(type)).ToList();
        Assert.That(found, Has.Count.EqualTo(1), $"Sections named {NameOf(type)} under {PromisePage.Folder}");
        var named = found[0].Rows.SelectMany(row => row.Members).ToHashSet();
        Assert.That(MembersOf(type).Where(member => !named.Contains(member)), Is.Empty, $"Members without a row in {found[0].Page}");
    }

    [Test]
    public void EverySection_IsOfAPublicType_AndNamesMembersOfIt()
    {
        var types = Exported.ToLookup(NameOf);
        Assert.That(Sections.Where(section => !types[section.Type].Any()).Select(section => $"{section.Page}: {section.Type}"), Is.Empty);
        var gone =
            from row in Sections.SelectMany(section => section.Rows)
            from member in row.Members
            where member != "-" && !AllMembersOf(types[row.Type].First()).Contains(member)
            select $"{row.Page}: {row.Type}.{member}";
        Assert.That(gone, Is.Empty, "No such member");
    }

    [Test]
    public void EveryPromise_NamesATest_OrSaysWhyThereIsNone()
    {
        var bare = Sections
            .SelectMany(section => section.Rows)
            .Where(row => !NamedTests.In(row.Tests).Any() && !row.Tests.StartsWith("by reading:", StringComparison.Ordinal));
        Assert.That(bare, Is.Empty, "Promises without a test");
    }

    [Test]
    public void EveryExceptionThatTheDocumentationNames_StandsInARowOfItsMember()
    {
        var documented = Exported.Select(static type => type.Assembly).Distinct().SelectMany(XmlDocs.Exceptions).ToList();
        var missing =
            from type in Exported
            from named in documented
            where named.Type == type.FullName && named.Exception != nameof(Exception) && MembersOf(type).Contains(named.Member)
            where !RowsOf(type, named.Member).Any(row => row.Promise.Contains($"`{named.Exception}`", StringComparison.Ordinal))
            select $"{NameOf(type)}.{named.Member}: {named.Exception}";
        Assert.That(missing.Distinct(), Is.Empty, "Exceptions without a row");
        Assert.That(documented, Has.Count.GreaterThan(100));
    }

    [Test]
    public void EveryTestThatAPageNames_Exists()
    {
        var missing =
            from row in Sections.SelectMany(section => section.Rows)
            from test in NamedTests.In(row.Tests)
            where !NamedTests.Exists(test)
            select $"{row.Page}: {test}";
        Assert.That(missing.Distinct(), Is.Empty, "Named, but not there");
    }

    [Test]
    public void EveryPage_IsLinkedFromTheGuarantees()
    {
        var guarantees = Repository.Read("docs/guarantees.md");
        Assert.That(
            PromisePage.Files.Where(file => !guarantees.Contains($"({file["docs/".Length..]})", StringComparison.Ordinal)),
            Is.Empty
        );
    }

    private static IEnumerable<PromisePage.Row> RowsOf(Type type, string member) =>
        Sections
            .Where(section => section.Type == NameOf(type))
            .SelectMany(section => section.Rows)
            .Where(row => row.Members.Contains(member));

    private static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(static argument => argument.Name))}>"
            : type.Name;

    /// <summary>What has to be named. A constructor that takes nothing promises nothing; what the compiler makes for records is nobody's word.</summary>
    private static IEnumerable<string> MembersOf(Type type) =>
        type.GetMembers(Declared)
            .Where(static member => member is not Type && !IsGenerated(member) && !IsOverrideOfObject(member))
            .Select(static member => member.Name)
            .Distinct();

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
        || member switch
        {
            ConstructorInfo constructor => constructor.GetParameters().Length == 0,
            MethodBase method => method.IsSpecialName || method.Name.StartsWith('<'),
            FieldInfo field => field.IsSpecialName,
            _ => false,
        };

    private static bool IsOverrideOfObject(MemberInfo member) =>
        member is MethodInfo method && method.GetBaseDefinition().DeclaringType == typeof(object);

    /// <summary>What may be named: also what is protected, overridden, or there through an interface only.</summary>
    private static HashSet<string> AllMembersOf(Type type) =>
        [
            .. type.GetMembers(Declared | BindingFlags.NonPublic)
                .Select(static member => member is ConstructorInfo ? member.Name : member.Name.Split('.')[^1]),
        ];
}
