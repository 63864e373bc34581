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

        private static readonly Dictionary<Type, Shape> s_shapes = new Dictionary<Type, Shape>();

        /// <summary>How many objects the last search looked at.</summary>
        public static int Visited { get; private set; }

        /// <summary>Finds the places where a text or a type is.</summary>
        public static List<string> Find(object root, string[] texts, string[] types)
        {
            List<string> found = new List<string>();
            HashSet<object> seen = new HashSet<object>(new ByReference());
            Queue<Place> open = new Queue<Place>();
            int shortest = int.MaxValue;
            foreach (string text in texts)
            {
                shortest = Math.Min(shortest, text.Length);
            }

            Visited = 0;
            Add(open, null, "", root);
            while (open.Count > 0)
            {
                if (seen.Count >= MostObjects)
                {
                    // A search that ends early has not found that there is nothing.
                    throw new InvalidOperationException("There are more objects than are searched, the last at " + open.Peek().Path + ".");
                }

                Place place = open.Dequeue();
                object value = place.Value;
                Shape shape = ShapeOf(value.GetType());
                if (shape.IsLeaf || (!shape.IsValueType && !seen.Add(value)))
                {
                    continue;
                }

                Visited++;
                string name = shape.Name;
                if (Array.Exists(types, t => name.StartsWith(t, StringComparison.Ordinal)))
                {
                    found.Add(place.Path + " is a " + name);
                }

                string said = TextOf(value);
                if (said != null && said.Length >= shortest && Array.Exists(texts, t => said.IndexOf(t, StringComparison.OrdinalIgnoreCase) >= 0))
                {
                    // Where, but never what.
                    found.Add(place.Path + " (" + name + ")");
                }

                if (shape.IsClosed || place.Depth > MostDepth)
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
                            Add(open, place, index++, item);
                        }
                    }

                    continue;
                }

                foreach (PropertyInfo property in shape.Properties)
                {
                    // Only what is text by itself: one that makes a new object each time leads nowhere.
                    object answer = Ask(property, value);
                    if (TextOf(answer) != null)
                    {
                        Add(open, place, property.Name, answer);
                    }
                }

                foreach (FieldInfo field in shape.Fields)
                {
                    Add(open, place, field.Name, field.GetValue(value));
                }
            }

            return found;
        }

        private static void Add(Queue<Place> open, Place parent, object step, object value)
        {
            if (value != null)
            {
                open.Enqueue(new Place(parent, step, value));
            }
        }

        private static Shape ShapeOf(Type type)
        {
            Shape shape;
            if (!s_shapes.TryGetValue(type, out shape))
            {
                s_shapes[type] = shape = new Shape(type);
            }

            return shape;
        }

        // What a property of ours makes of its fields only when it is asked.
        private static object Ask(PropertyInfo property, object value)
        {
            try
            {
                return property.GetValue(value, null);
            }
            catch (Exception)
            {
                return null;
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

        /// <summary>An object and the way to it, which is made into text only where something is found.</summary>
        private sealed class Place
        {
            private readonly Place _parent;
            private readonly object _step;

            public Place(Place parent, object step, object value)
            {
                _parent = parent;
                _step = step;
                Value = value;
                Depth = parent == null ? 0 : parent.Depth + 1;
            }

            public object Value { get; private set; }

            public int Depth { get; private set; }

            public string Path
            {
                get { return _parent == null ? "" : _parent.Path + (_step is int ? "[" + _step + "]" : "." + _step); }
            }
        }

        /// <summary>What the search needs to know of a type, asked once.</summary>
        private sealed class Shape
        {
            public Shape(Type type)
            {
                Name = type.FullName ?? "";
                IsValueType = type.IsValueType;
                IsLeaf = type.IsPrimitive || type.IsEnum || type == typeof(Pointer);
                IsClosed = type == typeof(string) || typeof(Delegate).IsAssignableFrom(type)
                    || (Array.Exists(s_closed, t => Name.StartsWith(t, StringComparison.Ordinal)) && !Array.Exists(s_open, t => Name.StartsWith(t, StringComparison.Ordinal)));
                List<PropertyInfo> properties = new List<PropertyInfo>();
                if (Name.StartsWith("Mistral.", StringComparison.Ordinal))
                {
                    foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    {
                        if (property.CanRead && property.GetIndexParameters().Length == 0)
                        {
                            properties.Add(property);
                        }
                    }
                }

                Properties = properties;
                List<FieldInfo> fields = new List<FieldInfo>();
                for (Type one = type; one != null; one = one.BaseType)
                {
                    foreach (FieldInfo field in one.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRef)
                        {
                            fields.Add(field);
                        }
                    }
                }

                Fields = fields;
            }

            public string Name { get; private set; }

            public bool IsValueType { get; private set; }

            public bool IsLeaf { get; private set; }

            public bool IsClosed { get; private set; }

            public List<PropertyInfo> Properties { get; private set; }

            public List<FieldInfo> Fields { get; private set; }
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
    Finds in an object one of the texts in any case, or an object whose type name has a prefix.
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

# A key: plain, in part, and encoded.
function Get-EncodedKey([string] $Key) {
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
        # The position of the key determines which of three Base64 forms it has.
        foreach ($before in 0..2) {
            $text = [Convert]::ToBase64String([byte[]](@(0) * $before + $bytes))
            $core = $text.Substring(4, 4 * [Math]::Floor($bytes.Length / 3) - 8)
            $core
            $core.Replace('+', '-').Replace('/', '_')
        }
    }
}

<#
.SYNOPSIS
    Returns the texts to search for, to find a key in any encoding. A form that contains another one is omitted.
#>
function Get-KeyForm {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Key)
    $kept = [Collections.Generic.List[string]]::new()
    foreach ($form in Get-EncodedKey $Key | Sort-Object -Property Length) {
        if (-not $kept.Exists({ param($other) $form.IndexOf($other, [StringComparison]::OrdinalIgnoreCase) -ge 0 })) { $kept.Add($form) }
    }
    $kept
}

Export-ModuleMember -Function Search-TestObject, Get-KeyForm
