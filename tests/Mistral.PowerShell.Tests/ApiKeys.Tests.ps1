#requires -Version 5.1
# Shared process: vaults of the tests' own

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
    Register-OwnVault Own

    # The state before each test. Dot-sourced, so that the test has the key.
    $fresh = {
        Reset-TestState Own
        $key = New-EmulatorKey
        $secure = ConvertTo-TestSecret $key
        Connect-Mistral -ApiKey $secure -AdminApiKey $admin -BaseUri $uri -SkipValidation
    }

    # Whether a text contains the key, plain or encoded.
    function Test-Shown([string] $Text, [string] $Key) {
        $bytes = [Text.Encoding]::UTF8.GetBytes($Key)
        $Text.Contains($Key) -or $Text.Contains([Convert]::ToBase64String($bytes))
    }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'Get-MistralApiKey' {
    BeforeEach {
        . $fresh
        Set-EmulatorList /v1/admin/api-keys 250
    }

    It 'lists the keys of all pages' {
        $all = @(Get-MistralApiKey)
        $all.Count | Should -Be 252
        @($all.KeyId | Select-Object -Unique).Count | Should -Be 252
        $all[0].PSObject.TypeNames[0] | Should -BeExactly 'Mistral.ApiKey'
        @(Get-EmulatorRequest).Count | Should -Be 3
        (Get-EmulatorRequest).query | ForEach-Object { $_ | Should -Match 'limit=100' }
        $one = $all | Where-Object Name -EQ 'key-0001'
        $one.WorkspaceName | Should -BeExactly 'Production'
        $one.HiddenKey | Should -BeExactly 'HQSx...0001'
        $one.ExpirationDate | Should -BeOfType [datetimeoffset]
        $one.Key | Should -BeNullOrEmpty
    }

    It 'requests only the pages that the pipeline takes' {
        @(Get-MistralApiKey | Select-Object -First 3).Count | Should -Be 3
        @(Get-EmulatorRequest).Count | Should -Be 1
        Clear-EmulatorRequest
        @(Get-MistralApiKey -First 100).Count | Should -Be 100
        @(Get-EmulatorRequest).Count | Should -Be 1
    }

    It 'honors -First and -Skip' {
        $all = @(Get-MistralApiKey)
        @(Get-MistralApiKey -First 5).KeyId | Should -BeExactly $all[0..4].KeyId
        @(Get-MistralApiKey -First 5 -Skip 198).KeyId | Should -BeExactly $all[198..202].KeyId
        @(Get-MistralApiKey -Skip 250).KeyId | Should -BeExactly $all[250..251].KeyId
        Get-MistralApiKey -Skip 300 | Should -BeNullOrEmpty
    }

    It 'matches a name exactly although the API searches for substrings' {
        $null = New-WorkspaceKey Production -Name 'prod'
        $null = New-WorkspaceKey Production -Name 'prod-2'
        $null = New-WorkspaceKey Development -Name 'not prod'
        Clear-EmulatorRequest
        @(Get-MistralApiKey prod).Name | Should -BeExactly 'prod'
        (Get-EmulatorRequest).query | Should -Match '(^|&)name=prod(&|$)'
        @(Get-MistralApiKey -Name PROD).Name | Should -BeExactly 'prod'
        (Get-TestError { Get-MistralApiKey pro }).FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
    }

    It 'counts only the keys that match' {
        $null = New-WorkspaceKey Production -Name 'prod'
        $null = New-WorkspaceKey Production -Name 'prod-2'
        @(Get-MistralApiKey -Name prod -First 1).Name | Should -BeExactly 'prod'
        @(Get-MistralApiKey -Name key-00?7 -First 2 -Skip 1).Name | Should -BeExactly 'key-0017', 'key-0027'
    }

    It 'accepts a wildcard' {
        @(Get-MistralApiKey key-000*).Count | Should -Be 10
        Clear-EmulatorRequest
        @(Get-MistralApiKey *-?01[12]).Name | Should -BeExactly 'key-0011', 'key-0012'
        @(Get-EmulatorRequest).Count | Should -BeGreaterThan 0
    }

    It 'searches by part of the name or by the last four characters of the key' {
        @(Get-MistralApiKey -Search key-001).Count | Should -Be 10
        @(Get-MistralApiKey -Search KEY-001).Count | Should -Be 10
        @(Get-MistralApiKey -Search $key.Substring($key.Length - 4)).KeyId | Should -Contain (Get-EmulatorKey | Where-Object sha256 -EQ (Get-KeyHash $key)).id
        Get-MistralApiKey -Search 'no such key' | Should -BeNullOrEmpty
        { Get-MistralApiKey -Name a -Search b } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'shows a table that names the workspace and no key' {
        $shown = Get-MistralApiKey -First 5 | Format-Table | Out-String -Width 200
        $shown | Should -Match 'HiddenKey'
        $shown | Should -Match 'Production'
        Test-Shown $shown $key | Should -BeFalse
    }
}

Describe 'New-MistralApiKey' {
    BeforeEach { . $fresh }

    It 'returns the key as a SecureString for the workspace and the user of the connection' {
        $made = New-MistralApiKey 'ci key'
        $made.PSObject.TypeNames[0] | Should -BeExactly 'Mistral.ApiKey'
        $made.Key | Should -BeOfType [securestring]
        $made.Name | Should -BeExactly 'ci key'
        $known = Get-EmulatorKey | Where-Object name -EQ 'ci key'
        $known.id | Should -BeExactly $made.KeyId
        $known.sha256 | Should -BeExactly (Get-KeyHash $made.Key)
        Get-RequestLine | Should -BeExactly 'GET /v1/users/me 200', 'POST /v1/admin/api-keys 200'
        $body = (Get-EmulatorRequest)[1].body | ConvertFrom-Json
        $body.workspace_uuid | Should -BeExactly (Get-EmulatorTenant).workspaces[0].id
        $body.user_id | Should -BeExactly (Get-EmulatorTenant).users[0].id
        $body.PSObject.Properties.Name | Should -Not -Contain 'expiration'
        Test-KeyStatus $made.Key | Should -Be 200
        Connect-Mistral -ApiKey $made.Key -BaseUri $uri
    }

    It 'never shows the key when the object is formatted or converted' {
        # -Debug prompts at each message before PowerShell 7.6.
        $DebugPreference = 'Continue'
        $said = New-MistralApiKey 'ci key' -Verbose *>&1
        $made = $said | Where-Object { $_.PSObject.TypeNames -contains 'Mistral.ApiKey' }
        $plain = [Net.NetworkCredential]::new('', $made.Key).Password
        $plain.Length | Should -BeGreaterThan 20
        $file = Join-Path $TestDrive 'made.xml'
        Export-Clixml -InputObject $made -LiteralPath $file -Depth 10
        $texts = @(
            $said | Out-String -Width 500
            $made | Format-List * -Force | Out-String -Width 500
            $made | Format-Table * | Out-String -Width 500
            $made | Format-Custom -Depth 10 | Out-String -Width 500
            ConvertTo-Json -InputObject $made -Depth 10
            $made | ConvertTo-Csv | Out-String
            "$made"
            [IO.File]::ReadAllText($file)
            foreach ($property in $made.PSObject.Properties) { "$($property.Value)" }
        )
        foreach ($text in $texts) { Test-Shown $text $plain | Should -BeFalse }
        Test-Shown "a $plain b" $plain | Should -BeTrue
    }

    It 'takes the workspace and the user by name or from the pipeline without further requests' {
        $tenant = Get-EmulatorTenant
        $made = New-MistralApiKey other -WorkspaceId $tenant.workspaces[1].id -UserId $tenant.users[1].id
        Get-RequestLine | Should -BeExactly 'POST /v1/admin/api-keys 200'
        $known = Get-EmulatorKey | Where-Object id -EQ $made.KeyId
        $known.workspaceId | Should -BeExactly $tenant.workspaces[1].id
        $known.userId | Should -BeExactly $tenant.users[1].id
        $piped = @([pscustomobject]@{ WorkspaceId = $tenant.workspaces[0].id; UserId = $tenant.users[0].id }, [pscustomobject]@{ WorkspaceId = $tenant.workspaces[1].id; UserId = $tenant.users[0].id } | New-MistralApiKey piped)
        $piped.Count | Should -Be 2
        $piped[0].KeyId | Should -Not -BeExactly $piped[1].KeyId
    }

    It 'returns the expiry that the server set instead of the requested one' {
        Set-EmulatorKey @{ maximumDays = 30 }
        $made = New-MistralApiKey 'ci key' -ExpiresOn ([datetimeoffset]::Now.AddDays(400))
        ((Get-EmulatorRequest)[1].body | ConvertFrom-Json).expiration | Should -Be ([datetime]::UtcNow.AddDays(400).ToString('yyyy-MM-dd'))
        $made.ExpirationDate.UtcDateTime.Date | Should -Be ([datetime]::UtcNow.Date.AddDays(30))
        (New-MistralApiKey 'ci key 2').ExpirationDate.UtcDateTime.Date | Should -Be ([datetime]::UtcNow.Date.AddDays(30))
        (New-MistralApiKey 'ci key 3' -ExpiresOn ([datetimeoffset]::Now.AddDays(7))).ExpirationDate.UtcDateTime.Date | Should -Be ([datetimeoffset]::Now.AddDays(7).UtcDateTime.Date)
    }

    It 'warns with both dates when the expiry is earlier than requested: <Name>' -Tag Needs.Microsoft.PowerShell.SecretManagement -ForEach @(
        @{ Name = 'given'; With = @{} }
        @{ Name = 'into a vault'; With = @{ SecretName = 'ci'; VaultName = 'Own' } }
    ) {
        Set-EmulatorKey @{ maximumDays = 30 }
        $told = @(New-MistralApiKey 'ci key' -ExpiresOn ([datetimeoffset]::Now.AddDays(400)) @With 3>&1)
        $warning = $told | Where-Object { $_ -is [Management.Automation.WarningRecord] }
        @($warning).Count | Should -Be 1
        foreach ($days in 30, 400) {
            "$warning".Contains([datetime]::UtcNow.AddDays($days).ToString('yyyy-MM-dd')) | Should -BeTrue -Because "$warning"
        }
    }

    It 'does not warn of an expiry <Name>' -ForEach @(
        @{ Name = 'that is as requested'; With = @{ ExpiresOn = [datetimeoffset]::Now.AddDays(7) } }
        @{ Name = 'that was not requested'; With = @{} }
    ) {
        Set-EmulatorKey @{ maximumDays = 30 }
        New-MistralApiKey 'ci key' @With 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
    }

    It 'stores the key with its expiry in a vault and outputs no key' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        Set-EmulatorKey @{ maximumDays = 30 }
        $made = New-MistralApiKey 'ci key' -SecretName ci -VaultName Own
        $made.PSObject.Properties.Name | Should -Not -Contain 'Key'
        $made.KeyId | Should -Not -BeNullOrEmpty
        Get-KeyHash (Get-OwnSecret Own ci) | Should -BeExactly (Get-EmulatorKey | Where-Object name -EQ 'ci key').sha256
        (Get-OwnMetadata Own ci).Expiration.ToUniversalTime().Date | Should -Be ([datetime]::UtcNow.Date.AddDays(30))
        Get-OwnVaultCall Own 'Set*' | Should -BeExactly 'Set ci', 'SetInfo ci'
        Connect-Mistral -SecretName ci -VaultName Own -BaseUri $uri
        (Get-MistralConnection).DaysLeft | Should -BeIn 28, 29, 30
    }

    It 'uses the only registered vault when none is named' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        $null = New-MistralApiKey 'ci key' -SecretName ci
        Get-OwnSecretName Own | Should -BeExactly 'ci'
    }

    It 'revokes the key when the vault refuses it: <Name>' -Tag Needs.Microsoft.PowerShell.SecretManagement -ForEach @(
        @{ Name = 'the write fails'; Id = 'MistralSecretVaultFailed'; Behavior = @{ FailSet = $true } }
        @{ Name = 'locked'; Id = 'MistralSecretVaultLocked'; Behavior = @{ Locked = $true } }
    ) {
        Set-OwnVault Own $Behavior
        $problem = Get-TestError { New-MistralApiKey 'ci key' -SecretName ci -VaultName Own }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-EmulatorKey | Where-Object name -EQ 'ci key' | Should -BeNullOrEmpty
        @(Get-EmulatorKey -All | Where-Object name -EQ 'ci key').Count | Should -Be 1
        Get-RequestLine | Should -BeExactly 'GET /v1/users/me 200', 'POST /v1/admin/api-keys 200', 'DELETE /v1/admin/api-keys/<id> 200'
        Get-OwnSecretName Own | Should -BeNullOrEmpty
    }

    It 'names the remaining key when it can''t be revoked' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        Set-OwnVault Own @{ FailSet = $true }
        Add-EmulatorFault @{ method = 'DELETE'; path = '/v1/admin/api-keys'; status = 403 }
        $warnings = [Collections.ArrayList]::new()
        $problem = Get-TestError { New-MistralApiKey 'ci key' -SecretName ci -VaultName Own -WarningVariable +warnings -WarningAction SilentlyContinue }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultFailed,*'
        $left = Get-EmulatorKey | Where-Object name -EQ 'ci key'
        "$warnings".Contains("Remove-MistralApiKey -Id $($left.id)") | Should -BeTrue
    }

    It 'revokes the key when it is stopped while the vault stores the key' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        $held = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held')
        Set-OwnVault Own @{ Hold = 'before Set ci' }
        $started = Start-TestScript -Variable @{ Uri = $uri; Key = $secure; Admin = $admin } {
            Connect-Mistral -ApiKey $Key -AdminApiKey $Admin -BaseUri $Uri -SkipValidation
            New-MistralApiKey 'ci key' -SecretName ci -VaultName Own -Verbose
        }
        try {
            Wait-TestFile $held
            @(Get-EmulatorKey | Where-Object name -EQ 'ci key').Count | Should -Be 1

            # In an unattended session the module waits for the vault, so the pipeline ends after it.
            $null = $started.Shell.BeginStop($null, $null)
            $null = Get-EmulatorRequest -Wait 20 -Filter @{ method = 'DELETE'; path = '/v1/admin/api-keys'; done = 1 }
        }
        finally {
            [IO.File]::Delete($held)
            Remove-TestScript $started
        }
        Get-EmulatorKey | Where-Object name -EQ 'ci key' | Should -BeNullOrEmpty
        @(Get-EmulatorKey -All | Where-Object name -EQ 'ci key').Count | Should -Be 1
    }

    It 'revokes the key and reports no vault failure when a user stops the vault' -Tag Needs.Microsoft.PowerShell.SecretManagement -Skip:(-not (Test-Path /usr/bin/script)) {
        Set-OwnVault Own @{ Hold = 'before Set ci' }
        $told = Invoke-AttendedShell -Environment @{ TEST_KEY = $key; TEST_HELD = [IO.Path]::Combine((Get-OwnVaultFolder Own), 'held') } @'
$keys = @{ Key = ConvertTo-TestSecret $env:TEST_KEY; Admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY; Uri = $env:MISTRAL_TEST_URI }
$started = Start-TestScript -Variable $keys {
    Connect-Mistral -ApiKey $Key -AdminApiKey $Admin -BaseUri $Uri -SkipValidation
    New-MistralApiKey 'ci key' -SecretName ci -VaultName Own
}
Wait-TestFile $env:TEST_HELD
$null = Stop-TestScript $started -Release { [IO.File]::Delete($env:TEST_HELD) }
$null = Get-EmulatorRequest -Wait 20 -Filter @{ method = 'DELETE'; path = '/v1/admin/api-keys'; done = 1 }
"$($started.Shell.InvocationStateInfo.State): $($started.Shell.Streams.Error)"
'@
        $told | Should -BeExactly 'Stopped: '
        Get-EmulatorKey | Where-Object name -EQ 'ci key' | Should -BeNullOrEmpty
        @(Get-EmulatorKey -All | Where-Object name -EQ 'ci key').Count | Should -Be 1
    }

    It 'creates no key when the vault is not registered' -Tag Needs.Microsoft.PowerShell.SecretManagement {
        (Get-TestError { New-MistralApiKey 'ci key' -SecretName ci -VaultName Nowhere }).FullyQualifiedErrorId | Should -BeLike 'MistralSecretVaultNotFound,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'sends nothing with -WhatIf' {
        New-MistralApiKey 'ci key' -WhatIf | Should -BeNullOrEmpty
        New-MistralApiKey 'ci key' -SecretName ci -WhatIf | Should -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
        Get-OwnVaultCall Own | Should -BeNullOrEmpty
    }

    It 'reports a refusal of the server without a retry: <Status>' -ForEach @(
        @{ Status = 403; Id = 'MistralPermissionDenied' }
        @{ Status = 422; Id = 'MistralInvalidRequest' }
        @{ Status = 500; Id = 'MistralServerError' }
    ) {
        Add-EmulatorFault @{ method = 'POST'; path = '/v1/admin/api-keys'; status = $Status; times = 0 }
        (Get-TestError { New-MistralApiKey 'ci key' }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-RequestLine | Should -BeExactly 'GET /v1/users/me 200', "POST /v1/admin/api-keys $Status"
    }

    It 'accepts a name of up to 255 characters' {
        { New-MistralApiKey ('a' * 256) } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        Get-EmulatorRequest | Should -BeNullOrEmpty
        (New-MistralApiKey ('a' * 255)).Name.Length | Should -Be 255
    }
}

