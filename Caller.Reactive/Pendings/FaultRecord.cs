using System.Runtime.ExceptionServices;

namespace CallerReactive;

/// <summary>The one stored failure of a pending. It has the finalizer that a pending itself must not pay for: failures are rare.</summary>
internal sealed class FaultRecord(ExceptionDispatchInfo error, Loop? loop)
{
    ~FaultRecord()
    {
        // Not here: a handler that blocks would block the finalizer thread.
        ThreadPool.UnsafeQueueUserWorkItem(
            static record => ObserverErrors.Report(record.Loop, record.Error.SourceException, CallerExceptionOrigin.UnobservedPending),
            this,
            false
        );
    }

    internal ExceptionDispatchInfo Error => error;

    private Loop? Loop => loop;

    /// <summary>Somebody looked: nothing to report any more.</summary>
    internal ExceptionDispatchInfo Observe()
    {
#pragma warning disable CA1816 // The finalizer is the report, and looking is what makes it unnecessary.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        return error;
    }
}
