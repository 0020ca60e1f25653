using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Linq;

/// <summary>On a caller that has stopped each operator gives the error and leaves the source alone.</summary>
internal sealed class StoppedCallerTests
{
    private int _touched;

    [Test]
    public async Task AnOperator_TellsAtOnceAndDoesNotTouchTheSource(
        [ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name
    )
    {
        var caller = await Stopped();
        var errors = new List<Exception>();
        using var subscription = CallerOperators.Apply(name, Source(), caller).Subscribe(static _ => { }, errors.Add);
        Assert.That((errors.Single().GetType(), _touched), Is.EqualTo((typeof(CallerStoppedException), 0)));
    }

    [Test]
    public async Task AReader_IsToldAndDoesNotTouchTheSource()
    {
        var caller = await Stopped();
        await using var reader = Source().ToAsyncEnumerable(caller).GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        Assert.That(async () => await reader.MoveNextAsync(), Throws.InstanceOf<CallerStoppedException>());
        Assert.That(_touched, Is.Zero);
    }

    private static async Task<Caller> Stopped()
    {
        var caller = Caller.StartNew("owner");
        await caller.DisposeAsync();
        return caller;
    }

    private IObservable<int> Source() =>
        Observable.Create<int>(_ =>
        {
            _touched++;
            return Disposable.Empty;
        });
}
