// dotnet tool restore && dotnet cake [--target=NAME] [--configuration=Debug]
// Any failure ends with a non-zero exit code.
using System.Xml.Linq;

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");
var solution = "./Caller.Reactive.sln";
var artifacts = MakeAbsolute(Directory("./artifacts"));

void Run(string what, string file, ProcessArgumentBuilder arguments)
{
    var exitCode = StartProcess(file, new ProcessSettings { Arguments = arguments });
    if (exitCode != 0)
        throw new CakeException($"{what} failed with exit code {exitCode}.");
}

/// <returns>What it prints. What it says when it fails is not hidden.</returns>
string Git(string arguments)
{
    var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true };
    var exitCode = StartProcess("git", settings, out var output);
    if (exitCode != 0)
        throw new CakeException($"`git {arguments}` failed with exit code {exitCode}.");
    return string.Join('\n', output).Trim();
}

Task("Clean")
    .Description("Deletes what builds leave behind.")
    .Does(() =>
    {
        CleanDirectory(artifacts);
        foreach (var project in ParseSolution(solution).Projects.Where(project => project.Path.GetExtension() == ".csproj"))
            foreach (var output in new[] { "bin", "obj" })
                CleanDirectory(project.Path.GetDirectory().Combine(output));
    });

Task("Restore")
    .Description("Restores packages, exactly as the lock files say.")
    .Does(() => DotNetRestore(solution, new DotNetRestoreSettings { LockedMode = true }));

Task("Build")
    .Description("Compiles the solution; a warning is an error.")
    .IsDependentOn("Restore")
    .Does(() => DotNetBuild(solution, new DotNetBuildSettings { Configuration = configuration, NoRestore = true }));

Task("Test")
    .Description("Runs all tests and counts them. --filter=EXPRESSION as for dotnet test.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        var results = artifacts.Combine("test");
        CleanDirectory(results);
        try
        {
            DotNetTest(solution, new DotNetTestSettings
            {
                Configuration = configuration,
                NoBuild = true,
                NoRestore = true,
                Filter = Argument<string>("filter", null),
                Loggers = new[] { "trx;LogFilePrefix=tests" },
                ResultsDirectory = results,
            });
        }
        finally
        {
            int passed = 0, failed = 0, skipped = 0;
            foreach (var trx in GetFiles(results + "/*.trx"))
            {
                var counters = XDocument.Load(trx.FullPath).Descendants().First(element => element.Name.LocalName == "Counters");
                int Count(string name) => (int)counters.Attribute(name);
                passed += Count("passed");
                failed += Count("failed") + Count("error") + Count("timeout") + Count("aborted");
                skipped += Count("total") - Count("executed");
            }
            // Not Information(...): that colours each number, and the line has to be plain.
            Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
            if (passed + failed == 0)
                throw new CakeException("No test ran.");
        }
    });

Task("Format")
    .Description("Checks the layout of all files; FormatFix mends it.")
    .Does(() => Run("The format check (dotnet cake --target=FormatFix mends it)", "dotnet", "csharpier check ."));

Task("FormatFix")
    .Description("Lays out all files.")
    .Does(() => Run("Formatting", "dotnet", "csharpier format ."));

Task("Samples")
    .Description("Runs every program of docs/samples. One with a line  // sample-args: ARGS  near its top is given ARGS.")
    .Does(() =>
    {
        var failures = new List<string>();
        foreach (var sample in GetFiles("./docs/samples/*.cs").OrderBy(file => file.FullPath))
        {
            const string Mark = "// sample-args:";
            var name = sample.GetFilename().ToString();
            var line = System.IO.File.ReadLines(sample.FullPath).Take(20).FirstOrDefault(text => text.StartsWith(Mark));
            var arguments = new ProcessArgumentBuilder().Append("run").AppendQuoted(sample.FullPath);
            if (line != null)
                arguments.Append("--").Append(line.Substring(Mark.Length).Trim());
            // Redirected, as in a pipe: a sample has to be plain there, and to end by itself.
            var settings = new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = StartAndReturnProcess("dotnet", settings);
            var output = System.Threading.Tasks.Task.Run(() => process.GetStandardOutput().ToList());
            var errors = System.Threading.Tasks.Task.Run(() => process.GetStandardError().ToList());
            var ended = process.WaitForExit(120_000);
            if (!ended)
                process.Kill();
            var exitCode = ended ? process.GetExitCode() : -1;
            Console.WriteLine($"{name}: " + (!ended ? "did not end within 120 s" : exitCode == 0 ? "ok" : $"exit code {exitCode}"));
            if (ended && exitCode == 0)
                continue;
            failures.Add(name);
            if (ended)
                Console.WriteLine(string.Join(Environment.NewLine, output.Result.Concat(errors.Result)));
        }
        if (failures.Count > 0)
            throw new CakeException("Samples failed: " + string.Join(", ", failures));
    });

