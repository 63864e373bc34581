<#
    The shared code of both vaults. VaultParameters.Folder contains the secrets:
        <name in hexadecimal>.secret     the secret, written to a temporary file and moved
        <name in hexadecimal>.metadata   its metadata
        calls                            a line for each call: the call, a space, the name of the secret
        behavior.json                    the behavior, which overrides values of the same names in VaultParameters
    The behaviors, which are all off by default:
        Locked           every call fails with the message that a password is needed
        Prompt           every read prompts with Read-Host
        RunScript        reads of the secret 'a' run this script first
        Delay            every call takes this number of milliseconds
        FailGet          reads fail
        FailSet          writes fail
        LoseSet          writes do nothing and report no error
        FailSetNumber    the n-th write fails, counted from 1 since this value was set
        FailSetName      writes of secrets with a matching name fail
        FailRemove       removals fail
        FailInfo         Set-SecretInfo fails
        FailList         Get-SecretInfo fails
        ListTwice        Get-SecretInfo returns everything twice
        AsKeyVault       accepts names like Azure Key Vault: letters, digits and hyphens, and no name of a removed secret
        Hold             '<when> <call> <name>', as in 'amid Set a', where the name is a wildcard: the call creates the file 'held' and continues when it is
                         removed. Possible before Get, and before and after Set, SetInfo and Remove; amid Set neither the old nor the new secret exists
        HoldSet          writes are done and then held until the file 'hold' is removed, so that a test can kill the process there
#>
function Get-StoreFolder([hashtable] $Parameters) {
    if ($Parameters -and $Parameters['Folder']) { return $Parameters['Folder'] }
    if ($env:MISTRAL_TEST_VAULT) { return $env:MISTRAL_TEST_VAULT }
    throw 'The test vault has no folder.'
}

function Wait-Store([hashtable] $Parameters, [string] $Where) {
    $hold = (Get-StoreBehavior $Parameters)['Hold']
    if (-not $hold -or $Where -notlike $hold) { return }
    $held = [IO.Path]::Combine((Get-StoreFolder $Parameters), 'held')
    [IO.File]::WriteAllText($held, '')
    for ($i = 0; $i -lt 3000 -and [IO.File]::Exists($held); $i++) { [Threading.Thread]::Sleep(10) }
}

function Get-StorePath([string] $Name, [string] $Kind, [hashtable] $Parameters) {
    $hex = [BitConverter]::ToString([Text.Encoding]::UTF8.GetBytes($Name)).Replace('-', '')
    [IO.Path]::Combine((Get-StoreFolder $Parameters), "$hex.$Kind")
}

function Get-StoreBehavior([hashtable] $Parameters) {
    $behavior = @{}
    foreach ($name in @($Parameters.Keys)) { $behavior[$name] = $Parameters[$name] }
    $path = [IO.Path]::Combine((Get-StoreFolder $Parameters), 'behavior.json')
    if ([IO.File]::Exists($path)) {
        $told = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($path))
        foreach ($property in $told.PSObject.Properties) { $behavior[$property.Name] = $property.Value }
    }
    $behavior
}

# Records the call, and applies the failures of the behavior.
function Enter-Store([hashtable] $Parameters, [string] $Call, [string] $Name) {
    $behavior = Get-StoreBehavior $Parameters
    $calls = [IO.Path]::Combine((Get-StoreFolder $Parameters), 'calls')
    [IO.File]::AppendAllText($calls, "$Call $Name`n")
    if ($behavior['Delay']) { [Threading.Thread]::Sleep($behavior['Delay']) }
    if ($behavior['Locked']) { throw 'The vault is locked: it needs a password before it gives anything.' }
    if ($Call -eq 'Get') {
        if ($behavior['Prompt']) { $null = Read-Host -Prompt 'Password of the test vault' }
        if ($behavior['RunScript'] -and $Name -eq 'a') { $null = & ([scriptblock]::Create($behavior['RunScript'])) }
        if ($behavior['FailGet']) { throw 'The disk of the vault is broken.' }
    }
    if ($Call -eq 'Set') {
        if ($behavior['FailSet']) { throw 'The vault takes no more.' }
        if ($behavior['FailSetName'] -and $Name -like $behavior['FailSetName']) { throw 'The vault does not take this one.' }
        if ($behavior['AsKeyVault']) {
            if ($Name -cnotmatch '^[0-9a-zA-Z-]{1,127}$') { throw "'$Name' is no name for a secret: letters, digits and hyphens only." }
            if ([IO.File]::ReadAllLines($calls) -contains "Remove $Name") { throw "'$Name' was removed and can still be recovered: its name is taken." }
        }
        if ($behavior['FailSetNumber']) {
            $number = @([IO.File]::ReadAllLines($calls) -like 'Set *').Count
            if ($number -eq $behavior['FailSetNumber']) { throw 'The vault does not take it this time.' }
        }
    }
    Wait-Store $Parameters "before $Call $Name"
    if ($Call -eq 'SetInfo' -and $behavior['FailInfo']) { throw 'The vault keeps no notes.' }
    if ($Call -eq 'Remove' -and $behavior['FailRemove']) { throw 'The vault gives nothing away.' }
}

