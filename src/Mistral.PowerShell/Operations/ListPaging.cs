using System.Linq;
using System.Reflection;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>How the list at a path gives its pages, as a cmdlet of that operation states it; null where no cmdlet lists it.</summary>
internal static class ListPaging
{
    public static PageStyle? Find(string path)
    {
        string[] asked = path.Split('/');
        return typeof(ListPaging).Assembly.GetExportedTypes()
            .SelectMany(t => t.GetCustomAttributes<OperationAttribute>(inherit: false))
            .Where(o => o.Method == "GET" && (o.Paging is not PageStyle.None || o.Items is not null) && IsAt(o.Path.Split('/'), asked))
            .Select(o => (PageStyle?)o.Paging)
            .FirstOrDefault();
    }

    private static bool IsAt(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path, static (t, p) => t == p || (t.Length > 0 && t[0] == '{')).All(isSame => isSame);
}
