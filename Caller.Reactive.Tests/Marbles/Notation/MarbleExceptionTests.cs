using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>What the exceptions of the kit carry.</summary>
public class MarbleExceptionTests
{
    private readonly TimeoutException _cause = new();

    [Test]
    public void Error_CarriesWhatItWasMadeWith()
    {
        Assert.That(new MarbleErrorException().Message, Is.EqualTo("error"));
        Assert.That(new MarbleErrorException("mine").Message, Is.EqualTo("mine"));
        var caused = new MarbleErrorException("mine", _cause);
        Assert.That((caused.Message, caused.InnerException), Is.EqualTo(("mine", _cause)));
    }

    [Test]
    public void Assertion_WithoutRows_CarriesWhatItWasMadeWith()
    {
        Assert.That(new MarbleAssertionException().Message, Is.EqualTo("The run is not as expected."));
        var caused = new MarbleAssertionException("wrong", _cause);
        Assert.That((caused.Message, caused.InnerException, caused.Mismatches.Count), Is.EqualTo(("wrong", _cause, 0)));
        Assert.That(new MarbleAssertionException("wrong").Mismatches, Is.Empty);
    }

    [Test]
    public void Assertion_OfRows_ShowsAndKeepsThem()
    {
        var mismatch = MarbleComparison.Compare("out", MarbleRow.Parse("-a"), [])!;
        var error = new MarbleAssertionException([mismatch]);
        Assert.That((error.Mismatches.Single(), error.Message), Is.EqualTo((mismatch, mismatch.ToString())));
    }

    [Test]
    public void Format_WithoutAPlace_IsItsProblem()
    {
        Assert.That(new MarbleFormatException().Message, Is.EqualTo("the diagram is wrong"));
        var error = new MarbleFormatException("odd");
        Assert.That((error.Message, error.Problem), Is.EqualTo(("odd", "odd")));
        Assert.That((error.File, error.Line, error.Column), Is.EqualTo((default(string), 0, 0)));
        var caused = new MarbleFormatException("odd", _cause);
        Assert.That((caused.Problem, caused.InnerException), Is.EqualTo(("odd", _cause)));
    }

    [Test]
    public void Format_WithAPlace_BeginsWithIt()
    {
        var error = new MarbleFormatException("odd", "x.marble", 2, 3, _cause);
        Assert.That(error.Message, Is.EqualTo("x.marble, line 2, column 3: odd"));
        Assert.That(
            (error.Problem, error.File, error.Line, error.Column, error.InnerException),
            Is.EqualTo(("odd", "x.marble", 2, 3, _cause))
        );
    }
}
