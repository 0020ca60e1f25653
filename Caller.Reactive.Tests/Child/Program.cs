// What needs a process of its own to be tested: how one ends, one whose threads are all busy, one that is stopped for a while.
// The tests in Faults start it with the name of a scenario, and look at its exit code and its output.
using CallerReactive.Child;

return args switch
{
    ["background"] => Exits.Background(),
    ["foreground"] => Exits.Foreground(),
    ["exit-in-call"] => Exits.InCall(),
    ["exit-handler"] => Exits.Handler(),
    ["unhandled"] => Exits.Unhandled(),
    ["starved"] => Starved.Run(),
    ["paused"] => Paused.Run(),
    _ => throw new ArgumentException("Which scenario?", nameof(args)),
};
