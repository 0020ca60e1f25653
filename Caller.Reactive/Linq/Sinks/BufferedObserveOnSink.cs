namespace CallerReactive;

/// <summary>Hands the elements of a buffer to an observer, on the loop.</summary>
internal class BufferedObserveOnSink<T>(Caller caller, IObserver<T> observer, int capacity, OverflowPolicy overflow)
    : BufferedSink<T, T>(caller, observer, capacity, overflow)
{
    protected override void Next(T value) => Deliver(value);

    protected sealed override void Ended(Exception? error) => DeliverEnd(error);
}
