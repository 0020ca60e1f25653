using System.Reflection;

namespace CallerReactive.Tests.BadInput;

/// <summary>The public methods and constructors, by reflection.</summary>
internal static class PublicSurface
{
    internal static IEnumerable<MethodBase> Members() =>
        from type in typeof(Caller).Assembly.GetExportedTypes()
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

    private static string Describe(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Describe))}>" : type.Name;

    /// <summary>What the compiler makes for records and properties.</summary>
    private static bool IsGenerated(MethodBase member) =>
        member.IsSpecialName && member is MethodInfo
        || member.Name is "Equals" or "GetHashCode" or "ToString" or "<Clone>$" or "Deconstruct" or "PrintMembers"
        || member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));
}
