using System.Reactive;

namespace CallerReactive.Marbles;

/// <summary>From letters to values: a row as the notifications that an observer gets.</summary>
public static class MarbleRowNotifications
{
    /// <summary>The notifications of the row, each value being its letter.</summary>
    /// <param name="row">The row.</param>
    /// <param name="error">What <c>#</c> stands for; a <see cref="MarbleErrorException"/> unless given.</param>
    /// <returns>
    /// What an observer gets and when. Cancellation is an error, <see cref="OperationCanceledException"/>; marks that no observer
    /// sees (<c>^</c>, and <c>!</c> of subscriptions and callers) are left out.
    /// </returns>
    public static IReadOnlyList<TimedNotification<string>> ToNotifications(this MarbleRow row, Exception? error = null) =>
        ToNotifications(row, static letter => letter, error);

    /// <summary>The notifications of the row, each value looked up by its letter.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="values">The value for each letter.</param>
    /// <param name="error">What <c>#</c> stands for; a <see cref="MarbleErrorException"/> unless given.</param>
    /// <returns>As for the overload without values.</returns>
    /// <exception cref="MarbleFormatException">A letter has no value. The message names the place and the letters that have one.</exception>
    public static IReadOnlyList<TimedNotification<T>> ToNotifications<T>(
        this MarbleRow row,
        IReadOnlyDictionary<string, T> values,
        Exception? error = null
    )
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(values);
        return Convert(row, error, e => values.TryGetValue(e.Label, out var value) ? value : throw Unmapped(row, e, values.Keys, null));
    }

    /// <summary>The notifications of the row, each value made from its letter.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="value">Makes the value for a letter. It may throw <see cref="KeyNotFoundException"/> for one that it does not know.</param>
    /// <param name="error">What <c>#</c> stands for; a <see cref="MarbleErrorException"/> unless given.</param>
    /// <returns>As for the overload without values.</returns>
    /// <exception cref="MarbleFormatException"><paramref name="value"/> threw <see cref="KeyNotFoundException"/>.</exception>
    public static IReadOnlyList<TimedNotification<T>> ToNotifications<T>(this MarbleRow row, Func<string, T> value, Exception? error = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(value);
        return Convert(row, error, Look);

        T Look(MarbleEvent e)
        {
            try
            {
                return value(e.Label);
            }
            catch (KeyNotFoundException unknown)
            {
                throw Unmapped(row, e, [], unknown);
            }
        }
    }

    private static List<TimedNotification<T>> Convert<T>(MarbleRow row, Exception? error, Func<MarbleEvent, T> value)
    {
        var list = new List<TimedNotification<T>>(row.Events.Count);
        foreach (var e in row.Events)
        {
            var notification = e.Kind switch
            {
                MarbleEventKind.Value => Notification.CreateOnNext(value(e)),
                MarbleEventKind.Complete => Notification.CreateOnCompleted<T>(),
                MarbleEventKind.Error => Notification.CreateOnError<T>(error ?? Error(e.Label)),
                MarbleEventKind.Cancelled => Notification.CreateOnError<T>(new OperationCanceledException()),
                _ => null,
            };
            if (notification is not null)
                list.Add(new(e.Ticks, notification, e.Column));
        }
        return list;
    }

    private static MarbleErrorException Error(string label) => label.Length == 0 ? new() : new(label);

    private static MarbleFormatException Unmapped(MarbleRow row, MarbleEvent e, IEnumerable<string> known, Exception? inner)
    {
        var letters = string.Join(", ", known.Order(StringComparer.Ordinal));
        var problem = $"no value is given for '{e.Label}'";
        if (letters.Length > 0)
            problem += $" (there are values for {letters})";
        if (e.Label.Length > 0 && char.IsAsciiDigit(e.Label[0]))
            problem += "; if a time such as 10ms is meant, it needs a space before and after it";
        return row.Source.Error(e.Column, problem, inner);
    }
}
