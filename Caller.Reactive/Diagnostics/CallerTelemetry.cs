namespace CallerReactive;

/// <summary>Whether somebody outside listens. Nothing of the sort tells when a listener comes or goes, so each call asks; that is a few loads and no more.</summary>
internal static class CallerTelemetry
{
    /// <summary>The name of the meter, the activity source and the event source.</summary>
    internal const string Name = "Caller.Reactive";

    /// <summary>Whether each call has to be followed.</summary>
    internal static bool ObservesCalls =>
        CallerMeter.ObservesCalls || CallerActivitySource.Source.HasListeners() || CallerEventSource.ObservesCalls;
}
