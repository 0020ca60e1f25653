using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive.Marbles;

/// <summary>An async stream made from a row. Its times count from the moment when somebody begins to iterate it.</summary>
internal sealed class MarbleAsyncEnumerable<T>(MarbleHarness harness, MarbleRecording taken, IReadOnlyList<TimedNotification<T>> script)
    : IAsyncEnumerable<T>
{
    private int _consumers;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Iterate(harness.NowTicks, Interlocked.Increment(ref _consumers) == 1 ? taken : null, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<T> Iterate(
        long start,
        MarbleRecording? lane,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var step in script)
        {
            await Until(start + step.Ticks, cancellationToken).ConfigureAwait(true);
            var notification = step.Notification;
            if (notification.Kind == NotificationKind.OnNext)
            {
                lane?.Value(notification.Value);
                yield return notification.Value;
                continue;
            }
            if (notification.Exception is { } error)
            {
                lane?.Error(error);
                throw error;
            }
            lane?.Complete();
            yield break;
        }

        // A row without an end: it waits for ever.
        await Until(long.MaxValue, cancellationToken).ConfigureAwait(true);
    }

    private async Task Until(long ticks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (ticks <= harness.NowTicks)
            return;
        var arrived = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => arrived.TrySetCanceled(cancellationToken)).ConfigureAwait(true);
        using var scheduled = ticks == long.MaxValue ? null : harness.ScheduleAt(ticks, () => arrived.TrySetResult());
        await arrived.Task.ConfigureAwait(true);
    }
}
