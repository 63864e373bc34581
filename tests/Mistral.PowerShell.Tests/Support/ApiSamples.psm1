#requires -Version 7.4
# Responses as the API's OpenAPI documents describe them: the examples they have, and responses made from their schemas, in which
# each member of a union and each value of an enumeration appears and each value is unique.
Set-StrictMode -Version Latest
$script:Folder = [IO.Path]::Combine($PSScriptRoot, '..', '..', '..', '..', 'shared', 'spec')
$script:Documents = $null
$script:Next = 0
$script:MaxDepth = 12
$script:MaxSamples = 12

function Test-ApiDocument {
    [IO.File]::Exists([IO.Path]::Combine($script:Folder, 'mistral-openapi.json'))
}

function Get-ApiDocument {
    if ($null -eq $script:Documents) {
        $script:Documents = @(foreach ($name in 'mistral-openapi.json', 'mistral-openapi-legacy.json') {
                ConvertFrom-Json -InputObject ([IO.File]::ReadAllText([IO.Path]::Combine($script:Folder, $name))) -AsHashtable
            })
    }
    $script:Documents
}

# A schema without its references and with the parts of allOf joined.
function Resolve-Schema($Document, $Schema) {
    while ($Schema.Contains('$ref')) {
        $found = $Document
        foreach ($name in $Schema['$ref'].TrimStart('#', '/') -split '/') { $found = $found[$name] }
        $Schema = $found
    }
    if (-not $Schema.Contains('allOf')) { return $Schema }
    $joined = [ordered]@{}
    foreach ($key in $Schema.Keys) { if ($key -ne 'allOf') { $joined[$key] = $Schema[$key] } }
    $properties = [ordered]@{}
    $own = [ordered]@{} + $joined
    foreach ($part in @($Schema['allOf']; $own)) {
        $part = Resolve-Schema $Document $part
        foreach ($key in $part.Keys) {
            if ($key -eq 'properties') { foreach ($name in $part['properties'].PSBase.Keys) { $properties[$name] = $part['properties'][$name] } }
            else { $joined[$key] = $part[$key] }
        }
    }
    if ($properties.Count) { $joined['properties'] = $properties }
    $joined
}

# Values that a schema allows, as a list that the pipeline does not unroll.
function Get-SchemaSample($Document, $Schema, [int] $Depth = 0) {
    $samples = [Collections.Generic.List[object]]::new()
    $Schema = Resolve-Schema $Document $Schema
    foreach ($union in 'anyOf', 'oneOf') {
        if ($Schema.Contains($union)) {
            foreach ($member in $Schema[$union]) { $samples.AddRange((Get-SchemaSample $Document $member $Depth)) }
            return , $samples
        }
    }
    if ($Schema.Contains('const')) { $samples.Add($Schema['const']); return , $samples }
    if ($Schema.Contains('enum')) { $samples.AddRange([object[]] $Schema['enum']); return , $samples }
    if ($Schema.Contains('example')) { $samples.Add($Schema['example']) }
    if ($Schema.Contains('examples')) { $samples.AddRange([object[]] @($Schema['examples'])) }
    $types = @(if ($Schema.Contains('type')) { $Schema['type'] } elseif ($Schema.Contains('properties')) { 'object' } else { 'any' })
    foreach ($type in $types) {
        switch ($type) {
            'object' { $samples.AddRange((Get-ObjectSample $Document $Schema $Depth)) }
            'array' {
                $items = if ($Schema.Contains('items') -and $Depth -lt $script:MaxDepth) { Get-SchemaSample $Document $Schema['items'] ($Depth + 1) } else { @() }
                $samples.Add([object[]] @($items))
            }
            'boolean' { $samples.Add($true); $samples.Add($false) }
            'integer' { $samples.Add(1767225600 + ++$script:Next) }
            'number' { $samples.Add(++$script:Next + 0.5) }
            'null' { $samples.Add($null) }
            default { $samples.Add((Get-TextSample ($Schema.Contains('format') ? $Schema['format'] : ''))) }
        }
    }
    , $samples
}

function Get-TextSample([string] $Format) {
    $number = ++$script:Next
    switch ($Format) {
        'date-time' { [datetime]::new(2026, 1, 2, 3, 4, 5, 678).AddMinutes($number).ToString('yyyy-MM-ddTHH:mm:ss.fffZ') }
        'date' { [datetime]::new(2026, 1, 2).AddDays($number).ToString('yyyy-MM-dd') }
        'uuid' { '5c0f1f2e-7d2a-4b65-9a8e-{0:x12}' -f $number }
        'uri' { "https://example.com/$number" }
        'email' { "a$number@example.com" }
        default { "text $number" }
    }
}

