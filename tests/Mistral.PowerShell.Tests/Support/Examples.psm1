#requires -Version 5.1
<#
    Reads the examples of the documentation and runs each one as a reader would, in a runspace of its own.
    What an example needs and a test does not have is stood in for here, and only here.
#>
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/TestSupport.psm1"
Import-Module "$PSScriptRoot/KeySupport.psm1"
Import-Module "$PSScriptRoot/TestVaultSupport.psm1"

$script:Repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', '..'))
$script:VaultPassword = 'of the test vault'

$script:HasSecretStore = $null

# Text in an example that reads a key from a vault or stores one.
$script:VaultUse = 'Secret(Name|Store|Vault)|Set-Secret|-Save\b|-All\b|-ListAvailable|\b(prod|dev)\b'

# The same for all saved connections.
$script:AllUse = '-All\b|-ListAvailable'

# The same for an Admin API key.
$script:AdminUse = '-Mistral(ApiKey|Workspace|User|Invitation|Role|Usage|RateLimit|SpendLimit|AuditLog|ScimSync|Analytic)'

# Addresses and paths of examples that a test replaces.
$script:Replacements = [ordered]@{
    './artifacts/module/Mistral'          = { Get-TestModulePath }
    './build.ps1'                         = { "& '$script:Repository/build.ps1'" }
    'https://gateway.example.com/mistral' = { $env:MISTRAL_TEST_URI }
    '-Region EU'                          = { "-BaseUri $env:MISTRAL_TEST_URI" }
    '/run/secrets/mistral/token'          = { "$env:CREDENTIALS_DIRECTORY/mistral" }
}

# Programs of examples that print a key, with the only arguments they accept.
$script:Programs = [ordered]@{
    aws    = 'secretsmanager get-secret-value --secret-id mistral --query SecretString --output text'
    az     = 'keyvault secret show --vault-name contoso --name mistral --query value --output tsv'
    bw     = 'get password mistral'
    gcloud = 'secrets versions access latest --secret=mistral'
    op     = 'read op://Private/Mistral/credential'
    pass   = 'show mistral'
    vault  = 'kv get -field=key secret/mistral'
}

# The preparation that an example with this text needs.
$script:Preparations = [ordered]@{
    '-NoApiKey'            = { Add-EmulatorFault @{ method = 'GET'; path = '/v1/models'; body = '{"object":"list","data":[]}' } }
    'Register-SecretVault' = { Unregister-SecretVault -Name SecretStore }
}

# Text in an example that needs an empty home folder. Such an example runs in a separate process.
$script:NewHomeUse = 'build\.ps1 Install|Set-SecretStoreConfiguration'

# The input of an example that prompts. Such an example runs in a separate process with these lines as input.
$script:Dialogues = [ordered]@{
    'Enter-MistralChat' = 'What is the capital of France?', 'and of Italy?', '/usage', '/exit'
}

# Commands that a test machine does not have, or that would prompt.
$script:StandIns = {
    # The names must differ from variables of examples, which would get these types.
    param([string] $StandInKey, [string] $StandInAdminKey, [string] $StandInPassword)
    $ConfirmPreference = 'None'
    function ConvertTo-Secure([string] $Text) { ConvertTo-SecureString -String $Text -AsPlainText -Force }
    function Read-Host([string] $Prompt, [switch] $AsSecureString) { ConvertTo-Secure $(switch -Wildcard ($Prompt) { '*vault*' { $StandInPassword } 'Admin*' { $StandInAdminKey } default { $StandInKey } }) }
    function Get-Credential { [pscredential]::new('user', (ConvertTo-Secure 'password')) }
    function Get-AutomationPSCredential([string] $Name) { [pscredential]::new('any', (ConvertTo-Secure $StandInKey)) }
    function Get-Service { [CmdletBinding()] param([ValidateSet('Running', 'Stopped')] [string] $Status) [pscustomobject]@{ Name = 'mail'; Status = $(if ($Status) { $Status } else { 'Stopped' }) } }
    function Restart-Service { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory)] [string] $Name) throw "Nothing is to restart $Name here." }
    function Get-AzKeyVaultSecret([string] $VaultName, [string] $Name) { [pscustomobject]@{ Name = "$VaultName/$Name"; SecretValue = ConvertTo-Secure $StandInKey } }
    function Get-AzAccessToken([string] $ResourceUrl, [switch] $AsSecureString) { [pscustomobject]@{ Token = ConvertTo-Secure $StandInKey; ExpiresOn = [DateTimeOffset]::Now.AddHours(1); Type = $ResourceUrl } }
    # The module is already built.
    function dotnet { $global:LASTEXITCODE = 0 }
    function Install-Module([string[]] $Name, [string] $Scope) { }
    function Install-PSResource([string[]] $Name) { }
}

