#if NETFRAMEWORK
namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler use init-only properties on .NET Framework, which lacks this marker.</summary>
internal static class IsExternalInit;
#endif
