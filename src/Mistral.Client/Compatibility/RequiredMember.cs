#if NETFRAMEWORK
#pragma warning disable CA1018 // The compiler's own attributes have no AttributeUsage.
namespace System.Runtime.CompilerServices
{
    /// <summary>Lets the compiler use required members on .NET Framework.</summary>
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Lets the compiler mark what needs a newer compiler on .NET Framework.</summary>
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Lets a constructor say that it sets the required members on .NET Framework.</summary>
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    /// <summary>Tells the null analysis that a method never returns on .NET Framework.</summary>
    internal sealed class DoesNotReturnAttribute : Attribute;

    /// <summary>Tells the null analysis that a value isn't null when a method returns the given value on .NET Framework.</summary>
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue { get; } = returnValue;
    }
}
#endif
