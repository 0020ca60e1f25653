using System.Reactive;

namespace CallerReactive.Tests.Callers;

/// <summary>Which overload the compiler takes: the types on the left are the test.</summary>
public sealed class CallOverloadTests
{
    [Test]
    public async Task LambdasAndMethodGroups_MeanWhatTheySay()
    {
        await using var caller = Caller.StartNew();
        Pending<Unit> action = caller.CallSoon(() => { });
        Pending<int> func = caller.CallSoon(() => 1);
        Pending<Unit> asyncAction = caller.CallSoon(async () => await Task.Yield());
        Pending<int> asyncFunc = caller.CallSoon(async () =>
        {
            await Task.Yield();
            return 2;
        });
        Pending<Unit> returnsTask = caller.CallSoon(() => Task.CompletedTask);
        Pending<int> returnsTaskOfT = caller.CallSoon(() => Task.FromResult(3));
        Pending<Unit> returnsValueTask = caller.CallSoon(() => ValueTask.CompletedTask);
        Pending<int> returnsValueTaskOfT = caller.CallSoon(() => ValueTask.FromResult(4));
        Pending<Unit> withToken = caller.CallSoon(async token => await Task.Delay(0, token));
        Pending<int> withTokenOfT = caller.CallSoon(async token =>
        {
            await Task.Delay(0, token);
            return 5;
        });
        Pending<Unit> throws = caller.CallSoon(() => throw new FormatException());
        Pending<Unit> asyncMethod = caller.CallSoon(AsyncMethod);
        Pending<int> asyncMethodOfT = caller.CallSoon(AsyncMethodOfT);
        Pending<int> later = caller.CallLater(TimeSpan.Zero, async () => await AsyncMethodOfT());
        Pending<int> onThread = caller.ToThread(async () => await AsyncMethodOfT());
        Pending<Pending<int>> ofPending = caller.CallSoon(() => Pending<int>.FromResult(6));
        Pending<Unit> scheduled = caller.ScheduleCall(async () => await Task.Yield(), new CallOptions());

        foreach (Pending pending in new Pending[] { action, asyncAction, returnsTask, returnsValueTask, withToken, asyncMethod, scheduled })
        {
            await pending.Ended();
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Succeeded));
        }

        int[] values =
        [
            await func.InTime(),
            await asyncFunc.InTime(),
            await returnsTaskOfT.InTime(),
            await returnsValueTaskOfT.InTime(),
            await withTokenOfT.InTime(),
            await asyncMethodOfT.InTime(),
            await later.InTime(),
            await onThread.InTime(),
            (await ofPending.InTime()).Result,
        ];
        Assert.That(values, Is.EqualTo(new[] { 1, 2, 3, 4, 5, 7, 7, 7, 6 }));
        Assert.That(await throws.Failure(), Is.TypeOf<FormatException>());
    }

    private static async Task AsyncMethod() => await Task.Yield();

    private static async Task<int> AsyncMethodOfT()
    {
        await Task.Yield();
        return 7;
    }
}
