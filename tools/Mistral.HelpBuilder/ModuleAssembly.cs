using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace Mistral.HelpBuilder;

/// <summary>The built assembly of the module, isolated from the tool's own assemblies except PowerShell's reference assembly.</summary>
internal sealed class ModuleAssembly : AssemblyLoadContext
{
    private readonly string _folder;

    private ModuleAssembly(string path)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    }

    /// <exception cref="IOException">The file doesn't exist or isn't an assembly.</exception>
    public static IReadOnlyList<CmdletFacts> ReadCmdlets(string path)
    {
        try
        {
            return CmdletReader.ReadAll(new ModuleAssembly(path).LoadFromAssemblyPath(Path.GetFullPath(path)).GetTypes());
        }
        catch (Exception e) when (e is BadImageFormatException or ReflectionTypeLoadException)
        {
            throw new IOException($"The cmdlets of '{path}' can't be read: {e.Message}", e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return assemblyName.Name != "System.Management.Automation" && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
