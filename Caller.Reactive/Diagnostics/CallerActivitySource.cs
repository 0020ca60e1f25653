using System.Diagnostics;

namespace CallerReactive;

/// <summary>Spans of named calls.</summary>
internal static class CallerActivitySource
{
    internal static readonly ActivitySource Source = new(
        CallerTelemetry.Name,
        typeof(CallerActivitySource).Assembly.GetName().Version?.ToString(3)
    );

    /// <summary>The function of a call is about to run here: its span becomes current.</summary>
    /// <param name="call">Its name, and that of the span.</param>
    /// <param name="caller">Whom it was given to.</param>
    /// <param name="parent">What was current where it was submitted.</param>
    /// <param name="waited">How long it waited for its turn.</param>
    internal static Activity? Start(string call, string caller, Activity? parent, TimeSpan waited)
    {
        var activity = Source.StartActivity(call, ActivityKind.Internal, parent?.Context ?? default);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(CallerMeter.CallerName, caller);
            activity.SetTag("caller.call.time_in_queue", waited.TotalSeconds);
            activity.SetTag("thread.id", Environment.CurrentManagedThreadId);
            activity.SetTag("thread.name", Thread.CurrentThread.Name);
        }

        return activity;
    }

    /// <summary>On any thread, whose own current span stays what it is.</summary>
    internal static void Stop(Activity activity, string outcome, Exception? error)
    {
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(CallerMeter.Outcome, outcome);
            if (error is not null)
            {
                activity.SetTag(CallerMeter.ErrorType, error.GetType().FullName);
                activity.SetStatus(ActivityStatusCode.Error, error.Message);
                activity.AddException(error);
            }
        }

        var current = Activity.Current;
        activity.Stop();
        if (!ReferenceEquals(current, activity) && !ReferenceEquals(Activity.Current, current))
        {
            Activity.Current = current;
        }
    }
}
