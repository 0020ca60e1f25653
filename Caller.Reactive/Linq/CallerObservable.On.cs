using System.Reactive;

namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// <c>await task.On(caller)</c>: the rest of the method runs on the caller, wherever it was awaited. When the caller has stopped meanwhile it runs on the thread pool.
    /// </summary>
    /// <exception cref="ArgumentNullException">The task or the caller is null.</exception>
    public static TaskAwaitableOn<T> On<T>(this Task<T> task, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(Follow(task, caller, static task => ((Task<T>)task).GetAwaiter().GetResult()), caller.Loop);
    }

    /// <summary>The same for a task without a value.</summary>
    /// <exception cref="ArgumentNullException">The task or the caller is null.</exception>
    public static TaskAwaitableOn<Unit> On(this Task task, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(Follow(task, caller, static _ => Unit.Default), caller.Loop);
    }
}
