namespace CallerReactive;

/// <summary>The terminal event of an observed sequence, behind its elements in the caller's queue.</summary>
internal sealed class ObserverEnd<T>(ObserveOnSink<T> sink, Exception? error) : WorkItem
{
    /// <summary>As the elements: it was handed over.</summary>
    internal override bool SurvivesStop => true;

    internal override CallerItemKind Kind => CallerItemKind.Observer;

    internal override void Run(Loop loop) => sink.DeliverEnd(error);
}
