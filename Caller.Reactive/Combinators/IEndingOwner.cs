namespace CallerReactive;

/// <summary>What combinators ask of the owner of their loop.</summary>
internal interface IEndingOwner
{
    bool IsStopping { get; }

    /// <summary>Tells of its end, at once if that has come. Disposing what it returns takes the participant out.</summary>
    /// <param name="participant">Whom to tell.</param>
    /// <param name="ofStop">Of the beginning of the stop as well.</param>
    IDisposable EndWith(IEndsWithCaller participant, bool ofStop);
}
