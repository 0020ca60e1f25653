using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// Another machinery as a guest of the caller's thread: what comes after an await first takes its turn there (its queue, its order, its clock), and then runs at home.
/// </summary>
internal sealed class GuestBackend : CallerBackend
{
    private static readonly ConditionalWeakTable<object, GuestBackend> Known = [];

    private readonly ConditionalWeakTable<SynchronizationContext, GuestContext> _contexts = [];
    private readonly Action<Action> _post;

    private GuestBackend(string name, Action<Action> post) => (Name, _post) = (name, post);

    public override string Name { get; }

    internal static GuestBackend Of(TaskScheduler scheduler) =>
        Known.GetValue(
            scheduler,
            static key => new GuestBackend(
                key.GetType().Name,
                work => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)key)
            )
        );

    internal static GuestBackend Of(IScheduler scheduler) =>
        Known.GetValue(scheduler, static key => new GuestBackend(key.GetType().Name, work => ((IScheduler)key).Schedule(work)));

    internal override SynchronizationContext? ItemContext(SynchronizationContext own) =>
        _contexts.GetValue(own, own => new GuestContext(this, own));

    internal override void Run(IBackendWork work, SynchronizationContext own)
    {
        using (Enter(ItemContext(own)))
        {
            work.Invoke();
        }
    }

    /// <summary>Gives something its turn in the machinery. One that is dead must not keep it: cancellation and clean-up always get through.</summary>
    internal void Take(Action work)
    {
        try
        {
            _post(work);
        }
        catch (Exception)
        {
            work();
        }
    }

    /// <summary>At home, after the turn.</summary>
    internal void Continue(SendOrPostCallback callback, object? state, SynchronizationContext context)
    {
        using (Enter(context))
        {
            callback(state);
        }
    }
}
