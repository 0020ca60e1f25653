using System.Globalization;
using CallerReactive.Soak.Accounts;
using Spectre.Console;

namespace CallerReactive.Soak;

/// <summary>What the user sees. Plain lines when redirected.</summary>
internal sealed class Report(SoakOptions options, Ledger ledger, Leftovers leftovers)
{
    private const int Shown = 20;

    internal void Begin() => Line($"seed {options.Seed}, from round {options.From}: up to {options.Time.TotalMinutes:0.##} minutes");

    internal void Progress(TimeSpan elapsed) =>
        Line(
            $"""
            {elapsed:hh\:mm\:ss} round {ledger.Round}: {ledger.Submitted:N0} submitted, {ledger.Ran:N0} ran, {ledger.Failed:N0} failed, {ledger.Cancelled:N0} cancelled, {ledger.Refused:N0} refused; {ledger.Callers:N0} callers; {leftovers.Text}
            """
        );

    internal void End(TimeSpan elapsed, bool interrupted)
    {
        var table = new Table().AddColumn("account").AddColumn(new TableColumn("figure").RightAligned());
        foreach (
            var (name, figure) in new (string, long)[]
            {
                ("rounds", ledger.Rounds),
                ("callers started and stopped", ledger.Callers),
                ("submitted", ledger.Submitted),
                ("  ran to their end", ledger.Ran),
                ("  failed, as planned", ledger.Failed),
                ("  cancelled", ledger.Cancelled),
                ("  refused", ledger.Refused),
                ("errors reported to UnhandledException", ledger.Reported),
                ("segments run", ledger.Segments),
            }
        )
        {
            table.AddRow(name, figure.ToString("N0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        Line($"{elapsed:hh\\:mm\\:ss}{(interrupted ? ", interrupted" : "")}; {leftovers.Text}");
        if (ledger.Discrepancies.IsEmpty)
        {
            Line($"all accounts balance (seed {options.Seed})");
            return;
        }

        Line(
            $"{ledger.Discrepancies.Count} DISCREPANCIES (seed {options.Seed}; round {ledger.Round} alone: --seed {options.Seed} --from {ledger.Round} --rounds 1)"
        );
        foreach (var line in ledger.Discrepancies.Take(Shown))
        {
            Line($"  {line}");
        }
    }

    /// <summary>Not through Spectre: it breaks long lines when redirected.</summary>
    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
