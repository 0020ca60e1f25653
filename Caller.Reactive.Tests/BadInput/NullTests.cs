using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>Null for every parameter of the public surface that is declared not to take it: <see cref="ArgumentNullException"/> with its name, at once.</summary>
public sealed class NullTests
{
    private const string Record = "A record struct: its default has none either, so a check would promise what it cannot hold.";

    /// <summary>Member and parameter, and why null is no error there.</summary>
    private static readonly Dictionary<string, string> Accepts = new()
    {
        ["WaitResult..ctor(IReadOnlyList<Pending<T>>, IReadOnlyList<Pending<T>>): Done"] = Record,
        ["WaitResult..ctor(IReadOnlyList<Pending<T>>, IReadOnlyList<Pending<T>>): NotDone"] = Record,
        ["MarbleEvent..ctor(Int64, MarbleEventKind, String, Int32): Label"] = Record,
        ["RecordedEvent..ctor(Int64, MarbleEventKind, String, String, Int64): Label"] = Record,
        ["TimedNotification..ctor(Int64, Notification<T>, Int32): Notification"] = Record,
    };

    private static readonly Type Argument = typeof(string); // in place of type parameters: a reference, so that its nullability can be seen

    private static IEnumerable<TestCaseData> Parameters()
    {
        var nullability = new NullabilityInfoContext();
        foreach (var member in PublicSurface.Members())
        {
            foreach (var parameter in member.GetParameters())
            {
                var type = parameter.ParameterType;
                if (
                    type.IsValueType
                    || type.IsGenericParameter
                    || type.IsByRef
                    || nullability.Create(parameter).WriteState != NullabilityState.NotNull
                )
                    continue;
                yield return new TestCaseData(member, parameter.Position).SetName($"{PublicSurface.Describe(member)}: {parameter.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Parameters))]
    public void Null_IsRefusedByName(MethodBase member, int position)
    {
        using var samples = new Samples();
        var closed = PublicSurface.Close(member, Argument);
        var parameter = closed.GetParameters()[position];
        var arguments = closed.GetParameters().Select(each => each.Position == position ? null : samples.Of(each.ParameterType)).ToArray();

        Exception? thrown = null;
        try
        {
            _ = samples.Invoke(closed, arguments);
        }
        catch (TargetInvocationException e)
        {
            thrown = e.InnerException;
        }

        if (Accepts.TryGetValue($"{PublicSurface.Describe(member)}: {parameter.Name}", out var reason))
            Assert.That(thrown, Is.Null, reason);
        else
            Assert.That(
                thrown,
                Is.InstanceOf<ArgumentNullException>().With.Property(nameof(ArgumentException.ParamName)).EqualTo(parameter.Name)
            );
    }

    [Test]
    public void TheSurface_IsSeen() => Assert.That(Parameters().Count(), Is.GreaterThan(250));
}
