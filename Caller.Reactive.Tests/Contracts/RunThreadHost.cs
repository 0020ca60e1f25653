namespace CallerReactive.Tests.Contracts;

/// <summary>A caller that a thread of the test adopts with <c>Run()</c>.</summary>
internal sealed class RunThreadHost : ContractHost
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunThreadHost(CallerOptions options)
    {
        Caller = Caller.Create(options);
        new Thread(Main) { IsBackground = true, Name = "made by the test" }.Start();
        Waiting.For(Caller.Started.AsTask());
    }

    public override Caller Caller { get; }

    public override void RunUntil(Task task) => Waiting.For(task);

    public override void Dispose()
    {
        Waiting.ForEnd(Caller);
        Waiting.For(_left.Task);
    }

    private void Main()
    {
        try
        {
            Caller.Run();
            _left.SetResult();
        }
        catch (Exception e)
        {
            _left.SetException(e);
        }
    }
}
