#requires -Version 5.1
# Command lines for the cmdlets that only state an operation, with valid values for mandatory parameters.
Set-StrictMode -Version Latest

# A value that a parameter accepts.
function Get-FittingValue([Management.Automation.CommandParameterInfo] $Parameter) {
    $set = $Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateSetAttribute] } | Select-Object -First 1
    $range = $Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateRangeAttribute] } | Select-Object -First 1
    $length = $Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateLengthAttribute] } | Select-Object -First 1
    $type = $Parameter.ParameterType
    $isArray = $type.IsArray
    if ($isArray) { $type = $type.GetElementType() }
    if ([Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
    # A UUID may be the id of anything.
    $value = if ($Parameter.Attributes | Where-Object { $_.GetType().Name -eq 'IdAttribute' }) { '5c0f1f2e-7d2a-4b65-9a8e-0000000000aa' }
    elseif ($set) { $set.ValidValues[0] }
    elseif ($range) { $range.MinRange }
    elseif ($type.IsEnum) { [Enum]::GetValues($type).GetValue(0) }
    elseif ($type -eq [string] -and $length) { 'a' * $length.MinLength }
    elseif ($type -eq [string] -or $type -eq [object] -or $type -eq [psobject]) { 'a' }
    elseif ($type -eq [bool]) { $true }
    elseif ($type -eq [switch]) { [switch]::Present }
    elseif ($type -eq [datetime]) { [datetime]::UtcNow.AddDays(1) }
    elseif ($type -eq [datetimeoffset]) { [datetimeoffset]::UtcNow.AddDays(1) }
    elseif ($type -eq [timespan]) { [timespan]::FromMinutes(1) }
    elseif ($type -eq [guid]) { [guid]::NewGuid() }
    elseif ($type -eq [uri]) { [uri]'https://example.com/' }
    elseif ($type -eq [pscredential]) { [pscredential]::new('a', [Net.NetworkCredential]::new('', 'a').SecurePassword) }
    elseif ($type -eq [securestring]) { [Net.NetworkCredential]::new('', 'a').SecurePassword }
    elseif ([Collections.IDictionary].IsAssignableFrom($type)) { @{ a = 'b'; c = 'd' } }
    elseif ($type.IsPrimitive) { 1 }
    else { throw "No value is known that fits -$($Parameter.Name) ($type). Give the cmdlet a line of its own." }
    if ($isArray) { , @($value) } else { $value }
}

# Whether a parameter takes only some words, or numbers, so that no id fits it.
function Test-Choice([Management.Automation.CommandParameterInfo] $Parameter) {
    $type = [Nullable]::GetUnderlyingType($Parameter.ParameterType)
    if (-not $type) { $type = $Parameter.ParameterType }
    $type.IsPrimitive -or $type.IsEnum -or ($Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateSetAttribute] })
}

# Lines for these cmdlets: each operation with each possible parameter set.
function Get-OperationLine([string[]] $Except) {
    foreach ($command in Get-Command -Module Mistral -CommandType Cmdlet | Where-Object { $_.Name -notin $Except }) {
        $type = $command.ImplementingType
        if (-not [Mistral.PowerShell.Operations.OperationCommand].IsAssignableFrom($type)) { continue }
        $inPath = @{}
        foreach ($property in $type.GetProperties()) {
            foreach ($field in $property.GetCustomAttributes([Mistral.PowerShell.Operations.PathAttribute], $false)) { $inPath[$property.Name] = $field.Name }
        }
        # The responses of streams have another form, and tests of their own.
        foreach ($operation in $type.GetCustomAttributes([Mistral.PowerShell.Operations.OperationAttribute], $false) | Where-Object { -not $_.IsStream }) {
            $needed = @([regex]::Matches($operation.Path, '\{(\w+)\}') | ForEach-Object { $_.Groups[1].Value })
            foreach ($set in $command.ParameterSets) {
                # A parameter set or a parameter value selects the variant of an operation.
                if ($operation.Case -and $operation.Case -cne $set.Name -and $operation.Case -cin $command.ParameterSets.Name) { continue }
                $with = @{}
                $ids = @{}
                $filled = [Collections.Generic.List[string]]::new()
                $fits = $true
                foreach ($parameter in $set.Parameters) {
                    $name = $inPath[$parameter.Name]
                    $isChoice = $operation.Case -and ($parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateSetAttribute] -and $operation.Case -cin $_.ValidValues })
                    if ($name -and $name -in $needed) {
                        $filled.Add($name)
                        if (Test-Choice $parameter) { $with[$parameter.Name] = Get-FittingValue $parameter } else { $ids[$parameter.Name] = $name }
                    }
                    elseif ($isChoice) { $with[$parameter.Name] = $operation.Case }
                    elseif ($operation.Case -ceq $parameter.Name -and $parameter.ParameterType -eq [switch]) { $with[$parameter.Name] = [switch]::Present }
                    elseif ($name -and $parameter.IsMandatory) { $fits = $false }
                    elseif ($parameter.IsMandatory) {
                        $isCase = $operation.Case -and $parameter.ParameterType.IsEnum -and $operation.Case -cin [Enum]::GetNames($parameter.ParameterType)
                        $with[$parameter.Name] = if ($isCase) { $operation.Case } else { Get-FittingValue $parameter }
                    }
                }
                if (-not $fits -or @($needed | Where-Object { $_ -notin $filled }).Count) { continue }
                @{
                    Command        = $command.Name
                    Operation      = $operation.Path
                    Method         = $operation.Method
                    Items          = if ($operation.Items) { $operation.Items } else { $operation.Inner }
                    SuppressOutput = $operation.SuppressOutput
                    IsSecondary    = $operation.IsSecondary
                    Path           = ($operation.Path -split '\{')[0].TrimEnd('/')
                    With           = $with
                    Ids            = $ids
                    Run            = "$($command.Name) @with"
                }
            }
        }
    }
}

# Values for a line that needs no existing objects.
function Get-OperationValue([hashtable] $Line) {
    $with = $Line.With.Clone()
    foreach ($parameter in $Line.Ids.Keys) { $with[$parameter] = [guid]::NewGuid().ToString() }
    $with
}

# An id in the path is one from the list of the emulator, if it has such a list.
function Resolve-OperationLine([hashtable] $Line, [string] $Key, [string] $AdminKey) {
    $with = Get-OperationValue $Line
    foreach ($parameter in $Line.Ids.Keys) {
        $name = $Line.Ids[$parameter]
        $list = $Line.Operation.Substring(0, $Line.Operation.IndexOf("/{$name}", [StringComparison]::Ordinal))
        if ($list.Contains('{')) { continue }
        $bearer = if ($list -like '/v1/admin/*') { $AdminKey } else { $Key }
        try { $reply = Invoke-RestMethod -Uri ($env:MISTRAL_TEST_URI.TrimEnd('/') + $list) -Headers @{ Authorization = "Bearer $bearer" } -ErrorAction Stop } catch { continue }
        $items = @($reply.PSObject.Properties | Where-Object { $_.Value -is [array] } | Select-Object -First 1 | ForEach-Object { $_.Value })
        if (-not $items) { $items = @($reply) }
        $found = foreach ($property in $name, 'id', 'uuid') { if ($items[0].PSObject.Properties[$property]) { $items[0].$property } }
        if ($found) { $with[$parameter] = @($found)[0] }
    }
    $with
}

Export-ModuleMember -Function Get-FittingValue, Get-OperationLine, Get-OperationValue, Resolve-OperationLine
