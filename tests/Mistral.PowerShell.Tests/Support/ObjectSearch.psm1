#requires -Version 5.1
<#
    Looks through objects for what must not be in them: by reflection, through every field of theirs, whoever may see it.
#>
Set-StrictMode -Version Latest

Add-Type -TypeDefinition @'
using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mistral.Tests
{
    public static class ObjectSearch
    {
        private const int MostDepth = 24;
        private const int MostObjects = 200000;

        // PowerShell's engine and the framework's inner works: each leads to everything else in the process,
        // the variables of the test that searches included.
        private static readonly string[] s_closed =
        {
            "System.Reflection.", "System.RuntimeType", "System.Threading.", "System.Globalization.", "System.Text.Encoding", "System.Diagnostics.", "System.Runtime.",
            "System.Management.Automation.ExecutionContext", "System.Management.Automation.CommandInfo", "System.Management.Automation.CmdletInfo",
            "System.Management.Automation.FunctionInfo", "System.Management.Automation.ScriptInfo", "System.Management.Automation.ExternalScriptInfo",
            "System.Management.Automation.ModuleInfo", "System.Management.Automation.PSModuleInfo", "System.Management.Automation.SessionState",
            "System.Management.Automation.ScriptBlock", "System.Management.Automation.Language.", "System.Management.Automation.Runspaces.",
            "System.Management.Automation.Internal.", "System.Management.Automation.MshCommandRuntime", "System.Management.Automation.Cmdlet",
            "System.Management.Automation.CommandProcessor", "System.Management.Automation.Provider",
            // Whoever holds a connection holds its sockets and what was last written to them.
            "System.Net.",
        };

        // What a failed request may bring along, and what a connection does not hold.
        private static readonly string[] s_open =
        {
            "System.Net.Http.HttpRequestMessage", "System.Net.Http.HttpResponseMessage", "System.Net.Http.Headers.", "System.Net.WebException", "System.Net.HttpWeb",
            "System.Net.WebHeaderCollection",
        };

        /// <summary>How many objects the last search looked at.</summary>
        public static int Visited { get; private set; }

        /// <summary>Finds the places where a text or a type is.</summary>
        public static List<string> Find(object root, string[] texts, string[] types)
        {
            List<string> found = new List<string>();
            HashSet<object> seen = new HashSet<object>(new ByReference());
            Queue<KeyValuePair<string, object>> open = new Queue<KeyValuePair<string, object>>();
            open.Enqueue(new KeyValuePair<string, object>("", root));
            Visited = 0;
            while (open.Count > 0)
            {
                if (seen.Count >= MostObjects)
                {
                    // A search that ends early has not found that there is nothing.
                    throw new InvalidOperationException("There are more objects than are searched, the last at " + open.Peek().Key + ".");
                }

                KeyValuePair<string, object> next = open.Dequeue();
                object value = next.Value;
                if (value == null || value is Pointer || value.GetType().IsPrimitive || value.GetType().IsEnum || (!value.GetType().IsValueType && !seen.Add(value)))
                {
                    continue;
                }

                Visited++;
                string path = next.Key;
                string name = value.GetType().FullName ?? "";
                if (Array.Exists(types, t => name.StartsWith(t, StringComparison.Ordinal)))
                {
                    found.Add(path + " is a " + name);
                }

                string text = TextOf(value);
                if (text != null && Array.Exists(texts, t => text.IndexOf(t, StringComparison.OrdinalIgnoreCase) >= 0))
                {
                    // Where, but never what.
                    found.Add(path + " (" + name + ")");
                }

                if (value is string || value is Delegate || IsClosed(name) || Depth(path) > MostDepth)
                {
                    continue;
                }

                Array array = value as Array;
                if (array != null)
                {
                    if (!array.GetType().GetElementType().IsPrimitive)
                    {
                        int index = 0;
                        foreach (object item in array)
                        {
                            open.Enqueue(new KeyValuePair<string, object>(path + "[" + index++ + "]", item));
                        }
                    }

                    continue;
                }

                if (name.StartsWith("Mistral.", StringComparison.Ordinal))
                {
                    foreach (KeyValuePair<string, object> property in AskProperties(value))
                    {
                        // Only what is text by itself: one that makes a new object each time leads nowhere.
                        if (TextOf(property.Value) == null)
                        {
                            continue;
                        }

                        open.Enqueue(new KeyValuePair<string, object>(path + property.Key, property.Value));
                    }
                }

                for (Type type = value.GetType(); type != null; type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRef)
                        {
                            open.Enqueue(new KeyValuePair<string, object>(path + "." + field.Name, field.GetValue(value)));
                        }
                    }
                }
            }

            return found;
        }

        private static bool IsClosed(string name)
        {
            return Array.Exists(s_closed, t => name.StartsWith(t, StringComparison.Ordinal)) && !Array.Exists(s_open, t => name.StartsWith(t, StringComparison.Ordinal));
        }

        // What a property of ours makes of its fields only when it is asked.
        private static IEnumerable<KeyValuePair<string, object>> AskProperties(object value)
        {
            foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                object answer = null;
                try
                {
                    if (property.CanRead && property.GetIndexParameters().Length == 0)
                    {
                        answer = property.GetValue(value, null);
                    }
                }
                catch (Exception)
                {
                    continue;
                }

                yield return new KeyValuePair<string, object>("." + property.Name, answer);
            }
        }

        private static string TextOf(object value)
        {
            byte[] bytes = value as byte[];
            if (bytes != null)
            {
                return Encoding.UTF8.GetString(bytes) + "\n" + Encoding.Unicode.GetString(bytes);
            }

            char[] chars = value as char[];
            return chars != null ? new string(chars) : value is string || value is Exception || value is StringBuilder || value is Uri ? value.ToString() : null;
        }

        private static int Depth(string path)
        {
            int depth = 0;
            foreach (char c in path)
            {
                depth += c == '.' || c == '[' ? 1 : 0;
            }

            return depth;
        }

        private sealed class ByReference : IEqualityComparer<object>
        {
            bool IEqualityComparer<object>.Equals(object left, object right) { return ReferenceEquals(left, right); }

            int IEqualityComparer<object>.GetHashCode(object value) { return RuntimeHelpers.GetHashCode(value); }
        }
    }
}
'@