# As many objects as the property with the most values has. Each object has a value of each property.
function Get-ObjectSample($Document, $Schema, [int] $Depth) {
    $samples = [Collections.Generic.List[object]]::new()
    $values = [ordered]@{}
    $count = 1
    if ($Schema.Contains('properties') -and $Depth -lt $script:MaxDepth) {
        foreach ($name in $Schema['properties'].PSBase.Keys) {
            $values[$name] = Get-SchemaSample $Document $Schema['properties'][$name] ($Depth + 1)
            $count = [Math]::Max($count, $values[$name].Count)
        }
    }
    # A newer server has more fields, and a map has unknown names.
    $more = if ($Schema.Contains('additionalProperties') -and $Schema['additionalProperties'] -is [Collections.IDictionary] -and $Depth -lt $script:MaxDepth) {
        Get-SchemaSample $Document $Schema['additionalProperties'] ($Depth + 1)
    }
    else { , [Collections.Generic.List[object]] @("text $((++$script:Next))") }
    $count = [Math]::Min([Math]::Max($count, $more.Count), $script:MaxSamples)
    for ($i = 0; $i -lt $count; $i++) {
        $made = [ordered]@{}
        foreach ($name in $values.PSBase.Keys) {
            $known = $values[$name]
            # Each object has unique values, so that a list can distinguish its items.
            if ($i -gt 0 -and $known.Count -eq 1 -and ($known[0] -is [string] -or $known[0] -is [ValueType])) {
                $known = Get-SchemaSample $Document $Schema['properties'][$name] ($Depth + 1)
            }
            if ($known.Count) { $made[$name] = $known[$i % $known.Count] }
        }
        if ($more.Count) { $made["added_later_$i"] = $more[$i % $more.Count] }
        $samples.Add($made)
    }
    , $samples
}

<#
.SYNOPSIS
    The responses of an operation: examples of the documents, then ones made from the schema. In a stream each is one event.
#>
function Get-ApiSample {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Method,
        [Parameter(Mandatory)] [string] $Path,
        [switch] $Stream
    )
    $kind = $Stream ? 'text/event-stream' : 'application/json'
    $samples = [Collections.Generic.List[object]]::new()
    foreach ($document in Get-ApiDocument) {
        foreach ($key in @($document['paths'].Keys | Where-Object { ($_ -split '#')[0] -ceq $Path })) {
            $operation = $document['paths'][$key][$Method.ToLowerInvariant()]
            foreach ($status in @(if ($operation) { $operation['responses'].Keys -match '^2' })) {
                $content = $operation['responses'][$status]['content']
                if (-not $content -or -not $content.Contains($kind)) { continue }
                if ($content[$kind].Contains('examples')) { foreach ($example in $content[$kind]['examples'].Values) { $samples.Add($example['value']) } }
                if ($content[$kind].Contains('schema')) { $samples.AddRange((Get-SchemaSample $document $content[$kind]['schema'])) }
            }
        }
        # Operations of the older document are used only if the current one does not have them.
        if ($samples.Count) { break }
    }
    , $samples
}

# Removes the values that would request a next page, because the same page would be returned again. They are beside the list, which
# may be inside an object: 'datasets.results'.
function Remove-NextPage($Sample, [string] $Items) {
    foreach ($part in @($Items -split '\.')) {
        if ($Sample -isnot [Collections.IDictionary]) { return }
        foreach ($name in @($Sample.PSBase.Keys)) {
            if ($name -match '^(has_?more|next|total|page|limit|offset|cursor|pagination)' -or ($Items -and $name -eq 'count')) { $Sample.Remove($name) }
        }
        $Sample = $Sample[$part]
    }
}

# The list of a response, or the object inside it.
function Get-SampleItem($Sample, [string] $Items) {
    if ($Items) { foreach ($part in $Items -split '\.') { if ($Sample -is [Collections.IDictionary]) { $Sample = $Sample[$part] } } }
    , $Sample
}

function ConvertTo-SampleJson($Sample) {
    ConvertTo-Json -InputObject $Sample -Depth 40 -Compress
}

