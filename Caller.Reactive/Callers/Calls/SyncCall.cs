namespace CallerReactive;

/// <summary>A call that is over when its function returns.</summary>
internal abstract class SyncCall<T> : Call<T>
{
    public sealed override void Invoke()
    {
        var outer = Loop.ExecutingCall;
        Loop.ExecutingCall = this;
        T value;
        try
        {
            value = Execute();
        }
        catch (Exception e)
        {
            Loop.ExecutingCall = outer;
            SettleFault(e);
            return;
        }

        Loop.ExecutingCall = outer;
        SettleValue(value);
    }

    private protected abstract T Execute();
}