<#
.SYNOPSIS
    The powershell snippets of a page: Title (the heading above it), Line and Code.
#>
function Get-PageExample {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)
    $title = ''
    $code = $null
    $number = 0
    foreach ($line in Get-Content -LiteralPath $Path -Encoding UTF8) {
        $number++
        if ($null -eq $code -and $line -match '^#+ (?:Example \d+: )?(.+)') { $title = $Matches[1] }
        elseif ($null -eq $code -and $line -match '^```(\w*)') {
            $code = [Collections.Generic.List[string]]::new()
            $language = $Matches[1]
            $start = $number + 1
        }
        elseif ($line -eq '```') {
            if ($language -eq 'powershell') { @{ Title = $title; Line = $start; Code = $code -join "`n" } }
            $code = $null
        }
        elseif ($null -ne $code) { $code.Add($line) }
    }
}

<#
.SYNOPSIS
    Why an example can't run here; nothing where it can.
#>
function Get-ExampleObstacle {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Code)
    if ($Code -match '^# PowerShell 7' -and $PSVersionTable.PSEdition -eq 'Desktop') {
        'it is for PowerShell 7'
    }
    elseif ($Code -match 'build\.ps1' -and $env:MISTRAL_TEST_MODULE) {
        'a package is tested, and not what is built here'
    }
    elseif ($Code -match 'build\.ps1 Install' -and $env:OS -eq 'Windows_NT' -and -not $env:CI) {
        'on Windows it would install into the module path of the user'
    }
    elseif ($Code -match '\{ (\w+) ' -and $script:Programs.Contains($Matches[1]) -and $env:OS -eq 'Windows_NT') {
        'the programs that stand in are shell scripts'
    }
    elseif ($Code -match $script:VaultUse) {
        # Called once, because it searches the complete module path.
        if ($null -eq $script:HasSecretStore) { $script:HasSecretStore = [bool](Get-Module -ListAvailable -Name Microsoft.PowerShell.SecretStore) }
        if (-not $script:HasSecretStore) {
            "Microsoft.PowerShell.SecretStore isn't installed"
        }
        elseif ([AppDomain]::CurrentDomain.GetAssemblies().FullName -like 'Microsoft.PowerShell.SecretStore*') {
            'this session has a SecretStore open already, perhaps that of the user'
        }
        elseif ($env:OS -eq 'Windows_NT' -and -not $env:CI) {
            # On Windows, SecretStore always uses the folder of the user.
            'on Windows it would use the SecretStore of the user'
        }
    }
}

<#
.SYNOPSIS
    Creates the programs that print a key, and a file with the key.
#>
function New-ExampleProgram {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $Folder)
    if (-not $PSCmdlet.ShouldProcess($Folder)) { return }
    $null = New-Item -ItemType Directory -Path $Folder
    Set-Content -LiteralPath "$Folder/mistral" -Value $env:MISTRAL_TEST_KEY
    if ($env:OS -eq 'Windows_NT') { return }
    foreach ($name in $script:Programs.Keys) {
        # The second line is what pass prints below a password.
        Set-Content -LiteralPath "$Folder/$name" -Value '#!/bin/sh', "[ `"`$*`" = '$($script:Programs[$name])' ] || { echo `"unexpected arguments: `$*`" >&2; exit 2; }", 'echo "$MISTRAL_TEST_KEY"', $(if ($name -eq 'pass') { 'echo "login: ada"' })
        chmod +x "$Folder/$name"
    }
}

