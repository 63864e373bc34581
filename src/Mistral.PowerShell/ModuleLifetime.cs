using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell;

/// <summary>
/// Finds the module's own dependencies, for its own assemblies only, so that it gets along with any other module
/// whatever versions that one brings; and lets go of everything when the module is removed.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_dependencies =
        Path.Combine(Path.GetDirectoryName(typeof(ModuleLifetime).Assembly.Location)!, "dependencies");

    // What the module holds is the process's, so it goes with the last runspace that has the module. One is in here for each
    // folder that it has imported the module from.
    private static readonly List<WeakReference<Runspace>> s_runspaces = [];

    /// <inheritdoc/>
    public void OnImport()
    {
        lock (s_runspaces)
        {
            ForgetClosed();
            s_runspaces.Add(new WeakReference<Runspace>(Runspace.DefaultRunspace));

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
        lock (s_runspaces)
        {
            ForgetClosed();
            int index = s_runspaces.FindIndex(IsCurrent);
            if (index >= 0)
            {
                s_runspaces.RemoveAt(index);
            }

            if (!s_runspaces.Exists(IsCurrent))
            {
                MessageTypeData.RemoveFrom(Runspace.DefaultRunspace);
                ResourceTypeData.RemoveFrom(Runspace.DefaultRunspace);
            }

            if (s_runspaces.Count > 0)
            {
                return;
            }

            CurrentConnection.CloseForRemoval();
            NamedConnections.Close();
            SecretCommand.Close();
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        }
    }

    // One that ends does not remove its modules first.
    private static void ForgetClosed() => s_runspaces.RemoveAll(known =>
        !known.TryGetTarget(out Runspace? other)
        || other.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Closing or RunspaceState.Broken);

    private static bool IsCurrent(WeakReference<Runspace> known) => known.TryGetTarget(out Runspace? other) && other == Runspace.DefaultRunspace;

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
