using System.Linq.Expressions;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reflection;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.BadInput;

/// <summary>A harmless value for every type of parameter of the public surface, and an object of every public type.</summary>
internal sealed class Samples : IDisposable
{
    private readonly Caller _caller = Caller.StartNew("samples");
    private readonly PendingGroup _group;
    private readonly MarbleHarness _marbles = new(new() { AllowUnfinishedWork = true });

    internal Samples() => _group = _caller.CreatePendingGroup();

    public void Dispose()
    {
        _ = _group.DisposeAsync().AsTask();
        _caller.Stop(force: true);
        _marbles.Dispose();
    }

    internal object? Of(Type type)
    {
        if (type == typeof(Caller))
            return _caller;
        if (type == typeof(string))
            return "text";
        if (type == typeof(Exception))
            return new FormatException();
        if (type == typeof(Pending))
            return Pending<int>.FromResult(1);
        if (type == typeof(PendingGroup))
            return _group;
        if (type == typeof(PendingTracker) || type == typeof(PendingManager))
            return new Manager();
        if (type == typeof(CallerHost) || type == typeof(CallerMainLoop))
            return new NoHost();
        if (type == typeof(CallerBackend))
            return CallerBackend.Rx;
        if (type == typeof(IScheduler))
            return new HistoricalScheduler();
        if (type == typeof(SynchronizationContext))
            return new SynchronizationContext();
        if (type == typeof(TaskScheduler))
            return TaskScheduler.Default;
        if (type == typeof(Task))
            return Task.CompletedTask;
        if (type == typeof(Thread))
            return Thread.CurrentThread;
        if (type == typeof(Type))
            return typeof(IScheduler);
        if (type == typeof(Delegate))
            return static () => { };
        if (MarbleSamples.Of(type, _marbles) is { } marble)
            return marble;
        if (type == typeof(IDisposable))
            return System.Reactive.Disposables.Disposable.Empty;
        if (typeof(Delegate).IsAssignableFrom(type))
            return DelegateOf(type);
        if (type.IsGenericType && Generic(type) is { } generic)
            return generic;
        if (type.IsArray)
            return Array.CreateInstance(type.GetElementType()!, 0);
        return type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(type) : null;
    }

    /// <summary>
    /// Calls a member with one argument given and samples for the others, and begins what it returns. The answer is "taken", "refused" if it refused that argument by its name,
    /// or else what it threw.
    /// </summary>
    internal string Call(MethodBase member, int position, object? value)
    {
        var closed = PublicSurface.Close(member, typeof(string));
        var parameters = closed.GetParameters();
        Exception? thrown = null;
        try
        {
            Begin(Invoke(closed, [.. parameters.Select(each => each.Position == position ? value : Of(each.ParameterType))]));
        }
        catch (TargetInvocationException e)
        {
            thrown = e.InnerException;
        }

        return Extremes.Outcome(thrown, parameters[position].Name!);
    }

    internal object? Invoke(MethodBase closed, object?[] arguments) =>
        closed is ConstructorInfo constructor
            ? constructor.Invoke(arguments)
            : closed.Invoke(closed.IsStatic ? null : Of(closed.DeclaringType!), arguments);

    /// <summary>So that what is made only when somebody wants it is made.</summary>
    private static void Begin(object? returned)
    {
        switch (returned)
        {
            case IObservable<string> observable:
                observable.Subscribe(static _ => { }, static _ => { }).Dispose();
                break;
            case IAsyncEnumerable<string> items:
                var enumerator = items.GetAsyncEnumerator();
                _ = enumerator.MoveNextAsync().AsTask();
                break;
            case IDisposable handle:
                handle.Dispose();
                break;
        }
    }

    private object? Generic(Type type)
    {
        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Pending<>))
            return type.GetMethod(nameof(Pending<int>.FromResult))!.Invoke(null, [Of(arguments[0])]);
        if (definition == typeof(PendingSource<>))
            return type.GetConstructors().Single(static constructor => constructor.GetParameters().Length <= 1).Invoke([null]);
        if (definition == typeof(Task<>))
            return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(arguments).Invoke(null, [Of(arguments[0])]);
        if (definition == typeof(IObservable<>))
            return typeof(Observable).GetMethod(nameof(Observable.Never), Type.EmptyTypes)!.MakeGenericMethod(arguments).Invoke(null, null);
        if (definition == typeof(IObserver<>))
            return CallStatic(nameof(ObserverOf), arguments);
        if (definition == typeof(IAsyncEnumerable<>))
            return CallStatic(nameof(AsyncItems), arguments);
        if (definition == typeof(CallerQueue<>))
            return CallStatic(nameof(QueueOf), arguments);
        if (definition == typeof(StartStopTask<>))
            return CallStatic(nameof(StartStopOf), arguments);
        if (definition == typeof(IReadOnlyDictionary<,>))
            return Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments));
        if (definition == typeof(Notification<>))
            return CallStatic(nameof(Completed), arguments);
        if (definition == typeof(MarbleObservable<>))
            return CallStatic(nameof(ColdOf), arguments);
        if (definition == typeof(Nullable<>))
            return Of(arguments[0]);
        var array = arguments.Length == 1 ? arguments[0].MakeArrayType() : null;
        return array is not null && type.IsAssignableFrom(array) ? Array.CreateInstance(arguments[0], 0) : null;
    }

    private object? CallStatic(string method, Type[] arguments) =>
        typeof(Samples)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)!
            .MakeGenericMethod(arguments)
            .Invoke(this, null);

    private static IObserver<T> ObserverOf<T>() => Observer.Create<T>(static _ => { }, static _ => { });

    private static async IAsyncEnumerable<T> AsyncItems<T>()
    {
        await Task.CompletedTask;
        yield break;
    }

    private static Notification<T> Completed<T>() => Notification.CreateOnCompleted<T>();

    private MarbleObservable<T> ColdOf<T>() => _marbles.Cold("cold", "|", new Dictionary<string, T>());

    private CallerQueue<T> QueueOf<T>() => _caller.OpenQueue<T>(static (_, _) => ValueTask.CompletedTask);

    private StartStopTask<T> StartStopOf<T>() => _caller.CreateStartStopTask(static _ => Task.FromResult(default(T)!));

    /// <summary>Returns the sample of what it returns.</summary>
    private Delegate DelegateOf(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(static parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        Expression body =
            invoke.ReturnType == typeof(void) ? Expression.Empty() : Expression.Constant(Of(invoke.ReturnType), invoke.ReturnType);
        return Expression.Lambda(type, body, parameters).Compile();
    }

    private sealed class Manager : PendingManager;

    private sealed class NoHost : CallerMainLoop
    {
        public override string Name => "none";

        public override bool CheckAccess() => false;

        public override void Post(Action drain) => ArgumentNullException.ThrowIfNull(drain);

        public override void Run() { }

        public override void Quit() { }
    }
}