Task("Pack")
    .Description("Makes the packages, with symbols, in artifacts/packages.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        CleanDirectory(artifacts.Combine("packages"));
        DotNetPack(solution, new DotNetPackSettings
        {
            Configuration = configuration,
            NoBuild = true,
            NoRestore = true,
            OutputDirectory = artifacts.Combine("packages"),
        });
    });

Task("Marbles")
    .Description("Runs all diagrams of marbles/diagrams, and draws the pictures and the gallery of docs/marbles.md from what happened.")
    .IsDependentOn("Build")
    .Does(() => DotNetTest("./Caller.Reactive.Tests", new DotNetTestSettings
    {
        Configuration = configuration,
        NoBuild = true,
        NoRestore = true,
        Filter = "FullyQualifiedName~GalleryTests",
        EnvironmentVariables = new Dictionary<string, string> { ["DRAW_MARBLES"] = "1" },
    }));

Task("Explore")
    .Description("Explores interleavings: --iterations=N schedules of each property (10000), --seed=S. What it has explored is in artifacts/explore.txt.")
    .Does(() =>
    {
        // Debug: the assertions of the library are part of what is explored.
        var project = "./Caller.Reactive.Tests/Explore";
        DotNetBuild(project, new DotNetBuildSettings { Configuration = "Debug" });
        EnsureDirectoryExists(artifacts);
        var report = artifacts.CombineWithFilePath("explore.txt");
        if (FileExists(report))
            DeleteFile(report);
        var settings = new DotNetTestSettings
        {
            Configuration = "Debug",
            NoBuild = true,
            NoRestore = true,
            Filter = Argument<string>("filter", null),
            EnvironmentVariables = new Dictionary<string, string>
            {
                ["EXPLORE_ITERATIONS"] = Argument("iterations", "10000"),
                ["EXPLORE_REPORT"] = report.FullPath,
            },
        };
        if (HasArgument("seed"))
            settings.EnvironmentVariables["EXPLORE_SEED"] = Argument<string>("seed");
        try
        {
            DotNetTest(project, settings);
        }
        finally
        {
            if (FileExists(report))
            {
                var lines = System.IO.File.ReadAllLines(report.FullPath);
                var schedules = lines.Sum(line => long.Parse(System.Text.RegularExpressions.Regex.Match(line, @"(\d+) schedules").Groups[1].Value));
                Console.WriteLine(string.Join('\n', lines));
                Console.WriteLine($"{schedules:N0} schedules of {lines.Length} properties");
            }
        }
    });

Task("Mutate")
    .Description("Changes the library in a thousand small ways and sees which of them the tests notice: --room=Groups, Pendings or Loop (all three). Fails below 90 %. What survives stands in artifacts/mutation.")
    .Does(() =>
    {
        // Each room has the tests that know it: with all of them a change that hangs takes as long as all of them.
        foreach (var room in Argument("room", "Groups,Pendings,Loop").Split(','))
        {
            var output = artifacts.Combine("mutation").Combine(room);
            CleanDirectory(output);
            var arguments = new ProcessArgumentBuilder().Append($"stryker --config-file {room}.json --output").AppendQuoted(output.FullPath);
            var settings = new ProcessSettings { Arguments = arguments, WorkingDirectory = "./Caller.Reactive.Tests/Mutation" };
            if (StartProcess("dotnet", settings) != 0)
                throw new CakeException($"The mutation score of {room} is below its limit, or there is none: see above.");
        }
    });

Task("Benchmarks")
    .Description("Runs docs/benchmarks. --quick for a first look; --args=\"ARGS\" is handed on.")
    .Does(() =>
    {
        if (!DirectoryExists("./docs/benchmarks"))
            throw new CakeException("There is no docs/benchmarks yet.");
        var arguments = new ProcessArgumentBuilder().Append("run -c Release --project docs/benchmarks --");
        if (HasArgument("quick"))
            arguments.Append("--quick");
        arguments.Append(Argument("args", ""));
        Run("Benchmarks", "dotnet", arguments);
    });

