using CallerReactive.Marbles;
using CallerReactive.Tests.Marbles.Scenarios;
using CallerReactive.Tests.Repo;

namespace CallerReactive.Tests.Marbles;

/// <summary>
/// Pictures and gallery are as the diagrams run now. With the environment variable <c>DRAW_MARBLES=1</c>, which <c>dotnet cake --target=Marbles</c> sets, these
/// tests write them instead.
/// </summary>
public class GalleryTests
{
    private const string Stale = "is stale: dotnet cake --target=Marbles draws it anew";

    private static readonly bool Draws = Environment.GetEnvironmentVariable("DRAW_MARBLES") == "1";

    [TestCaseSource(typeof(DiagramFiles), nameof(DiagramFiles.Names))]
    public void Picture_OfEveryDiagram_IsFresh(string name)
    {
        var run = Scenario.Run(DiagramFiles.Read(name));
        Check(Gallery.PictureOf(name), MarbleSvg.Draw(run));
    }

    [Test]
    public void Page_ItsGallery_IsFresh() => Check(Gallery.Page, Gallery.Renew(Repository.Read(Gallery.Page)));

    [Test]
    public void Page_ItsGallery_ShowsEveryDiagram()
    {
        var page = Gallery.Renew(Repository.Read(Gallery.Page));
        Assert.That(DiagramFiles.Names.Where(name => !page.Contains($"(marbles/{name}.svg)", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Pictures_AllBelongToADiagram()
    {
        var extra = Repository
            .Files.Where(file =>
                file.StartsWith(Gallery.Pictures, StringComparison.Ordinal) && file.EndsWith(".svg", StringComparison.Ordinal)
            )
            .Except(DiagramFiles.Names.Select(Gallery.PictureOf))
            .ToList();
        if (Draws)
            extra.ForEach(file => File.Delete(PathOf(file)));
        else
            Assert.That(extra, Is.Empty, $"Pictures without a diagram; the gallery {Stale}");
    }

    private static void Check(string file, string fresh)
    {
        if (Draws)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            File.WriteAllText(PathOf(file), fresh);
            return;
        }
        var committed = File.Exists(PathOf(file)) ? File.ReadAllText(PathOf(file)).ReplaceLineEndings("\n") : "";
        Assert.That(committed == fresh, Is.True, $"{file} {Stale}");
    }

    private static string PathOf(string file) => Path.Combine(Repository.Root, file);
}
