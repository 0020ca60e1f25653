using System.Reactive.Concurrency;
using CallerReactive.Tests.Hosts;
using Microsoft.Reactive.Testing;
using Nito.AsyncEx;

namespace CallerReactive.Tests.Contracts;

/// <summary>A guest of something that runs beside the test.</summary>
internal sealed class GuestContractHost(CallerHost host, CallerOptions options, Action? end = null) : ContractHost
{
    public override Caller Caller { get; } = Caller.Attach(host, options);

    public override void RunUntil(Task task) => Waiting.For(task);

    public override void Dispose()
    {
        try
        {
            Waiting.ForEnd(Caller);
        }
        finally
        {
            end?.Invoke();
        }
    }
}

/// <summary>A guest in virtual time: runs while the test drives its clock.</summary>
internal sealed class VirtualContractHost(IScheduler scheduler, CallerOptions options) : ContractHost
{
    public override Caller Caller { get; } = Caller.Attach(CallerHost.From(scheduler), options);

    public override bool RealTime => false;

    public override bool HasThread => false;

    public override string? Exemption(string point) =>
        point switch
        {
            "C11" => "in virtual time work is ordered by time alone, as on the bare scheduler",
            "C32" or "C63" when scheduler is HistoricalScheduler =>
                "the test counts on a tick passing by itself, but a hop takes no time here (see VirtualTime instead)",
            _ => null,
        };

    public override void RunUntil(Task task)
    {
        // Other threads may still be about to hand something over.
        while (!task.IsCompleted && !((VirtualLoop)Caller.Loop).Time.Drive(() => task.IsCompleted))
        {
            task.Wait(10, TestContext.CurrentContext.CancellationToken);
        }

        Waiting.For(task);
    }

    public override void Dispose()
    {
        Caller.Stop(force: true);
        RunUntil(Caller.Stopped.WhenDone());
    }
}

/// <summary>The contract, of a guest of a context that a thread pumps.</summary>
public sealed class PumpContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var pump = new Pump();
        var host = new GuestContractHost(CallerHost.From(pump), options);
        pump.TurnOnThread(host.Caller);
        return host;
    }
}

/// <summary>The contract, of a guest of Nito's AsyncContext.</summary>
public sealed class AsyncContextContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var thread = new AsyncContextThread();
        return new GuestContractHost(CallerHost.From(thread.Context.SynchronizationContext), options, thread.Dispose);
    }
}

/// <summary>The contract, of a guest of Rx's event loop.</summary>
public sealed class EventLoopContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var scheduler = new EventLoopScheduler();
        return new GuestContractHost(CallerHost.From(scheduler), options, scheduler.Dispose);
    }
}

/// <summary>The contract, of a guest of the thread pool: one item at a time.</summary>
public sealed class TaskPoolContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options) =>
        new GuestContractHost(CallerHost.From(TaskPoolScheduler.Default), options);
}

/// <summary>The contract, in virtual time that counts ticks.</summary>
public sealed class TestSchedulerContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options)
    {
        var scheduler = new TestScheduler();
        scheduler.AdvanceTo(new DateTime(2026, 1, 1).Ticks); // so that there is a past
        return new VirtualContractHost(scheduler, options);
    }
}

/// <summary>The contract, in virtual time that counts dates.</summary>
public sealed class HistoricalContractTests : SchedulerContract
{
    private protected override ContractHost CreateHost(CallerOptions options) =>
        new VirtualContractHost(new HistoricalScheduler(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), options);
}