Describe 'Remove-MistralApiKey' {
    BeforeEach {
        . $fresh
        $made = New-WorkspaceKey Production -Name 'ci key'
        Clear-EmulatorRequest
    }

    It 'revokes a key by its id' {
        Test-KeyStatus $made.Key | Should -Be 200
        Remove-MistralApiKey $made.Id -Confirm:$false | Should -BeNullOrEmpty
        Test-KeyStatus $made.Key | Should -Be 401
    }

    It 'accepts keys and ids from the pipeline' {
        $second = New-WorkspaceKey Development -Name 'ci key'
        $third = New-WorkspaceKey Development -Name 'other'
        Get-MistralApiKey 'ci key' | Remove-MistralApiKey -Confirm:$false
        $third.Id | Remove-MistralApiKey -Confirm:$false
        foreach ($one in $made, $second, $third) { Test-KeyStatus $one.Key | Should -Be 401 }
        Test-KeyStatus $key | Should -Be 200
    }

    It 'asks for confirmation' {
        $attribute = (Get-Command Remove-MistralApiKey).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0]
        $attribute.ConfirmImpact | Should -Be 'High'
        $attribute.SupportsShouldProcess | Should -BeTrue
        $told = Invoke-Elsewhere 'Connect-Mistral -NoApiKey -AdminApiKey (ConvertTo-SecureString $env:TEST_ADMIN_KEY -AsPlainText -Force) -BaseUri $env:TEST_URI -SkipValidation; Remove-MistralApiKey $env:TEST_ID' -Environment @{
            TEST_ADMIN_KEY = $env:MISTRAL_TEST_ADMIN_KEY; TEST_URI = $uri; TEST_ID = $made.Id
        }
        $told.message | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Where-Object method -EQ DELETE | Should -BeNullOrEmpty
        Test-KeyStatus $made.Key | Should -Be 200
    }

    It 'sends nothing with -WhatIf' {
        Remove-MistralApiKey $made.Id -WhatIf
        Get-EmulatorRequest | Where-Object method -NE 'GET' | Should -BeNullOrEmpty
    }

    It 'writes an error for a key that was deleted and continues' {
        $said = $made.Id, [guid]::NewGuid(), $made.Id | Remove-MistralApiKey -Confirm:$false 2>&1
        @($said).Count | Should -Be 2
        $said.FullyQualifiedErrorId | Should -BeLike 'MistralNotFound,*'
        $said[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Test-KeyStatus $made.Key | Should -Be 401
    }

    It 'refuses wildcards and values that aren''t valid ids' {
        Clear-EmulatorRequest
        { Remove-MistralApiKey 'no-id' -Confirm:$false } | Should -Throw "*'no-id' isn't a valid API key id. Expected a UUID. Get-MistralApiKey shows the ids.*"
        Get-TestError { Remove-MistralApiKey '*' -Confirm:$false } | Should -Not -BeNullOrEmpty
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}

Describe 'The kind of key' {
    BeforeEach { . $fresh }

    It 'for admin operations is sent in the <Header> header when the connection is set to it' -ForEach @(
        @{ Header = 'Bearer'; Rule = 'bearer'; Name = 'Authorization'; Other = 'x-api-key'; Wrong = 'XApiKey' }
        @{ Header = 'XApiKey'; Rule = 'x-api-key'; Name = 'x-api-key'; Other = 'Authorization'; Wrong = 'Bearer' }
    ) {
        Set-EmulatorKey @{ adminHeader = $Rule }
        Connect-Mistral -ApiKey $secure -AdminApiKey $admin -AdminKeyHeader $Header -BaseUri $uri -SkipValidation
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
        $sent = (Get-EmulatorRequest)[0].headers
        $sent.$Name | Should -BeExactly 'Bearer <valid key>'
        $sent.PSObject.Properties.Name | Should -Not -Contain $Other

        # The regular key is always a bearer token.
        Clear-EmulatorRequest
        $null = Get-MistralModel
        (Get-EmulatorRequest)[0].headers.Authorization | Should -BeExactly 'Bearer <valid key>'
        (Get-EmulatorRequest)[0].headers.PSObject.Properties.Name | Should -Not -Contain 'x-api-key'

        # The first refusal, and only the first one, shows that the header is wrong.
        Clear-EmulatorRequest
        Connect-Mistral -ApiKey $secure -AdminApiKey $admin -AdminKeyHeader $Wrong -BaseUri $uri -SkipValidation
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
        @(Get-MistralApiKey -First 1).Count | Should -Be 1
        Get-RequestLine | Should -BeExactly 'GET /v1/admin/api-keys 401', 'GET /v1/admin/api-keys 200', 'GET /v1/admin/api-keys 200'
    }

    It 'is checked before anything is sent by <Command>' -ForEach @(
        @{ Command = 'Get'; How = { Get-MistralApiKey } }
        @{ Command = 'New'; How = { New-MistralApiKey 'ci key' -WorkspaceId ([guid]::NewGuid()) -UserId ([guid]::NewGuid()) } }
        @{ Command = 'Remove'; How = { Remove-MistralApiKey ([guid]::NewGuid()) -Confirm:$false } }
    ) {
        Connect-Mistral -ApiKey $secure -BaseUri $uri -SkipValidation
        $problem = Get-TestError $How
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAdminKeyNeeded,*'
        $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $problem.ErrorDetails.RecommendedAction | Should -Match '-AdminApiKey'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is named in the error when a regular key is used as an Admin API key' {
        Connect-Mistral -ApiKey $secure -AdminApiKey $secure -BaseUri $uri -SkipValidation
        $problem = Get-TestError { Get-MistralApiKey }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'needs an Admin API key'
        Get-RequestLine | Should -BeExactly 'GET /v1/admin/api-keys 401', 'GET /v1/admin/api-keys 401'
        (Get-TestError { Connect-Mistral -ApiKey $secure -AdminApiKey $secure -BaseUri $uri }).ErrorDetails.RecommendedAction | Should -Match 'needs an Admin API key'
    }

    It 'is named in the error when an Admin API key is used as a regular key' {
        $problem = Get-TestError { Connect-Mistral -ApiKey $admin -BaseUri $uri }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralAuthenticationFailed,*'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Admin API key, which isn''t accepted here'
    }

    It 'is checked before a chat on a connection with only an Admin API key' {
        Disconnect-Mistral
        Connect-Mistral -AdminApiKey $admin -BaseUri $uri
        (Get-MistralConnection).KeySource | Should -BeExactly 'none (Admin API key only)'
        (Get-MistralConnection).AdminKeySource | Should -BeExactly '-AdminApiKey'
        @(Get-MistralApiKey).Count | Should -BeGreaterThan 0
        Clear-EmulatorRequest
        $problem = Get-TestError { Invoke-MistralChat 'Hi' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralNoApiKey,*'
        "$problem" | Should -Match 'regular API key'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }
}
