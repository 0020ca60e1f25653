using Avalonia.Threading;

namespace CallerReactive.Tests.Hosts;

// docs/recipes/avalonia.md shows this class as it stands here.
public sealed class AvaloniaHost : CallerHost
{
    private readonly Dispatcher _dispatcher;
    private readonly DispatcherPriority _priority;
    private volatile bool _isOver;

    public AvaloniaHost(Dispatcher dispatcher, DispatcherPriority? priority = null)
    {
        _dispatcher = dispatcher;
        _priority = priority ?? DispatcherPriority.Input;
        _dispatcher.ShutdownStarted += (_, _) => _isOver = true;
    }

    public override string Name => "Avalonia";

    public override bool CheckAccess() => _dispatcher.CheckAccess();

    public override void Post(Action drain)
    {
        // After its shutdown the dispatcher drops what it is given and says nothing.
        ObjectDisposedException.ThrowIf(_isOver, this);
        _dispatcher.Post(drain, _priority);
    }
}
