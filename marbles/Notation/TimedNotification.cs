using System.Reactive;

namespace CallerReactive.Marbles;

/// <summary>A notification and when it comes.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="Ticks">When, in ticks of 100 ns from time 0 of its row; negative in a hot row before its <c>^</c>.</param>
/// <param name="Notification">What comes.</param>
/// <param name="Column">The column of its mark; 0 when it was not read from a text.</param>
public readonly record struct TimedNotification<T>(long Ticks, Notification<T> Notification, int Column = 0);
