using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>There and back between two threads that have nothing else to do.</summary>
[Row("Round trip between two callers' threads", Goal = 1)]
[MemoryDiagnoser]
public class RoundTrip
{
    private const int N = 10_000;

    private readonly AutoResetEvent _there = new(false);
    private readonly AutoResetEvent _back = new(false);
    private Caller _left = null!;
    private Caller _right = null!;
    private AsyncContextThread _nitoLeft = null!;
    private AsyncContextThread _nitoRight = null!;

    [GlobalSetup]
    public void Setup()
    {
        (_left, _right) = (CallerReactive.Caller.StartNew(), CallerReactive.Caller.StartNew());
        (_nitoLeft, _nitoRight) = (new AsyncContextThread(), new AsyncContextThread());
        new Thread(() =>
        {
            while (true)
            {
                _there.WaitOne();
                _back.Set();
            }
        })
        {
            IsBackground = true,
        }.Start();
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _nitoLeft.Dispose();
        _nitoRight.Dispose();
        await _left.DisposeAsync();
        await _right.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = N)]
    public Task Caller() =>
        _left
            .CallSoon(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await _right.CallSoon(static () => 1);
                }
            })
            .AsTask();

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void AutoResetEventPair()
    {
        for (var i = 0; i < N; i++)
        {
            _there.Set();
            _back.WaitOne();
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public Task AsyncContextThread() =>
        _nitoLeft
            .Factory.StartNew(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await _nitoRight.Factory.StartNew(static () => 1);
                }
            })
            .Unwrap();

    [Benchmark(OperationsPerInvoke = N)]
    public Task TaskRun() =>
        _nitoLeft
            .Factory.StartNew(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await Task.Run(static () => 1);
                }
            })
            .Unwrap();

    [Benchmark(OperationsPerInvoke = N)]
    public async Task ChannelPair()
    {
        var there = Channel.CreateUnbounded<int>();
        var back = Channel.CreateUnbounded<int>();
        var echo = Task.Run(async () =>
        {
            await foreach (var i in there.Reader.ReadAllAsync())
            {
                back.Writer.TryWrite(i);
            }
        });
        for (var i = 0; i < N; i++)
        {
            there.Writer.TryWrite(i);
            await back.Reader.ReadAsync();
        }

        there.Writer.Complete();
        await echo;
    }
}
