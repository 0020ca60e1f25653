using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallerReactive.Tests.Repo;

/// <summary>The documentation that the compiler writes beside an assembly.</summary>
internal static partial class XmlDocs
{
    // M:Namespace.Type`1.Member``2(...) and the like.
    [GeneratedRegex(@"^[MPE]:(?<type>[\w.]+(`\d+)?)\.(?<member>#?\w+)(``\d+)?(\(|$)")]
    private static partial Regex Id();

    /// <summary>The exceptions that are named at members, of internal types and members too: full name of the type, names of the member and the exception.</summary>
    public static IEnumerable<(string Type, string Member, string Exception)> Exceptions(Assembly assembly) =>
        from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
        let id = Id().Match(member.Attribute("name")!.Value)
        where id.Success
        from exception in member.Elements("exception")
        select (
            id.Groups["type"].Value,
            id.Groups["member"].Value.Replace("#ctor", ".ctor", StringComparison.Ordinal),
            exception.Attribute("cref")!.Value.Split('.')[^1]
        );
}
