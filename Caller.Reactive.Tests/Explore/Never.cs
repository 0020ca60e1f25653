namespace CallerReactive.Tests.Explore;

internal static class Never
{
    /// <summary>Ends when it is asked to, and not before. Nothing is disposed: to wait for a registration is out of Coyote's control.</summary>
    internal static async Task End(CancellationToken token)
    {
        var never = new TaskCompletionSource();
        token.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetCanceled(), never);
        await never.Task;
    }
}