<#
.SYNOPSIS
    Makes a SecretStore vault with the keys that the examples take from it.
#>
function New-ExampleVault {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $HomePath)
    $env:HOME = (New-Item -ItemType Directory -Path $HomePath -Force).FullName

    # In a separate process, because a session locks the vault again when it notices the changed settings.
    $made = Invoke-TestShell -Script @"
        `$password = ConvertTo-SecureString -String '$script:VaultPassword' -AsPlainText -Force
        Set-SecretStoreConfiguration -Scope CurrentUser -Authentication Password -Password `$password -Interaction None -Confirm:`$false
"@
    if ($made.ExitCode -ne 0 -or $made.Errors) { throw "There is no vault for the examples: $($made.Errors)" }

    Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
    Unlock-SecretStore -Password (ConvertTo-SecureString -String $script:VaultPassword -AsPlainText -Force)
    Select-ExampleVault -Store
}

<#
.SYNOPSIS
    Registers the vault that the examples name: the SecretStore, or with its name one of the tests' own, which takes a tenth of the time.
#>
function Select-ExampleVault {
    [CmdletBinding()]
    param([switch] $Store)
    $name = if ($Store) { 'Microsoft.PowerShell.SecretStore' } else { 'TestVault' }
    if (Get-SecretVault -Name SecretStore -ErrorAction Ignore | Where-Object ModuleName -EQ $name) { return }
    Unregister-OwnVault SecretStore
    Get-SecretVault -Name SecretStore -ErrorAction Ignore | Unregister-SecretVault
    if ($Store) { Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault }
    else { Register-OwnVault SecretStore -Default }
}

<#
.SYNOPSIS
    Puts the keys into the vault that the examples take from it, and saves the connections with these names.
#>
function Reset-ExampleVault {
    [CmdletBinding()]
    param([string[]] $Connection)
    Clear-Settings
    $keys = @{ MistralApiKey = $env:MISTRAL_TEST_KEY; MistralTest = New-EmulatorKey; MistralAdminKey = $env:MISTRAL_TEST_ADMIN_KEY }
    # The files of the tests' own vault are written directly, which takes a tenth of the time.
    if (Get-SecretVault -Name SecretStore | Where-Object ModuleName -EQ TestVault) {
        Get-OwnSecretName SecretStore | Where-Object { $_ -match '^Mistral(Admin|Proxy)?-' } | ForEach-Object { Remove-OwnSecret SecretStore $_ }
        foreach ($name in $keys.Keys) { Set-OwnSecret SecretStore $name $keys[$name] }
    }
    else {
        Clear-ConnectionSecret
        foreach ($name in $keys.Keys) { Set-Secret -Name $name -Secret $keys[$name] }
    }
    foreach ($name in $Connection) {
        $workspace, $days = if ($name -eq 'prod') { 'Production', 20 } else { 'Development', 80 }
        $end = [datetime]::UtcNow.Date.AddDays($days)
        $made = New-WorkspaceKey -Workspace $workspace -Name $name -Expiration $end
        $admin = if ($name -eq 'prod') { @{ AdminSecretName = 'MistralAdminKey' } } else { @{} }
        Connect-Mistral -BaseUri $env:MISTRAL_TEST_URI -ApiKey (ConvertTo-TestSecret $made.Key) -Name $name -ExpiresOn $end -Save @admin
    }
    if ($Connection) { Disconnect-Mistral }
}

<#
.SYNOPSIS
    Runs an example in a process of its own, types lines into it, and gives its Output, Errors and Warnings.
#>
function Invoke-ExampleProcess {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Code,
        [Parameter(Mandatory)] [string] $Folder,
        [string[]] $Line,
        # A home folder instead of that of this session.
        [string] $HomePath
    )
    # Errors and warnings end the process, because its output can't be distinguished from them.
    # If the example installs the module itself, that one is used.
    $import = if (-not $HomePath) { "Import-Module -Name '$(Get-TestModulePath)'" }
    $text = "`$ProgressPreference = 'SilentlyContinue'; try { $import`n. { $script:StandIns } -StandInKey `$env:MISTRAL_TEST_KEY -StandInAdminKey `$env:MISTRAL_TEST_ADMIN_KEY -StandInPassword '$script:VaultPassword'; Set-Location -LiteralPath '$Folder'; " +
        "`$ErrorActionPreference = `$WarningPreference = 'Stop'`n$Code`n} catch { [Console]::Error.Write(`$_); exit 1 }"
    $shell = Get-CurrentShell
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $start = [Diagnostics.ProcessStartInfo]::new($shell.Path, "$($shell.LeadingText)-NoProfile -EncodedCommand $encoded")
    if ($HomePath) {
        $start.EnvironmentVariables['HOME'] = $HomePath
        foreach ($name in 'XDG_CONFIG_HOME', 'XDG_DATA_HOME') { $start.EnvironmentVariables.Remove($name) }
    }
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    try {
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        foreach ($one in $Line) { $process.StandardInput.WriteLine($one) }
        $process.StandardInput.Close()
        if (-not $process.WaitForExit(60000)) { throw 'The example did not end in 60 s.' }
        [pscustomobject]@{ Output = @($output.Result -split '\r?\n'); Errors = @($errors.Result | Where-Object { $_ }) + @(if ($process.ExitCode -ne 0) { "It ended with the exit code $($process.ExitCode)." }); Warnings = @() }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
}

