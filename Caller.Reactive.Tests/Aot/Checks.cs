using System.Runtime.CompilerServices;

namespace CallerReactive.Aot;

/// <summary>Says what does not hold, and counts.</summary>
internal sealed class Checks
{
    private int _made;
    private int _failed;

    internal void That(bool holds, [CallerArgumentExpression(nameof(holds))] string what = "", [CallerFilePath] string file = "")
    {
        _made++;
        if (!holds)
        {
            _failed++;
            Console.WriteLine($"FAILED in {Path.GetFileNameWithoutExtension(file)}: {what}");
        }
    }

    internal async Task Throws<TException>(Func<Task> action, [CallerArgumentExpression(nameof(action))] string what = "")
        where TException : Exception
    {
        try
        {
            await action();
            That(false, $"{what} throws");
        }
        catch (TException)
        {
            That(true);
        }
    }

    /// <returns>The exit code.</returns>
    internal int Close()
    {
        // Not RuntimeFeature: its switches are those of the project, so they say the same of both.
        var mode = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null ? "ahead of time" : "with a JIT";
        Console.WriteLine($"{_made - _failed} of {_made} checks hold, {mode}");
        return _failed == 0 ? 0 : 1;
    }
}
