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

# Adds the leaf values of a tree, each with its name and its possible forms.
function Add-Leaf($Value, [string] $Name, [Collections.Generic.List[object]] $Leaves, [int] $Depth = 0) {
    if ($null -eq $Value -or $Depth -gt 16) { return }
    $base = $Value -is [psobject] ? $Value.PSObject.BaseObject : $Value
    if ($base -is [string]) {
        $time = [DateTimeOffset]::MinValue
        $isTime = $base -match '^\d{4}-\d\d-\d\d' -and [DateTimeOffset]::TryParse($base, [cultureinfo]::InvariantCulture, 'AssumeUniversal', [ref] $time)
        $Leaves.Add(@($Name, @($base; if ($isTime) { "$($time.UtcTicks)" })))
        # A text can have properties, like the name of a variable.
        if ($Value -is [psobject]) {
            foreach ($property in $Value.PSObject.Properties) { if ($property.MemberType -eq 'NoteProperty') { Add-Leaf $property.Value (ConvertTo-PlainName $property.Name) $Leaves ($Depth + 1) } }
        }
        # An object may be kept as JSON, like the arguments of a call.
        if ($base.StartsWith('{')) { Add-Leaf (ConvertFrom-Json -InputObject $base -AsHashtable) $Name $Leaves ($Depth + 1) }
    }
    elseif ($base -is [DateTimeOffset]) { $Leaves.Add(@($Name, @("$($base.UtcTicks)", "$($base.ToUnixTimeSeconds())"))) }
    elseif ($base -is [datetime]) { $Leaves.Add(@($Name, @("$([DateTimeOffset]::new($base).UtcTicks)"))) }
    elseif ($base -is [timespan]) { $Leaves.Add(@($Name, @($base.TotalSeconds.ToString([cultureinfo]::InvariantCulture)))) }
    elseif ($base -is [bool]) { $Leaves.Add(@($Name, @("$base"))) }
    elseif ($base -is [ValueType]) { $Leaves.Add(@($Name, @($base -is [enum] ? "$base" : ([double] $base).ToString([cultureinfo]::InvariantCulture)))) }
    elseif ($base -is [Collections.IDictionary]) { foreach ($key in $base.PSBase.Keys) { Add-Leaf $base[$key] (ConvertTo-PlainName $key) $Leaves ($Depth + 1) } }
    elseif ($base -is [Collections.IEnumerable]) { foreach ($item in $base) { Add-Leaf $item $Name $Leaves ($Depth + 1) } }
    else { foreach ($property in $Value.PSObject.Properties) { Add-Leaf $property.Value (ConvertTo-PlainName $property.Name) $Leaves ($Depth + 1) } }
}

function ConvertTo-PlainName([string] $Name) {
    ($Name -replace '[^0-9A-Za-z]').ToLowerInvariant()
}

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
    $wanted = [Collections.Generic.List[object]]::new()
    $found = [Collections.Generic.List[object]]::new()
    Add-Leaf $Sample '' $wanted
    Add-Leaf $Output '' $found
    $known = [Collections.Generic.HashSet[string]]::new()
    foreach ($leaf in $found) { foreach ($form in $leaf[1]) { $null = $known.Add("$($leaf[0])=$form"), $known.Add("=$form") } }
    foreach ($leaf in $wanted) {
        $name, $forms = $leaf
        if (@($Without | Where-Object { $name -like $_ }).Count) { continue }
        $names = @($name; if (@($Renamed | Where-Object { $name -like $_ }).Count) { '' })
        if (-not @($names | Where-Object { $at = $_; @($forms | Where-Object { $known.Contains("$at=$_") }).Count }).Count) { "$name=$($forms[0])" }
    }
}

Export-ModuleMember -Function Test-ApiDocument, Get-ApiSample, Remove-NextPage, Get-SampleItem, ConvertTo-SampleJson, Find-LostValue
