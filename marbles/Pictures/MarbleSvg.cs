using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>
/// Draws recorded runs: a lane for each row, marbles at their times, the operation between what went in and what came out.
/// The same run gives the same bytes, on every machine.
/// </summary>
public static class MarbleSvg
{
    /// <summary>Draws a run as the text of an SVG file. Its lines end with a line feed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How to draw it; for a README unless given.</param>
    public static string Draw(RecordedRun run, MarbleSvgOptions? options = null)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings
        {
            Indent = true,
            IndentChars = " ",
            NewLineChars = "\n",
            OmitXmlDeclaration = true,
        };
        using (var writer = XmlWriter.Create(text, settings))
            DrawElement(run, options).WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>Draws a run as an element, to put it into a page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How to draw it; for a README unless given.</param>
    public static XElement DrawElement(RecordedRun run, MarbleSvgOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new RunPicture(run, options ?? MarbleSvgOptions.Default).Draw();
    }

    /// <summary>Draws a run into a file in UTF-8.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file; what it held is lost.</param>
    /// <param name="options">How to draw it; for a README unless given.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(RecordedRun run, string path, MarbleSvgOptions? options = null) => File.WriteAllText(path, Draw(run, options));
}
