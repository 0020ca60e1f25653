namespace CallerReactive.Tests.Repo;

/// <summary>The recipes show code that runs elsewhere in the repository, and are linked from where one looks for them.</summary>
public sealed class RecipeTests
{
    [TestCase("avalonia.md", "class AvaloniaHost", "Caller.Reactive.Tests/Hosts/Avalonia/AvaloniaHost.cs")]
    [TestCase("gtk.md", "class GlibLoop", "docs/samples/gtk.cs")]
    public void AHostInARecipe_IsTheOneThatRuns(string recipe, string declaration, string source)
    {
        var shown = Snippet
            .In(recipe, Repository.Read("docs/recipes/" + recipe))
            .Single(block => block.Code.Contains(declaration, StringComparison.Ordinal));
        var code = string.Join('\n', shown.Code.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal))).Trim();

        Assert.That(Repository.Read(source), Does.Contain(code));
    }

    [Test]
    public void EveryRecipe_IsLinkedFromThePageOnHosts()
    {
        var hosts = Repository.Read("docs/hosts.md");
        var recipes = Repository.Files.Where(file =>
            file.StartsWith("docs/recipes/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)
        );
        Assert.That(recipes.Where(file => !hosts.Contains($"({file["docs/".Length..]})", StringComparison.Ordinal)), Is.Empty);
    }
}
