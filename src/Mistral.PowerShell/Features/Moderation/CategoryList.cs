using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace Mistral.PowerShell;

/// <summary>Names of categories. As a string, as in a CSV file, it is the names with commas between them.</summary>
public sealed class CategoryList : ReadOnlyCollection<string>
{
    internal CategoryList(IList<string> names)
        : base(names)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this);
}
