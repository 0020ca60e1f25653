namespace CallerReactive.Tests.Repo;

/// <summary>Every block of C# in the READMEs and in the pages of docs compiles; those that say so also run.</summary>
public sealed class SnippetTests
{
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(20);

    private static IEnumerable<Snippet> Published() =>
        Repository
            .Files.Where(file =>
                file is "README.md" or "marbles/README.md"
                || (file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal))
            )
            .SelectMany(page => Snippet.In(page, Repository.Read(page)));

    [Test]
    public void EveryBlock_Compiles_AndRunsIfItSaysSo()
    {
        using (Assert.EnterMultipleScope())
            foreach (var snippet in Published())
                Assert.That(Problems(snippet), Is.Empty, snippet.Place);
    }

    /// <summary>Outside of this repository nothing else says which version is meant.</summary>
    [Test]
    public void EveryPackageInABlock_HasAVersion()
    {
        var packages = Published()
            .SelectMany(static snippet =>
                snippet.Code.Split('\n').Where(static line => line.StartsWith("#:package ", StringComparison.Ordinal))
            );
        Assert.That(packages, Has.All.Match("^#:package [^@ ]+@[0-9]"));
    }

    [TestCase("```csharp\nvar answer = 6 * 7;\nawait Task.Yield();\nConsole.WriteLine(answer);\n```")]
    [TestCase("```csharp\nusing System.Text;\n\npublic class Shout { public StringBuilder Text { get; } = new(); }\n```")]
    [TestCase("```csharp\n#:package System.Reactive\nusing System.Text;\nObservable.Return(new StringBuilder()).Subscribe(_ => { });\n```")]
    [TestCase(
        "<!-- snippet-setup: var a = 1; -->\n<!-- snippet-setup:\nvar b = 2;\n-->\n\n```csharp\nusing System.Text;\nvar sum = a + b;\n```"
    )]
    [TestCase("1. In a list\n   ```csharp run\n   Console.WriteLine(1);\n   ```")]
    [TestCase("```text\nno C#\n```")]
    public void AGoodPage_HasNoProblems(string page) => Assert.That(Snippet.In("page.md", page).SelectMany(Problems), Is.Empty);

    [TestCase("```csharp\nvar a = 1;\nvar b = c;\n```", "line 2: CS0103")]
    [TestCase("<!-- snippet-setup: var a = 1; -->\n```csharp\nusing System.Text;\n\nvar b = c;\n```", "line 3: CS0103")]
    [TestCase("```csharp run\nthrow new TimeZoneNotFoundException();\n```", "TimeZoneNotFoundException")]
    [TestCase("```csharp run\nreturn 3;\n```", "ended with 3")]
    [TestCase("```csharp run\npublic class Nothing;\n```", "nothing to run")]
    public void ABadPage_NamesItsProblem(string page, string problem) =>
        Assert.That(Snippet.In("page.md", page).SelectMany(Problems), Has.One.Contains(problem));

    [Test]
    public void APlace_IsTheLineOfTheFence() =>
        Assert.That(Snippet.In("page.md", "# Title\n\n```csharp\n```\n").Select(snippet => snippet.Place), Is.EqualTo(["page.md:3"]));

    private static IReadOnlyList<string> Problems(Snippet snippet)
    {
        var errors = snippet.Compile(out var main);
        if (errors.Count > 0 || !snippet.Runs)
            return errors;
        return main is null
            ? ["there is nothing to run in it"]
            : Run(() => main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]));
    }

    /// <summary>On a thread of its own, so that a block which never ends does not take the test's with it.</summary>
    private static IReadOnlyList<string> Run(Func<object?> main)
    {
        string? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (main() is int code and not 0)
                    problem = $"ended with {code}";
            }
            catch (Exception error)
            {
                problem = (error.InnerException ?? error).ToString();
            }
        })
        {
            IsBackground = true,
            Name = "snippet",
        };
        thread.Start();
        if (!thread.Join(RunTime))
            return [$"still running after {RunTime.TotalSeconds} s"];
        return problem is null ? [] : [problem];
    }
}
