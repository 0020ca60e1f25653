using System.Diagnostics;

namespace CallerReactive.Tests.Repo;

/// <summary>The repository that these tests were built in: what git knows of it, and what it would take in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with slashes: committed files and new ones that git does not ignore.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> CSharpFiles => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The text, or null for what is none (pictures and the like).</summary>
    public static string? ReadText(string file) => Read(file) is var text && text.Contains('\0') ? null : text;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Caller.Reactive.sln")))
                return folder.FullName;
        throw new InvalidOperationException("No Caller.Reactive.sln above the folder of the tests.");
    }

    private static List<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var listing = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}.");
        return [.. listing.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Root, file))).Order()];
    }
}
