using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>A burst of small actions from other threads, until the last one has run.</summary>
[Row("Immediate Schedule", Goal = 5, Bytes = 56)]
[MemoryDiagnoser]
public class ImmediateSchedule
{
    private const int N = 400_000;

    private readonly Finish _finish = new();
    private Producers _producers = null!;
    private EventLoopScheduler _eventLoop = null!;
    private Caller _caller = null!;
    private AsyncContextThread _asyncContext = null!;
    private TaskFactory _exclusive = null!;
    private Channel<Action> _channel = null!;
    private Action _one = null!;
    private Action _oneOfMany = null!;
    private Func<IScheduler, Finish, IDisposable> _action = null!;

    [Params(1, 2, 4, 8)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _producers = new Producers(Threads);
        _eventLoop = new EventLoopScheduler();
        _caller = CallerReactive.Caller.StartNew();
        _asyncContext = new AsyncContextThread();
        _exclusive = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        _channel = System.Threading.Channels.Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
        new Thread(() =>
        {
            while (_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_channel.Reader.TryRead(out var action))
                {
                    action();
                }
            }
        })
        {
            IsBackground = true,
        }.Start();
        _one = _finish.One;
        _oneOfMany = _finish.OneOfMany;
        _action = static (_, finish) =>
        {
            finish.One();
            return Disposable.Empty;
        };
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _producers.Dispose();
        _eventLoop.Dispose();
        _asyncContext.Dispose();
        _channel.Writer.Complete();
        await _caller.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Schedule(_caller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Schedule(_eventLoop);

    [Benchmark(OperationsPerInvoke = N)]
    public void ExclusiveScheduler() => Run(() => _exclusive.StartNew(_one));

    [Benchmark(OperationsPerInvoke = N)]
    public void AsyncContextThread() => Run(() => _asyncContext.Factory.StartNew(_one));

    [Benchmark(OperationsPerInvoke = N)]
    public void ChannelAndThread() => Run(() => _channel.Writer.TryWrite(_one));

    [Benchmark(OperationsPerInvoke = N)]
    public void TaskRun() => Run(() => Task.Run(_oneOfMany));

    private void Schedule(IScheduler scheduler) => Run(() => scheduler.Schedule(_finish, _action));

    private void Run(Action one)
    {
        _finish.Expect(N);
        _producers.Run(
            N,
            count =>
            {
                for (var i = 0; i < count; i++)
                {
                    one();
                }
            }
        );
        _finish.Wait();
    }
}
