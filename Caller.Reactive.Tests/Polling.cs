namespace CallerReactive.Tests;

/// <summary>Waiting for what gives no event, such as what a snapshot says.</summary>
internal static class Polling
{
    /// <summary>Until it is so, or until the test's own time is over.</summary>
    public static async Task Until(Func<bool> goal)
    {
        while (!goal())
        {
            TestContext.CurrentContext.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
