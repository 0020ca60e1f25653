using System.Diagnostics;

namespace CallerReactive.Tests.Faults;

/// <summary>A program of these tests in a process of its own: Child, with a scenario, or the soak.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    internal int Id => _process.Id;

    internal static ChildProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(TestContext.CurrentContext.TestDirectory, $"{program}.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    internal async Task<string?> ReadLine() => await _process.StandardOutput.ReadLineAsync(TestContext.CurrentContext.CancellationToken);

    internal async Task WriteLine()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Its exit code, what it had still to say, and its errors.</summary>
    internal async Task<(int ExitCode, string[] Output, string Errors)> End()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.CurrentContext.CancellationToken);
        await _process.WaitForExitAsync(TestContext.CurrentContext.CancellationToken);
        return (
            _process.ExitCode,
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            await _errors
        );
    }

    internal static async Task<(int ExitCode, string[] Output, string Errors)> Run(string program, params string[] arguments)
    {
        using var child = Start(program, arguments);
        return await child.End();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
