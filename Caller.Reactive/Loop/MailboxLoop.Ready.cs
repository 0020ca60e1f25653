using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>The short way for a loop that owns its thread and has nothing but ready items: one handler of exceptions for many items.</summary>
internal abstract partial class MailboxLoop
{
    /// <summary>How many items run before the pump looks around. The number only has to be large against what that costs, and small enough that the runtime soon replaces its unoptimized code.</summary>
    private const int ItemsPerLook = 256;

    /// <summary>Runs ready items while nothing else wants a turn. False when it ran none: <see cref="RunNext"/> knows why. Watched items go the long way, where each is timed.</summary>
    private protected bool RunReady()
    {
        if (Watch is not null)
        {
            return false;
        }

        try
        {
            return RunPlainItems();
        }
        catch (Exception e) when (_own.Executing is not null)
        {
            try
            {
                if (!IsForgiven(e, _own.Executing))
                {
                    throw;
                }

                Reset();
            }
            finally
            {
                Volatile.Write(ref _own.Executing, null);
            }

            return true;
        }
    }

    /// <summary>On the loop, by an item that is a run of many: whether it may go on as if each of them had come by itself. The ambient state is clean then.</summary>
    internal sealed override bool MayGoOn()
    {
        if (_isGuest || Watch is not null || !HasReadyOnly)
        {
            return false;
        }

        Reset();
        return true;
    }

    /// <summary>Nothing between two items: no signal, no timer that may be due, nothing held back.</summary>
    private bool HasReadyOnly => !HasSignals && (_timers.IsEmpty || IsNothingNear) && !_own.InRound && !_own.Holding;

    private bool IsNothingNear => _clockIsSystem && _own.CoarseClock.IsBefore(_timers.NextDue, Clock);

    /// <summary>
    /// The same steps as <see cref="RunNext"/> and <see cref="Dispatch"/> for the usual case, in one method without a protected region, so that what it uses stays in
    /// registers: a fifth of what an item costs (docs/decisions/0028).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunPlainItems()
    {
        var ran = false;
        for (var left = ItemsPerLook; left > 0 && HasReadyOnly; left--)
        {
            var item = _own.First ?? TakeArrivals();
            if (item is null)
            {
                break;
            }

            RemoveFirst(item);
            Volatile.Write(ref _own.Executing, item);
            if (!HasSignals || !IsRefusedNow(item))
            {
                item.Run(this);
                Reset();
            }

            Volatile.Write(ref _own.Executing, null);
            ran = true;
        }

        return ran;
    }
}
