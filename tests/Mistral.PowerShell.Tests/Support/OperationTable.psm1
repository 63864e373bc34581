# The cmdlets of an area of the API, as their attributes describe them, so that tables of test cases can be checked for holes.

# Gets the operations of the cmdlets whose noun matches a pattern. A cmdlet without an operation of its own has one row without a path.
function Get-OperationOfArea([string] $Noun) {
    Import-Module (Get-TestModulePath)
    $attribute = [Mistral.PowerShell.MistralConnection].Assembly.GetType('Mistral.PowerShell.Operations.OperationAttribute')
    foreach ($cmdlet in Get-Command -Module Mistral -CommandType Cmdlet | Where-Object Noun -CMatch $Noun) {
        $changes = $cmdlet.Parameters.ContainsKey('WhatIf')
        [pscustomobject]@{ Name = $cmdlet.Name; Path = ''; HasId = $false; IsList = $false; Changes = $changes }
        foreach ($operation in $cmdlet.ImplementingType.GetCustomAttributes($attribute, $false)) {
            [pscustomobject]@{
                Name = $cmdlet.Name
                Path = $operation.Path
                HasId = $operation.Path.Contains('{')
                IsList = "$($operation.Paging)" -ne 'None'
                Changes = $changes
            }
        }
    }
}

# Gets the names of cmdlets that no call in a table runs.
function Get-UncoveredCmdlet([string[]] $Name, [object[]] $Call) {
    $text = $Call -join "`n"
    $Name | Sort-Object -Unique | Where-Object { $text -notmatch "\b$_\b" }
}

# Gets the calls of a table whose request has an id in its path, and so can fail with 404.
function Select-CallWithId([object[]] $Row, [object[]] $Operation) {
    $fixed = @($Operation | Where-Object { -not $_.HasId }).Path
    $forms = @($Operation | Where-Object HasId | ForEach-Object { '^' + ([regex]::Escape($_.Path) -replace '\\\{[^}]*}', '[^/]+') + '$' })
    $Row | Where-Object {
        $path = ($_.Sent -split ' ', 2)[1] -replace '\?.*'
        $path -cnotin $fixed -and ($forms | Where-Object { $path -match $_ })
    }
}

# Describes which cmdlets of an area the tables of a file cover.
function Get-TableCoverage {
    param(
        [Parameter(Mandatory)] [string] $Noun,
        # Rows that tell what is sent, and those of cmdlets with code of their own.
        [Parameter(Mandatory)] [object[]] $Call,
        [Parameter(Mandatory)] [object[]] $Own,
        [Parameter(Mandatory)] [string[]] $List,
        # Whether a row changes something.
        [scriptblock] $Changes = { -not $_.IsGet },
        # Calls whose 404 has tests of its own.
        [string] $WithoutNotFound,
        [object[]] $NotFoundElsewhere = @()
    )
    $area = @(Get-OperationOfArea $Noun)
    $withId = @(Select-CallWithId @($Call | Where-Object { -not $WithoutNotFound -or $_.Shown -notlike $WithoutNotFound }) $area) + @($Own | Where-Object { $_.Missing -ne $false })
    @{
        Area = $area
        Calls = @($Call.Shown) + @($Own.Shown)
        WithId = $withId
        NotFound = @($withId.Shown) + @($NotFoundElsewhere.Shown) + @(($Own | Where-Object { $_.Missing -eq $false }).Shown)
        Changing = @($Call | Where-Object $Changes) + @($Own | Where-Object { -not $_.IsRead })
        Lists = $List
    }
}

# Checks that each cmdlet of an area has a row in each table that concerns it.
function Assert-Covered([hashtable] $Coverage) {
    Get-UncoveredCmdlet $Coverage.Area.Name $Coverage.Calls | Should -BeNullOrEmpty
    Get-UncoveredCmdlet @($Coverage.Area | Where-Object HasId).Name $Coverage.NotFound | Should -BeNullOrEmpty
    Get-UncoveredCmdlet @($Coverage.Area | Where-Object Changes).Name $Coverage.Changing.Shown | Should -BeNullOrEmpty
    Get-UncoveredCmdlet @($Coverage.Area | Where-Object IsList).Name $Coverage.Lists | Should -BeNullOrEmpty
}

# Runs a call while the server finds nothing, and returns the error. The response doesn't name the object.
function Get-NotFoundError([scriptblock] $Call) {
    Reset-Emulator
    Add-EmulatorFault @{ path = '/'; status = 404; body = '{"detail":"Not found"}'; times = 0 }
    try {
        & $Call 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Select-Object -First 1
    }
    catch {
        $_
    }
    finally {
        Clear-EmulatorFault
    }
}

# Checks that an error says what was not found.
function Assert-NotFound($Problem) {
    $Problem | Should -Not -BeNullOrEmpty
    $Problem.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    $Problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    $Problem.TargetObject | Should -Not -BeNullOrEmpty
    foreach ($target in @($Problem.TargetObject)) { "$Problem" | Should -BeLike "*'$([WildcardPattern]::Escape($target))' was not found*" }
}

Export-ModuleMember -Function Get-TableCoverage, Assert-Covered, Get-NotFoundError, Assert-NotFound
