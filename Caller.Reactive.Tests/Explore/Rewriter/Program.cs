using CallerReactive.Tests.Rewriter;
using Mono.Cecil;
using Mono.Cecil.Cil;

// rewriter before|after FILE...: what has to be done to copies of assemblies before and after Coyote's rewriting of them.
var done =
    args is ["before", ..] ? new Func<ModuleDefinition, bool>(Before.Apply)
    : args is ["after", ..] ? After.Apply
    : throw new ArgumentException("usage: rewriter before|after FILE...");
foreach (var path in args.Skip(1))
{
    var symbols = new DefaultSymbolReaderProvider(throwIfNoSymbol: false);
    var reading = new ReaderParameters
    {
        InMemory = true,
        ReadSymbols = true,
        SymbolReaderProvider = symbols,
    };
    using var module = ModuleDefinition.ReadModule(path, reading);
    if (done(module))
        module.Write(path, new WriterParameters { WriteSymbols = module.HasSymbols });
}

internal static class Before
{
    internal static bool Apply(ModuleDefinition module) => Unself(module) | ControlThreads(module) | ControlPool(module);

    /// <summary>System.Reactive 7 names itself among its references, unused: Coyote takes that for a circle and refuses.</summary>
    private static bool Unself(ModuleDefinition module)
    {
        var self = module.AssemblyReferences.Where(reference => reference.Name == module.Assembly.Name.Name).ToList();
        foreach (var type in module.GetTypeReferences())
        {
            if (self.Contains(type.Scope))
                type.Scope = module;
        }

        foreach (var reference in self)
            module.AssemblyReferences.Remove(reference);
        return self.Count > 0;
    }

    /// <summary>Coyote knows Thread.Start but not UnsafeStart, which differs by the execution context only.</summary>
    private static bool ControlThreads(ModuleDefinition module)
    {
        var changed = false;
        foreach (var call in module.Calls("System.Threading.Thread", "UnsafeStart"))
        {
            ((MethodReference)call.Instruction.Operand).Name = "Start";
            changed = true;
        }

        return changed;
    }

    /// <summary>The thread pool is out of Coyote's control: what goes there goes to a thread of its own instead.</summary>
    private static bool ControlPool(ModuleDefinition module)
    {
        var changed = false;
        foreach (var (_, instruction) in module.Calls("System.Threading.ThreadPool", "UnsafeQueueUserWorkItem"))
        {
            if (instruction.Operand is not GenericInstanceMethod call)
                continue;
            var queue = new GenericInstanceMethod(module.ImportReference(typeof(ControlledPool).GetMethod(nameof(ControlledPool.Queue))));
            queue.GenericArguments.Add(call.GenericArguments[0]);
            instruction.Operand = queue;
            changed = true;
        }

        return changed;
    }
}

internal static class After
{
    internal static bool Apply(ModuleDefinition module) => Unconstrain(module) | Unreport(module) | AskThePlatform(module);

    /// <summary>
    /// Coyote's own Interlocked and Volatile take references only, where those of .NET 9 take every T: an Exchange of a bool would not load.
    /// It becomes the platform's again, behind a scheduling point of its own.
    /// </summary>
    private static bool Unconstrain(ModuleDefinition module)
    {
        var changed = false;
        foreach (var name in new[] { "Interlocked", "Volatile" })
        {
            foreach (var (processor, instruction) in module.Calls($"Microsoft.Coyote.Rewriting.Types.Threading.{name}", null).ToList())
            {
                if (instruction.Operand is not GenericInstanceMethod { GenericArguments: [{ IsValueType: true } argument] } call)
                    continue;
                var platform = new MethodReference(call.Name, call.ElementMethod.ReturnType, SystemThreading(module, name));
                var parameter = new GenericParameter("T", platform);
                platform.GenericParameters.Add(parameter);
                platform.ReturnType = call.ElementMethod.ReturnType is GenericParameter ? parameter : call.ElementMethod.ReturnType;
                foreach (var original in call.ElementMethod.Parameters)
                    platform.Parameters.Add(
                        new ParameterDefinition(original.ParameterType is ByReferenceType ? new ByReferenceType(parameter) : parameter)
                    );
                var instance = new GenericInstanceMethod(platform);
                instance.GenericArguments.Add(argument);
                instruction.Operand = instance;
                var coyote = module.AssemblyReferences.First(static reference => reference.Name == "Microsoft.Coyote");
                var point = new TypeReference("Microsoft.Coyote.Runtime", "SchedulingPoint", module, coyote);
                processor.InsertBefore(
                    instruction,
                    Instruction.Create(OpCodes.Call, new MethodReference("Interleave", module.TypeSystem.Void, point))
                );
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>
    /// Coyote takes the mere mention of an ExecutionContext or a SynchronizationContext for concurrency out of its control, and from then on finds deadlocks by waiting for
    /// them. Ours lead back to the loop, which it controls.
    /// </summary>
    private static bool Unreport(ModuleDefinition module)
    {
        var changed = false;
        foreach (
            var (_, instruction) in module
                .Calls("Microsoft.Coyote.Runtime.ExceptionProvider", "ThrowUncontrolledInvocationException")
                .ToList()
        )
        {
            if (
                instruction.Previous is { OpCode.Code: Code.Ldstr, Operand: string what }
                && what.Contains("Context", StringComparison.Ordinal)
            )
            {
                instruction.Previous.OpCode = OpCodes.Nop;
                instruction.Previous.Operand = null;
                instruction.OpCode = OpCodes.Nop;
                instruction.Operand = null;
                changed = true;
            }
            else
            {
                Console.WriteLine($"{module.Name}: {instruction.Previous?.Operand} is out of Coyote's control.");
            }
        }

        return changed;
    }

    /// <summary>Coyote's IsEntered throws where the platform's says no. Only assertions ask.</summary>
    private static bool AskThePlatform(ModuleDefinition module)
    {
        var changed = false;
        foreach (var (_, instruction) in module.Calls("Microsoft.Coyote.Rewriting.Types.Threading.Monitor", "IsEntered"))
        {
            ((MethodReference)instruction.Operand).DeclaringType = SystemThreading(module, "Monitor");
            changed = true;
        }

        return changed;
    }

    private static TypeReference SystemThreading(ModuleDefinition module, string name)
    {
        var scope =
            module.AssemblyReferences.FirstOrDefault(static reference => reference.Name == "System.Threading")
            ?? module.AssemblyReferences.First(static reference => reference.Name is "System.Runtime" or "System.Private.CoreLib");
        return new TypeReference("System.Threading", name, module, scope);
    }
}

internal static class Instructions
{
    internal static IEnumerable<(ILProcessor Processor, Instruction Instruction)> Calls(
        this ModuleDefinition module,
        string type,
        string? name
    ) =>
        from declaring in module.GetTypes()
        from method in declaring.Methods
        where method.HasBody
        from instruction in method.Body.Instructions.ToArray()
        where
            instruction.OpCode.Code is Code.Call or Code.Callvirt
            && instruction.Operand is MethodReference called
            && called.DeclaringType.FullName == type
            && (name is null || called.Name == name)
        select (method.Body.GetILProcessor(), instruction);
}
