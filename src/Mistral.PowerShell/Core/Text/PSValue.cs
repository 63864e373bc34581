using System.Management.Automation;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Values as PowerShell passes them.</summary>
internal static class PSValue
{
    /// <summary>Gets the .NET object of a value that PowerShell may have wrapped.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
