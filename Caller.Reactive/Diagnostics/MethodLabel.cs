using System.Diagnostics;

namespace CallerReactive;

/// <summary>What some work runs, in words: from names that the compiler has made, those that the user has written.</summary>
internal static class MethodLabel
{
    /// <summary>Null when nothing is known: a program published ahead of time may have no names.</summary>
    /// <param name="work">A delegate, or what holds the state machine of an async method.</param>
    internal static string? Of(object work)
    {
        // The rest of an async method: its state machine is the type argument of what the delegate is bound to.
        var function = work as Delegate;
        if ((function is null ? work : function.Target)?.GetType() is { IsGenericType: true } box)
        {
            foreach (var argument in box.GenericTypeArguments)
            {
                if (Written(argument.Name) is { } method && argument.Name.Contains(">d", StringComparison.Ordinal))
                {
                    return Join(argument.DeclaringType?.FullName, method);
                }
            }
        }

        return function is not null && DiagnosticMethodInfo.Create(function) is { } info ? Of(info.DeclaringTypeName, info.Name) : null;
    }

    /// <summary>The name of the method alone; null when it is not known.</summary>
    internal static string? NameOf(Delegate function) =>
        DiagnosticMethodInfo.Create(function) is { } info ? Written(info.Name) ?? info.Name : null;

    /// <param name="type">Full name of the class, perhaps one that the compiler has made for closures.</param>
    /// <param name="method">Name of the method, perhaps made by the compiler.</param>
    internal static string Of(string? type, string method) => Join(type, Written(method) ?? method);

    /// <summary><c>&lt;Work&gt;b__0</c> is a lambda in Work, <c>&lt;Work&gt;g__Step|0</c> the local function Step, <c>&lt;Work&gt;d__0</c> the async method Work.</summary>
    private static string? Written(string name)
    {
        var end = name.LastIndexOf('>');
        if (name is not ['<', ..] || end < 0 || end + 1 >= name.Length)
        {
            return null;
        }

        var inner = name[1..end].Trim('<', '>', '$');
        switch (name[end + 1])
        {
            case 'g'
                when name.IndexOf("__", end, StringComparison.Ordinal) is >= 0 and var start && name.IndexOf('|', end) is >= 0 and var bar:
                return name[(start + 2)..bar];
            case 'd':
                // The state machine of an async lambda or local function has that one's name inside.
                return Written('<' + name[1..end].TrimStart('<')) is { } nested && nested != inner ? nested : inner;
            default:
                return inner.Length == 0 ? null : $"lambda in {inner}";
        }
    }

    private static string Join(string? type, string method)
    {
        if (type is null)
        {
            return method;
        }

        // Closures live in classes of the compiler's; generic ones have their arity at the end; of the namespace the reader knows.
        var parts = type.Split('+').Where(static part => part is not ['<', ..]).ToArray();
        var name = parts.Length == 0 ? "" : parts[^1];
        name = name[(name.LastIndexOf('.') + 1)..].Split('`')[0];
        return name.Length == 0 ? method : $"{name}.{method}";
    }
}
