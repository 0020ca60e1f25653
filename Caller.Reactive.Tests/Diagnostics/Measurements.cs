using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CallerReactive.Tests.Diagnostics;

/// <summary>Listens to the library's meter and keeps what is measured of one caller.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _all = new();

    internal Measurements(string caller)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Caller.Reactive")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(caller, instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(caller, instrument, value, tags));
        _listener.Start();
    }

    internal IReadOnlyList<(string Name, double Value, Dictionary<string, object?> Tags)> Of(string name) =>
        [.. _all.Where(measured => measured.Name == name)];

    internal void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Keep(string caller, Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = new Dictionary<string, object?>(tags.ToArray());
        if (kept.TryGetValue("caller.name", out var name) && Equals(name, caller))
        {
            _all.Enqueue((instrument.Name, value, kept));
        }
    }
}
