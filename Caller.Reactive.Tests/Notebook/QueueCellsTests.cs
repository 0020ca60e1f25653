using System.Reactive;

namespace CallerReactive.Tests.Notebook;

/// <summary>Cells: queue_call, queue_get, queue_close; and call_direct again, in the same order with them.</summary>
public sealed class QueueCellsTests
{
    [Test]
    public void QueueCall_TenItems_CountDownOneByOne_AndTheQueueCloses() =>
        Shell.Run(async shell =>
        {
            const int n = 10;
            var left = n;
            var shown = new List<int>();
            var done = new PendingSource<Unit>();
            void F(int item)
            {
                shown.Add(--left);
                if (left == 0)
                    done.TrySetResult(Unit.Default);
            }

            Action<int> f = F;
            for (var i = 0; i < n; i++)
                shell.QueueCall(f, i);

            await done.Pending;
            Assert.That(shown, Is.EqualTo([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]));
            Assert.That(shell.QueueGet(f), Is.Not.Null);
            shell.QueueClose(f);
            Assert.That(shell.QueueGet(f), Is.Null);
        });

    [Test]
    public void CallDirect_SetsAnEventThatTheCellAwaits() =>
        Shell.Run(async shell =>
        {
            var @event = new PendingSource<bool>();
            shell.CallDirect(() => @event.TrySetResult(true));
            Assert.That(await @event.Pending, Is.True);
        });
}
