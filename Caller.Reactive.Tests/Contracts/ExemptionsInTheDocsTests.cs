using System.Text.RegularExpressions;
using CallerReactive.Tests.Repo;

namespace CallerReactive.Tests.Contracts;

/// <summary>What a host does not keep of the contract stands in docs/hosts.md, in the same words.</summary>
public sealed partial class ExemptionsInTheDocsTests
{
    [GeneratedRegex(@"^\| (?<host>\w+) \| (?<point>C\d+|real time|other threads) \| (?<reason>.+?) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [Test]
    public void EveryExemptionOfAHost_IsALineOfTheDocs_AndEveryLineIsOne()
    {
        var forced = typeof(SchedulerContract)
            .Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(SchedulerContract)))
            .SelectMany(static type =>
                ((SchedulerContract)Activator.CreateInstance(type)!)
                    .Exemptions()
                    .Select(exemption => $"| {type.Name.Replace("ContractTests", "")} | {exemption.Point} | {exemption.Reason} |")
            );
        var documented = Row().Matches(Repository.Read("docs/hosts.md")).Select(static row => row.Value.TrimEnd());

        Assert.That(documented, Is.EquivalentTo(forced));
    }
}
