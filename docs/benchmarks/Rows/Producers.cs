namespace CallerReactive.Benchmarks.Rows;

/// <summary>Threads that hand over work at the same time. They are made once and wait between rounds, so that a round measures no thread starts.</summary>
internal sealed class Producers : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private readonly int _count;
    private Action<int> _work = static _ => { };
    private bool _ended;

    internal Producers(int count)
    {
        _count = count;
        _barrier = new Barrier(count);
        _threads = new Thread[count - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Produce) { IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Calls <paramref name="work"/> on each thread with the number of operations that are its share.</summary>
    internal void Run(int operations, Action<int> work)
    {
        _work = _ => work(operations / _count);
        _barrier.SignalAndWait();
        _work(0);
    }

    public void Dispose()
    {
        _ended = true;
        _barrier.SignalAndWait();
    }

    private void Produce()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_ended)
            {
                return;
            }

            _work(0);
        }
    }
}
