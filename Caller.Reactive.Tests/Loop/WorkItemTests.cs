using System.Reflection;

namespace CallerReactive.Tests.LoopTests;

public sealed class WorkItemTests
{
    [Test]
    public void TheBaseOfPending_HasNoPublicMembers()
    {
        const BindingFlags declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public;
        Assert.That(typeof(Pending).BaseType, Is.EqualTo(typeof(WorkItem)));
        Assert.That(typeof(WorkItem).GetMembers(declared | BindingFlags.NonPublic).Where(IsVisible), Is.Empty);

        // Protected is visible too, to whoever could derive.
        static bool IsVisible(MemberInfo member) =>
            member switch
            {
                MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
                FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
                _ => false,
            };
    }
}
