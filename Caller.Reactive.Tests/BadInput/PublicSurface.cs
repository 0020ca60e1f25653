using System.Reflection;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.BadInput;

/// <summary>The public methods and constructors, by reflection.</summary>
internal static class PublicSurface
{
    private static readonly Assembly[] Shipped = [typeof(Caller).Assembly, typeof(MarbleHarness).Assembly];

    internal static IEnumerable<Type> Types() => Shipped.SelectMany(static assembly => assembly.GetExportedTypes());

    internal static IEnumerable<MethodBase> Members() =>
        from type in Types()
        where !typeof(Delegate).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type)
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .OfType<MethodBase>()
        where !member.IsAbstract && !IsGenerated(member) && !(member is ConstructorInfo && type.IsAbstract)
        select member;

    internal static string Describe(MethodBase member) =>
        $"{member.DeclaringType!.Name.Split('`')[0]}.{member.Name}({string.Join(", ", member.GetParameters().Select(static parameter => Describe(parameter.ParameterType)))})";

    /// <summary>With its type parameters filled in.</summary>
    internal static MethodBase Close(MethodBase member, Type argument)
    {
        var type = member.DeclaringType!;
        if (type.IsGenericTypeDefinition)
        {
            type = type.MakeGenericType([.. type.GetGenericArguments().Select(_ => argument)]);
            member = MethodBase.GetMethodFromHandle(member.MethodHandle, type.TypeHandle)!;
        }

        return member is MethodInfo { IsGenericMethodDefinition: true } method
            ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => argument)])
            : member;
    }

    /// <summary>A test for each cell of a table whose rows are named <c>Type.Member: parameter</c>, for each overload that has the parameter.</summary>
    internal static IEnumerable<TestCaseData> ParameterCells(string table)
    {
        var members = Members().ToList();
        return from cell in Extremes.Cells(table)
            from member in members
            from parameter in member.GetParameters()
            where cell.Row == Row(parameter) && parameter.ParameterType.IsAssignableFrom(cell.Value.GetType())
            select new TestCaseData(member, parameter.Position, cell.Value, cell.Expected).SetName(
                $"{Describe(member)}: {parameter.Name} = {cell.Name}: {cell.Expected}"
            );
    }

    internal static void RequireRows(string table, Func<Type, bool> isOne)
    {
        var parameters = Members().SelectMany(static member => member.GetParameters()).Where(parameter => isOne(parameter.ParameterType));
        Assert.That(Extremes.Cells(table).Select(static cell => cell.Row).Distinct(), Is.EquivalentTo(parameters.Select(Row).Distinct()));
    }

    private static string Row(ParameterInfo parameter) =>
        $"{parameter.Member.DeclaringType!.Name.Split('`')[0]}.{parameter.Member.Name}: {parameter.Name}";

    private static string Describe(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Describe))}>" : type.Name;

    /// <summary>What the compiler makes for records and properties.</summary>
    private static bool IsGenerated(MethodBase member) =>
        member.IsSpecialName && member is MethodInfo
        || member.Name is "Equals" or "GetHashCode" or "ToString" or "<Clone>$" or "Deconstruct" or "PrintMembers"
        || member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));
}
