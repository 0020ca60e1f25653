using System.Reactive;

namespace CallerReactive;

public sealed partial class Caller
{
    private readonly SourcePending<Unit> _started;
    private readonly SourcePending<Unit> _stopping;
    private readonly SourcePending<Unit> _stopped;
    private readonly CancellationTokenSource _stoppingSource = new();
    private int _state;
    private bool _isProtected;

    /// <summary>Where it is in its life. By the time one looks it may have moved on; it never moves back.</summary>
    public CallerState State => (CallerState)Volatile.Read(ref _state);

    /// <summary>Whether it is in <see cref="CallerState.Running"/>.</summary>
    public bool IsRunning => State == CallerState.Running;

    /// <summary>Whether an unforced <see cref="Stop"/> is ignored. Once true it stays so.</summary>
    public bool IsProtected => Volatile.Read(ref _isProtected);

    /// <summary>
    /// Completes when it begins to run, on its thread; fails when its thread could not be had; is cancelled when it was stopped first. Readers cannot cancel it.
    /// </summary>
    public Pending<Unit> Started => _started;

    /// <summary>Completes when a stop begins, inside the call that stops it. Readers cannot cancel it.</summary>
    public Pending<Unit> Stopping => _stopping;

    /// <summary>
    /// Completes when all is over: its children have stopped, all its calls have ended, nothing more will run. Its thread ends a moment later. Readers cannot cancel it.
    /// </summary>
    public Pending<Unit> Stopped => _stopped;

    /// <summary>Fires when a stop begins, just after <see cref="Stopping"/>.</summary>
    public CancellationToken StoppingToken => _stoppingSource.Token;

    /// <summary>From now on an unforced <see cref="Stop"/> is ignored. It cannot be undone.</summary>
    public void Protect() => Volatile.Write(ref _isProtected, true);

    /// <summary>Moves exactly from one state to another.</summary>
    private bool TryMove(CallerState from, CallerState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    /// <summary>Moves forward to a state; false when it is there or beyond.</summary>
    private bool TryAdvance(CallerState to)
    {
        while (true)
        {
            var state = State;
            if (state >= to)
            {
                return false;
            }

            if (TryMove(state, to))
            {
                return true;
            }
        }
    }
}
