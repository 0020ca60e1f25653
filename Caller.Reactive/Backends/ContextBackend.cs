using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>A given context is current; what comes after an await goes where that context sends it.</summary>
internal sealed class ContextBackend : CallerBackend
{
    private static readonly ConditionalWeakTable<SynchronizationContext, ContextBackend> Known = [];

    private readonly SynchronizationContext _context;

    private ContextBackend(SynchronizationContext context)
    {
        _context = context;
        Name = context.GetType().Name;
    }

    public override string Name { get; }

    /// <summary>Always the same backend for the same context, so that children compare equal to their parents.</summary>
    internal static ContextBackend Of(SynchronizationContext context) =>
        Known.GetValue(context, static context => new ContextBackend(context));

    internal static ContextBackend? Find(SynchronizationContext context) => Known.TryGetValue(context, out var backend) ? backend : null;

    internal override SynchronizationContext? ItemContext(SynchronizationContext own) => _context;

    internal override void Run(IBackendWork work, SynchronizationContext own)
    {
        using (Enter(ItemContext(own)))
        {
            work.Invoke();
        }
    }
}