# Compiled, because a response has thousands of values: as a script, this took most of the time of all samples.
Add-Type -TypeDefinition @'
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Mistral.Tests
{
    public sealed class LostValues
    {
        private const int MostDepth = 16;

        private static readonly Dictionary<string, string> s_plainNames = new Dictionary<string, string>();

        private readonly Func<string, object> _parse;
        private readonly List<Leaf> _leaves = new List<Leaf>();

        private LostValues(Func<string, object> parse)
        {
            _parse = parse;
        }

        /// <summary>The leaf values of a sample that are not in an output, each as name=value.</summary>
        public static List<string> Find(object sample, object output, string[] renamed, string[] without, Func<string, object> parse)
        {
            LostValues wanted = new LostValues(parse);
            LostValues found = new LostValues(parse);
            wanted.Add(sample, "", 0);
            found.Add(output, "", 0);
            HashSet<string> known = new HashSet<string>();
            foreach (Leaf leaf in found._leaves)
            {
                foreach (string form in leaf.Forms)
                {
                    known.Add(leaf.Name + "=" + form);
                    known.Add("=" + form);
                }
            }

            Func<string, bool> isRenamed = Matcher(renamed);
            Func<string, bool> isWithout = Matcher(without);
            List<string> lost = new List<string>();
            foreach (Leaf leaf in wanted._leaves)
            {
                if (!isWithout(leaf.Name)
                    && !leaf.Forms.Any(form => known.Contains(leaf.Name + "=" + form))
                    && !(isRenamed(leaf.Name) && leaf.Forms.Any(form => known.Contains("=" + form))))
                {
                    lost.Add(leaf.Name + "=" + leaf.Forms[0]);
                }
            }

            return lost;
        }

        private static Func<string, bool> Matcher(string[] patterns)
        {
            WildcardPattern[] all = patterns.Select(pattern => new WildcardPattern(pattern ?? "", WildcardOptions.IgnoreCase)).ToArray();
            Dictionary<string, bool> answers = new Dictionary<string, bool>();
            return name =>
            {
                bool answer;
                if (!answers.TryGetValue(name, out answer))
                {
                    answers[name] = answer = all.Any(pattern => pattern.IsMatch(name));
                }

                return answer;
            };
        }

        private static string PlainName(string name)
        {
            string plain;
            if (!s_plainNames.TryGetValue(name, out plain))
            {
                s_plainNames[name] = plain = Regex.Replace(name, "[^0-9A-Za-z]", "").ToLowerInvariant();
            }

            return plain;
        }

        // Adds the leaf values of a tree, each with its name and its possible forms.
        private void Add(object value, string name, int depth)
        {
            PSObject wrapped = value as PSObject;
            object inner = wrapped != null ? wrapped.BaseObject : value;
            if (inner == null || depth > MostDepth)
            {
                return;
            }

            string text = inner as string;
            if (text != null)
            {
                DateTimeOffset time;
                if (Regex.IsMatch(text, @"^\d{4}-\d\d-\d\d") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
                {
                    AddLeaf(name, text, time.UtcTicks.ToString(CultureInfo.InvariantCulture));
                }
                else
                {
                    AddLeaf(name, text);
                }

                // A text can have properties, like the name of a variable.
                if (wrapped != null)
                {
                    AddProperties(wrapped.Properties.Where(property => property.MemberType == PSMemberTypes.NoteProperty), depth);
                }

                // An object may be kept as JSON, like the arguments of a call.
                if (text.StartsWith("{", StringComparison.Ordinal))
                {
                    Add(_parse(text), name, depth + 1);
                }
            }
            else if (inner is DateTimeOffset)
            {
                DateTimeOffset time = (DateTimeOffset)inner;
                AddLeaf(name, time.UtcTicks.ToString(CultureInfo.InvariantCulture), time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            }
            else if (inner is DateTime)
            {
                AddLeaf(name, new DateTimeOffset((DateTime)inner).UtcTicks.ToString(CultureInfo.InvariantCulture));
            }
            else if (inner is TimeSpan)
            {
                AddLeaf(name, ((TimeSpan)inner).TotalSeconds.ToString(CultureInfo.InvariantCulture));
            }
            else if (inner is bool || inner is Enum)
            {
                AddLeaf(name, inner.ToString());
            }
            else if (inner is ValueType)
            {
                AddLeaf(name, ((double)LanguagePrimitives.ConvertTo(inner, typeof(double), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
            }
            else if (inner is IDictionary)
            {
                foreach (DictionaryEntry entry in (IDictionary)inner)
                {
                    Add(entry.Value, PlainName(entry.Key.ToString()), depth + 1);
                }
            }
            else if (inner is IEnumerable)
            {
                foreach (object item in (IEnumerable)inner)
                {
                    Add(item, name, depth + 1);
                }
            }
            else
            {
                AddProperties(PSObject.AsPSObject(value).Properties, depth);
            }
        }

        private void AddProperties(IEnumerable<PSPropertyInfo> properties, int depth)
        {
            foreach (PSPropertyInfo property in properties)
            {
                object value;
                try
                {
                    value = property.Value;
                }
                catch (GetValueException)
                {
                    continue;
                }

                Add(value, PlainName(property.Name), depth + 1);
            }
        }

        private void AddLeaf(string name, params string[] forms)
        {
            _leaves.Add(new Leaf { Name = name, Forms = forms });
        }

        private sealed class Leaf
        {
            public string Name;

            public string[] Forms;
        }
    }
}
'@

<#
.SYNOPSIS
    What of a sample is not in an output: each as name=value.
.DESCRIPTION
    A value counts as found below its name, and below any name where another one was agreed on, as that of an id.
#>
function Find-LostValue {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowNull()] $Sample,
        [Parameter(Mandatory)] [AllowNull()] $Output,
        # Names whose values may be found below another name, as patterns.
        [string[]] $Renamed = @(),
        # Names whose values are not needed, as patterns.
        [string[]] $Without = @()
    )
    [Mistral.Tests.LostValues]::Find($Sample, $Output, $Renamed, $Without, { param($Text) ConvertFrom-Json -InputObject $Text -AsHashtable })
}

Export-ModuleMember -Function Test-ApiDocument, Get-ApiSample, Remove-NextPage, Get-SampleItem, ConvertTo-SampleJson, Find-LostValue