Task("Soak")
    .Description("Random work on callers of every kind, with exact accounts. --minutes=N [--seed=S] [--from=ROUND] [--rounds=N]; Ctrl+C ends it, with the accounts. --configuration=Debug checks the invariants too.")
    .Does(() =>
    {
        var arguments = new ProcessArgumentBuilder().Append($"run -c {configuration} --project Caller.Reactive.Tests/Soak --");
        foreach (var name in new[] { "minutes", "seed", "from", "rounds" })
            if (HasArgument(name))
                arguments.Append($"--{name}").AppendQuoted(Argument<string>(name));
        Run("The soak", "dotnet", arguments);
    });

Task("Aot")
    .Description("Publishes Caller.Reactive.Tests/Aot ahead of time and runs it (Linux on x64; needs gcc or clang, and zlib1g-dev).")
    .Does(() =>
    {
        var output = artifacts.Combine("aot");
        CleanDirectory(output);
        DotNetPublish("./Caller.Reactive.Tests/Aot", new DotNetPublishSettings { Configuration = "Release", OutputDirectory = output });
        var program = output.CombineWithFilePath("Caller.Reactive.Aot");
        Console.WriteLine($"{program.GetFilename()}: {new System.IO.FileInfo(program.FullPath).Length / 1048576.0:F1} MB");
        Run("The program compiled ahead of time", program.FullPath, new ProcessArgumentBuilder());
    });

Task("ValidateApi")
    .Description("Packs the last release (or --baseline=REF, a tag or commit) and this, and fails if a member is gone or changed.")
    .Does(() =>
    {
        var baseline = Argument<string>("baseline", null);
        if (baseline == null)
        {
            const string releases = "[0-9]*";
            // Where history is cut off, that no release is in sight says nothing.
            if (Git("rev-parse --is-shallow-repository") != "false")
                throw new CakeException(
                    "This clone is shallow, so the last release cannot be told. `git fetch --unshallow --tags` brings it; --baseline=REF names one."
                );
            if (Git($"tag --list {releases}").Length == 0)
            {
                Console.WriteLine("There is no release yet, so nothing is promised. --baseline=REF compares with any tag or commit.");
                return;
            }

            baseline = Git($"describe --tags --abbrev=0 --match {releases}");
        }

        // In a work tree of its own inside of artifacts: it has all its props files with it.
        var tree = artifacts.Combine("baseline/tree");
        var packages = artifacts.Combine("baseline/packages");
        var checkedPackages = artifacts.Combine("baseline/checked");
        CleanDirectory(packages);
        StartProcess("git", new ProcessSettings { Arguments = $"worktree remove --force \"{tree}\"", RedirectStandardError = true });
        Run($"Checking out {baseline}", "git", $"worktree add --force --detach \"{tree}\" \"{baseline}\"");
        try
        {
            foreach (var (id, project) in new[] { ("Caller.Reactive", "Caller.Reactive"), ("Caller.Reactive.Marbles", "marbles") })
            {
                var file = $"{project}/{id}.csproj";
                Run($"Packing {id} of {baseline}", "dotnet", $"pack \"{tree}/{file}\" -c Release -v q -o \"{packages}\" -p:MinVerVersionOverride=0.0.1");
                Run(
                    $"{id} compared with {baseline}",
                    "dotnet",
                    $"pack ./{file} -c {configuration} -v q -o \"{checkedPackages}\" -p:MinVerVersionOverride=0.0.2 "
                        + $"-p:EnablePackageValidation=true -p:PackageValidationBaselinePath=\"{packages}/{id}.0.0.1.nupkg\""
                );
                Console.WriteLine($"{id}: nothing that {baseline} has is gone");
            }
        }
        finally
        {
            StartProcess("git", $"worktree remove --force \"{tree}\"");
        }
    });

Task("Default")
    .Description("All that must hold before a commit.")
    .IsDependentOn("Build")
    .IsDependentOn("Test")
    .IsDependentOn("Format")
    .IsDependentOn("Samples")
    .IsDependentOn("Pack");

RunTarget(target);
