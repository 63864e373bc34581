using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session;

namespace Mistral.PowerShell;

/// <summary>
/// Finds the module's own dependencies, for its own assemblies only, so that it gets along with any other module
/// whatever versions that one brings; and lets go of everything when the module is removed.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_dependencies =
        Path.Combine(Path.GetDirectoryName(typeof(ModuleLifetime).Assembly.Location)!, "dependencies");

    // What the module holds is the process's, so it goes with the last runspace that has the module.
    private static ModuleRunspaces Runspaces => MistralSession.Current.Runspaces;

    /// <inheritdoc/>
    public void OnImport()
    {
        lock (Runspaces)
        {
            Runspaces.Add(Runspace.DefaultRunspace);

            // One handler, however many runspaces import the module.
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        }

        MessageTypeData.AddTo(Runspace.DefaultRunspace);
        ResourceTypeData.AddTo(Runspace.DefaultRunspace);
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Runspaces)
        {
            Runspaces.Remove(Runspace.DefaultRunspace);
            if (!Runspaces.Contains(Runspace.DefaultRunspace))
            {
                MessageTypeData.RemoveFrom(Runspace.DefaultRunspace);
                ResourceTypeData.RemoveFrom(Runspace.DefaultRunspace);
            }

            if (Runspaces.IsEmpty)
            {
                MistralSession.Current.Close();
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }
        }
    }

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        if (!IsOurs(request.RequestingAssembly))
        {
            return null;
        }

        string file = Path.Combine(s_dependencies, new AssemblyName(request.Name).Name + ".dll");
        return File.Exists(file) ? Load(file) : null;
    }

    private static bool IsOurs(Assembly? assembly)
    {
        string? location = assembly is null or { IsDynamic: true } ? null : Path.GetDirectoryName(assembly.Location);
        return location is not null
            && (location == s_dependencies || location == Path.GetDirectoryName(s_dependencies));
    }

#if NETFRAMEWORK
    // There, one load context holds what all modules load by path: the same identity is then the same assembly.
    private static Assembly Load(string file) => Assembly.LoadFrom(file);
#else
    private static readonly System.Runtime.Loader.AssemblyLoadContext s_context = new("Mistral");

    private static Assembly Load(string file) => s_context.LoadFromAssemblyPath(file);
#endif
}
