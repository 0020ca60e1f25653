// Everything in the library, compiled ahead of time: dotnet cake --target=Aot publishes and runs it. Each line is a check; the exit code is 0 only if all hold.
using CallerReactive.Aot;

var checks = new Checks();
await Calls.Run(checks);
await Lifecycle.Run(checks);
await Groups.Run(checks);
await Queues.Run(checks);
await Streams.Run(checks);
await Hosts.Run(checks);
await Diagnostics.Run(checks);
await Telemetry.Run(checks);
VirtualTime.Run(checks);
Marbles.Run(checks);
return checks.Close();