<#
.SYNOPSIS
    Runs an example and gives its Output, Errors and Warnings.
#>
function Invoke-Example {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Code,
        # The folder of the files that the example uses.
        [Parameter(Mandatory)] [string] $Folder
    )
    $newHome = if ($Code -match $script:NewHomeUse) { (New-Item -ItemType Directory -Path ([IO.Path]::Combine($Folder, 'homes', [guid]::NewGuid().ToString('N')))).FullName }
    if (-not $newHome -and $Code -match $script:VaultUse -and (Get-SecretVault -Name SecretStore -ErrorAction Ignore)) {
        $all = $Code -match $script:AllUse
        Reset-ExampleVault -Connection @('prod', 'dev' | Where-Object { $all -or $Code -match "\b$_\b" })
    }
    if ($Code -match $script:AdminUse) { Connect-TestMistral -With @{ AdminApiKey = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY } }
    foreach ($part in $script:Preparations.Keys) {
        if ($Code.Contains($part) -and -not $newHome) { & $script:Preparations[$part] }
    }
    foreach ($part in $script:Replacements.Keys) {
        if ($Code.Contains($part)) { $Code = $Code.Replace($part, (& $script:Replacements[$part])) }
    }

    $lines = @($script:Dialogues.Keys | Where-Object { $Code.Contains($_) } | Select-Object -First 1 | ForEach-Object { $script:Dialogues[$_] })
    if ($lines -or $newHome) { return Invoke-ExampleProcess -Code $Code -Folder $Folder -Line $lines -HomePath $newHome }

    $started = Start-TestScript -Variable @{ Key = $env:MISTRAL_TEST_KEY; AdminKey = $env:MISTRAL_TEST_ADMIN_KEY; Password = $script:VaultPassword; Folder = $Folder; StandIns = "$script:StandIns" } -Script ([scriptblock]::Create(@"
. ([scriptblock]::Create(`$StandIns)) -StandInKey `$Key -StandInAdminKey `$AdminKey -StandInPassword `$Password
Set-Location -LiteralPath `$Folder
$Code
"@))
    try {
        $errors = @()
        $output = try { Wait-TestScript $started -Seconds 60 } catch { $errors += "$($_.Exception.GetBaseException().Message)" }
        $errors += @($started.Shell.Streams.Error | ForEach-Object { "$_" })
        [pscustomobject]@{ Output = @($output); Errors = $errors; Warnings = @($started.Shell.Streams.Warning | ForEach-Object { "$_" }) }
    }
    finally {
        Remove-TestScript $started
        Disconnect-Mistral
    }
}

Export-ModuleMember -Function Get-PageExample, Get-ExampleObstacle, New-ExampleProgram, New-ExampleVault, Select-ExampleVault, Invoke-Example