function Write-Whole([string] $Path, [object] $Value) {
    $partial = '{0}.{1:N}' -f $Path, [guid]::NewGuid()
    Export-Clixml -InputObject $Value -LiteralPath $partial -Depth 5
    if ($PSVersionTable.PSEdition -eq 'Core') { [IO.File]::Move($partial, $Path, $true) }
    elseif ([IO.File]::Exists($Path)) { [IO.File]::Replace($partial, $Path, $null) }
    else { [IO.File]::Move($partial, $Path) }
}

function Write-StoredSecret([string] $Name, [object] $Secret, [hashtable] $Parameters) {
    Enter-Store $Parameters 'Set' $Name
    if ((Get-StoreBehavior $Parameters)['LoseSet']) { return }
    $path = Get-StorePath $Name 'secret' $Parameters
    $hold = (Get-StoreBehavior $Parameters)['Hold']
    if ($hold -and "amid Set $Name" -like $hold) {
        [IO.File]::Delete($path)
        Wait-Store $Parameters "amid Set $Name"
    }
    Write-Whole $path @{ Value = $Secret }
    Wait-Store $Parameters "after Set $Name"
    if ((Get-StoreBehavior $Parameters)['HoldSet']) {
        $hold = [IO.Path]::Combine((Get-StoreFolder $Parameters), 'hold')
        while ([IO.File]::Exists($hold)) { [Threading.Thread]::Sleep(10) }
    }
}

function Write-StoredMetadata([string] $Name, [hashtable] $Metadata, [hashtable] $Parameters) {
    Write-Whole (Get-StorePath $Name 'metadata' $Parameters) $Metadata
    Wait-Store $Parameters "after SetInfo $Name"
}

function Get-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    Enter-Store $AdditionalParameters 'Get' $Name
    $path = Get-StorePath $Name 'secret' $AdditionalParameters
    if ([IO.File]::Exists($path)) { Write-Output -InputObject (Import-Clixml -LiteralPath $path)['Value'] -NoEnumerate }
}

function Remove-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    Enter-Store $AdditionalParameters 'Remove' $Name
    $path = Get-StorePath $Name 'secret' $AdditionalParameters
    if (-not [IO.File]::Exists($path)) { throw "There is no secret '$Name'." }
    [IO.File]::Delete($path)
    [IO.File]::Delete((Get-StorePath $Name 'metadata' $AdditionalParameters))
    Wait-Store $AdditionalParameters "after Remove $Name"
}

function Get-SecretInfo {
    [CmdletBinding()]
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)
    Enter-Store $AdditionalParameters 'Info' $Filter
    if ((Get-StoreBehavior $AdditionalParameters)['FailList']) { throw 'Nobody may list the secrets of this vault.' }
    $times = if ((Get-StoreBehavior $AdditionalParameters)['ListTwice']) { 2 } else { 1 }
    $pattern = [Management.Automation.WildcardPattern]::new($Filter, 'IgnoreCase')
    foreach ($path in [IO.Directory]::GetFiles((Get-StoreFolder $AdditionalParameters), '*.secret')) {
        $hex = [IO.Path]::GetFileNameWithoutExtension($path)
        $bytes = for ($i = 0; $i -lt $hex.Length; $i += 2) { [Convert]::ToByte($hex.Substring($i, 2), 16) }
        $name = [Text.Encoding]::UTF8.GetString([byte[]] $bytes)
        if (-not $pattern.IsMatch($name)) { continue }

        # A parallel process may have removed it.
        try { $value = (Import-Clixml -LiteralPath $path -ErrorAction Stop)['Value'] } catch { continue }
        $type = if ($value -is [byte[]]) { 'ByteArray' } else { $value.GetType().Name }
        $notes = [Collections.Generic.Dictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)
        $noted = Get-StorePath $name 'metadata' $AdditionalParameters
        if ([IO.File]::Exists($noted)) {
            $table = Import-Clixml -LiteralPath $noted
            foreach ($key in $table.Keys) { $notes[$key] = $table[$key] }
        }
        $info = [Microsoft.PowerShell.SecretManagement.SecretInformation]::new(
            $name,
            [Microsoft.PowerShell.SecretManagement.SecretType] $type,
            $VaultName,
            [Collections.ObjectModel.ReadOnlyDictionary[string, object]]::new($notes))
        1..$times | ForEach-Object { $info }
    }
}

function Test-SecretVault {
    [CmdletBinding()]
    param([string] $VaultName, [hashtable] $AdditionalParameters)
    [IO.Directory]::Exists((Get-StoreFolder $AdditionalParameters))
}
