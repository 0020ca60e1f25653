namespace CallerReactive.Marbles;

/// <summary>A <see cref="MarbleObservable{T}"/> of any type.</summary>
internal interface IMarbleObservable
{
    /// <summary>The lane of a subscription by its name (<c>source</c>, <c>source.2</c>), or null.</summary>
    MarbleRecording? SubscriptionLane(string name);
}
