using System;
using System.Globalization;
using System.Reflection;

namespace Mistral.HelpBuilder;

/// <summary>The initial values of a new cmdlet's properties. A cmdlet that can't be created here has none.</summary>
internal sealed class DefaultValues
{
    private readonly object? _cmdlet;

    public DefaultValues(Type type)
    {
        try
        {
            _cmdlet = Activator.CreateInstance(type);
        }
        catch (Exception e) when (e is TargetInvocationException or MissingMethodException)
        {
            _cmdlet = null;
        }
    }

    /// <summary>Gets the initial value of a property; null if it has none or isn't a number, text, bool or enum.</summary>
    public string? Of(PropertyInfo? property)
    {
        try
        {
            return _cmdlet is null ? null : Text(property?.GetValue(_cmdlet));
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    private static string? Text(object? value) => value switch
    {
        string { Length: > 0 } text => text,
        bool or Enum => value.ToString(),
        int or long or uint or ulong or double or float or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