<#
.SYNOPSIS
    Where in an object one of the texts is, in any case, or an object whose type's name begins so.
#>
function Search-TestObject {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] $InputObject,
        [string[]] $Text = @(),
        [string[]] $TypeName = @()
    )
    [Mistral.Tests.ObjectSearch]::Find($InputObject, $Text, $TypeName)
}

<#
.SYNOPSIS
    A key in every form in which it could leak: as it is, in part, and as encodings write it.
#>
function Get-KeyForm {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Key)
    $Key
    $Key.Substring(0, 16)
    $Key.Substring(16, 16)
    [uri]::EscapeDataString($Key)
    [Net.WebUtility]::UrlEncode($Key)
    [Net.WebUtility]::HtmlEncode($Key)
    (ConvertTo-Json -InputObject $Key -Compress).Trim('"')
    ConvertTo-Json -InputObject $Key -Compress | ForEach-Object { $_.Substring(1, $_.Length - 2) }
    -join ($Key.ToCharArray() | ForEach-Object { if ([char]::IsLetterOrDigit($_)) { $_ } else { '\u{0:x4}' -f [int]$_ } })
    $Key.Replace("'", "''")
    foreach ($encoding in [Text.Encoding]::UTF8, [Text.Encoding]::Unicode) {
        $bytes = $encoding.GetBytes($Key)
        [BitConverter]::ToString($bytes)
        [BitConverter]::ToString($bytes).Replace('-', '')
        # What stands before the key decides on which of three forms Base64 gives it.
        foreach ($before in 0..2) {
            $text = [Convert]::ToBase64String([byte[]](@(0) * $before + $bytes))
            $core = $text.Substring(4, 4 * [Math]::Floor($bytes.Length / 3) - 8)
            $core
            $core.Replace('+', '-').Replace('/', '_')
        }
    }
}

Export-ModuleMember -Function Search-TestObject, Get-KeyForm
