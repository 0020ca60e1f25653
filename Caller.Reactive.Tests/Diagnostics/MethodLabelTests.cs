namespace CallerReactive.Tests.Diagnostics;

public sealed class MethodLabelTests
{
    [TestCase("My.Space.Work", "Run", "Work.Run")]
    [TestCase("My.Space.Work+<>c", "<Run>b__0_1", "Work.lambda in Run")]
    [TestCase("My.Space.Work+<>c__DisplayClass3_0", "<Run>g__Step|0", "Work.Step")]
    [TestCase("Program", "<<Main>$>g__Step|0_1", "Program.Step")]
    [TestCase("Program+<>c", "<<Main>$>b__0_1", "Program.lambda in Main")]
    [TestCase("Outer+Inner`1", "Run", "Inner.Run")]
    [TestCase(null, "Run", "Run")]
    public void Of_NamesOfTheCompiler_GivesThoseOfTheUser(string? type, string method, string label) =>
        Assert.That(MethodLabel.Of(type, method), Is.EqualTo(label));

    [Test]
    public void Of_DelegatesOfEachSort_NamesTheMethod()
    {
        Assert.Multiple(() =>
        {
            Assert.That(MethodLabel.Of((Action)Static), Is.EqualTo("MethodLabelTests.Static"));
            Assert.That(MethodLabel.Of((Action)Local), Is.EqualTo("MethodLabelTests.Local"));
            Assert.That(
                MethodLabel.Of((Action)(static () => { })),
                Is.EqualTo("MethodLabelTests.lambda in Of_DelegatesOfEachSort_NamesTheMethod")
            );
        });

        static void Local() { }
    }

    private static void Static() { }
}
