using Microsoft.Coyote.Specifications;

namespace CallerReactive.Tests.Explore;

/// <summary>What a property promises. A broken one ends the schedule at once, also inside an item, where an exception would end in a pending or a report.</summary>
internal static class Claim
{
    internal static void That(bool holds, string otherwise) => Specification.Assert(holds, otherwise);
}
