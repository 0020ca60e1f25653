namespace CallerReactive.Tests.Repo;

public sealed class RoomOrderTests
{
    private const string Pending = "public partial class Pending { public int Wait() => 1; private class Node; }";

    [TestCase("Groups/Group.cs", "class Group { private Pending? _pending; }")]
    [TestCase("Callers/Pending.Caller.cs", "public partial class Pending { public int Caller => 1; }")]
    [TestCase("Loop/Item.cs", "class Item { /* Pending */ string _text = \"Pending\"; }")]
    [TestCase("Loop/Item.cs", "class Item { int Sum(Other other) => other.Pending + Pending(); }")]
    [TestCase("Loop/Item.cs", "class Item { Node? _next; private class Node; }")]
    [TestCase("AssemblyAttributes.cs", "[assembly: Knows(typeof(Pending))]")]
    public void AnArrowDown_IsAllowed(string path, string source) => Assert.That(Violations(path, source), Is.Empty);

    [TestCase("Loop/Item.cs", "class Item { private Pending? _pending; }")]
    [TestCase("Loop/Item.cs", "class Item { object _pending = Pending.Done; }")]
    [TestCase("Diagnostics/Log.cs", "class Log : List<Pending>;")]
    [TestCase("Hosts/Pending.Host.cs", "public partial class Pending;")]
    public void AnArrowUp_IsNamed(string path, string source) =>
        Assert.That(
            Violations(path, source),
            Is.EqualTo([$"{path}: {path.Split('/')[0]} must not know Pending of Pendings (Pendings/Pending.cs)"])
        );

    [Test]
    public void AnotherFolder_IsNoRoom() =>
        Assert.That(
            Violations("Utilities/Item.cs", "class Item;"),
            Is.EqualTo(["Utilities/Item.cs: Utilities is none of the agreed folders"])
        );

    private static IEnumerable<string> Violations(string path, string source) =>
        RoomOrder.Violations(new Dictionary<string, string> { ["Pendings/Pending.cs"] = Pending, [path] = source });
}
