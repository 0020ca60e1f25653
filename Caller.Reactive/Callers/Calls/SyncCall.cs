namespace CallerReactive;

/// <summary>A call that is over when its function returns.</summary>
internal abstract class SyncCall<T> : Call<T>
{
    public sealed override void Invoke()
    {
        var loop = Loop!;
        var outer = loop.CallOnStack;
        loop.CallOnStack = this;
        T value;
        try
        {
            value = Execute();
        }
        catch (Exception e)
        {
            loop.CallOnStack = outer;
            SettleFault(e);
            return;
        }

        loop.CallOnStack = outer;
        SettleAlone(value);
    }

    private protected abstract T Execute();
}
