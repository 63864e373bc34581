#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/ObjectSearch.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySearch.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $isModern = $PSVersionTable.PSEdition -ne 'Desktop'
    Register-OwnVault Own -Default

    # A certificate with a small key. Without an issuer, it signs itself and can issue others.
    function New-Certificate([string] $Name, $Issuer, [int] $From = -1, [int] $To = 1) {
        $key = [Security.Cryptography.ECDsa]::Create()
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, [Security.Cryptography.HashAlgorithmName]::SHA256)
        $now = [DateTimeOffset]::Now
        if (-not $Issuer) {
            $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
            return $request.CreateSelfSigned($now.AddDays(-4), $now.AddDays(4))
        }
        $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
        $names.AddIpAddress([Net.IPAddress]::Loopback)
        $request.CertificateExtensions.Add($names.Build($false))
        $made = $request.Create($Issuer, $now.AddDays($From), $now.AddDays($To), [guid]::NewGuid().ToByteArray())
        [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::CopyWithPrivateKey($made, $key)
    }

    function ConvertTo-Pem([string] $Label, [byte[]] $Bytes) {
        "-----BEGIN $Label-----`n$([Convert]::ToBase64String($Bytes, 'InsertLineBreaks'))`n-----END $Label-----`n"
    }

    function Set-Bytes([string] $Name, [byte[]] $Bytes) { [IO.File]::WriteAllBytes("$TestDrive/$Name", $Bytes) }

    function Set-Text([string] $Name, [string] $Text) { [IO.File]::WriteAllText("$TestDrive/$Name", $Text) }

    function Get-KeyPem($Certificate) {
        $key = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
        ConvertTo-Pem 'PRIVATE KEY' $key.ExportPkcs8PrivateKey()
    }

    function New-Password([string] $Text) { [pscredential]::new('anyone', (ConvertTo-TestSecret $Text)) }

    $root = New-Certificate 'Contoso Root'
    $other = New-Certificate 'Fabrikam Root'
    $mine = New-Certificate 'runner' $root
    $word = New-Canary
    Set-Text root.pem ((ConvertTo-Pem CERTIFICATE $other.RawData) + (ConvertTo-Pem CERTIFICATE $root.RawData))
    Set-Bytes root.der $root.RawData
    Set-Bytes mine.pfx $mine.Export('Pfx', $word)
    Set-Bytes mine.cer $mine.RawData
    Set-Bytes expired.pfx (New-Certificate 'old' $root -3 -1).Export('Pfx', 'x')
    Set-Bytes future.pfx (New-Certificate 'new' $root 1 3).Export('Pfx', 'x')
    Set-Bytes foreign.pfx (New-Certificate 'foreign' $other).Export('Pfx', 'x')
    Set-Text text.txt 'Not a certificate.'
    Set-Text damaged.pem "-----BEGIN CERTIFICATE-----`nAAAA`n-----END CERTIFICATE-----`n"
    Set-Text empty.pem ''
    Set-Text mine.pem (ConvertTo-Pem CERTIFICATE $mine.RawData)
    if ($isModern) { Set-Text both.pem ((ConvertTo-Pem CERTIFICATE $mine.RawData) + (Get-KeyPem $mine)) }
}

AfterAll {
    Disconnect-Mistral
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'A certificate that cannot be used' {
    BeforeEach { Reset-TestState Own }

    It 'is a clear error before anything is sent: <Id> for <With.Values>' -ForEach @(
        @{ Id = 'NotFound'; With = @{ CertificateAuthorityPath = 'missing.pem' } }
        @{ Id = 'NotFound'; With = @{ CertificateAuthorityPath = 'missing/missing.pem' } }
        @{ Id = 'Invalid'; With = @{ CertificateAuthorityPath = 'text.txt' } }
        @{ Id = 'Invalid'; With = @{ CertificateAuthorityPath = 'damaged.pem' } }
        @{ Id = 'Invalid'; With = @{ CertificateAuthorityPath = 'empty.pem' } }
        @{ Id = 'Invalid'; With = @{ CertificateAuthorityPath = 'mine.pfx' } }
        @{ Id = 'NotFound'; With = @{ ClientCertificate = 'missing.pfx' } }
        @{ Id = 'NotFound'; With = @{ ClientCertificate = '00112233445566778899AABBCCDDEEFF00112233' } }
        @{ Id = 'NotFound'; With = @{ ClientCertificate = 'Cert:\CurrentUser\My\00112233445566778899aabbccddeeff00112233' } }
        @{ Id = 'Invalid'; With = @{ ClientCertificate = 'text.txt' } }
        @{ Id = 'Invalid'; With = @{ ClientCertificate = 'empty.pem' } }
        @{ Id = 'NoPrivateKey'; With = @{ ClientCertificate = 'mine.cer' } }
        @{ Id = 'NoPrivateKey'; With = @{ ClientCertificate = 'mine.pem' } }
        @{ Id = 'PasswordWrong'; With = @{ ClientCertificate = 'mine.pfx' } }
        @{ Id = 'PasswordWrong'; With = @{ ClientCertificate = 'mine.pfx' }; Password = 'n0t-the-word' }
        @{ Id = 'Expired'; With = @{ ClientCertificate = 'expired.pfx' }; Password = 'x' }
        @{ Id = 'NotYetValid'; With = @{ ClientCertificate = 'future.pfx' }; Password = 'x' }
    ) {
        if ($Password) { $With = $With + @{ ClientCertificateCredential = New-Password $Password } }
        Push-Location $TestDrive
        try { $problem = Get-TestError { Connect-Mistral -NoApiKey -BaseUri $uri @With } }
        finally { Pop-Location }
        $problem.FullyQualifiedErrorId | Should -BeLike "MistralCertificate$Id,*"
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $problem | Format-List * -Force | Out-String | Should -Not -Match 'n0t-the-word'
        Get-EmulatorRequest | Should -BeNullOrEmpty
    }

    It 'is a wrong argument: <Name>' -ForEach @(
        @{ Name = 'a credential without a file'; With = @{ ClientCertificateCredential = $true } }
        @{ Name = 'a credential with a thumbprint'; With = @{ ClientCertificateCredential = $true; ClientCertificate = '00112233445566778899AABBCCDDEEFF00112233' } }
        @{ Name = 'an object to save'; With = @{ Save = $true; Name = 'one' }; Object = $true }
    ) {
        if ($With.ClientCertificateCredential) { $With.ClientCertificateCredential = New-Password x }
        if ($Object) { $With.ClientCertificate = $mine }
        (Get-TestError { Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation @With }).FullyQualifiedErrorId | Should -BeLike 'MistralInvalidArgument,*'
    }
}

Describe 'A client certificate' {
    BeforeEach { Reset-TestState Own }

    It 'can be a file with a password in the vault, an object, or a thumbprint' {
        Connect-Mistral -Name one -Save -NoApiKey -BaseUri $uri -SkipValidation -ClientCertificate "$TestDrive/mine.pfx" -ClientCertificateCredential (New-Password $word) -CertificateAuthorityPath "$TestDrive/root.der"
        $saved = Get-MistralConnection -ListAvailable one
        $saved.ClientCertificateSecretName, $saved.ClientCertificateVaultName | Should -BeExactly 'MistralCertificate-one', 'Own'
        [IO.Path]::GetFileName($saved.ClientCertificatePath), [IO.Path]::GetFileName($saved.CertificateAuthorityPath) | Should -BeExactly 'mine.pfx', 'root.der'
        Search-KeyOutside (Get-KeyForm $word) -Folder @{ 'the settings' = Get-SettingsPath } | Should -BeNullOrEmpty
        Disconnect-Mistral
        Connect-Mistral -Name one -SkipValidation
        $connection = Get-MistralConnection
        $connection.ClientCertificateThumbprint | Should -BeExactly $mine.Thumbprint
        [Math]::Abs(($connection.ClientCertificateExpiresOn.LocalDateTime - $mine.NotAfter).TotalSeconds) | Should -BeLessThan 1
        $connection | Out-String | Should -Match "ClientCertificateThumbprint +: $($mine.Thumbprint)"

        Set-OwnSecret Own MistralCertificate-one (New-Password 'changed')
        (Get-TestError { Connect-Mistral -Name one -SkipValidation }).FullyQualifiedErrorId | Should -BeLike 'MistralCertificatePasswordWrong,*'
        Connect-Mistral -Name one -Save -SkipValidation -ClientCertificateCredential (New-Password $word)
        Connect-Mistral -Name one -SkipValidation

        Connect-Mistral -NoApiKey -BaseUri $uri -SkipValidation -ClientCertificate $mine
        (Get-MistralConnection).ClientCertificateThumbprint | Should -BeExactly $mine.Thumbprint

        $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
        $store.Open('ReadWrite')
        $stored = [Security.Cryptography.X509Certificates.X509Certificate2]::new("$TestDrive/mine.pfx", $word, 'PersistKeySet')
        try {
            $store.Add($stored)
            Connect-Mistral -Name one -Save -SkipValidation -ClientCertificate ($mine.Thumbprint.ToLowerInvariant() -replace '(..)', '$1 ')
            Get-OwnSecretName Own | Should -BeNullOrEmpty
            (Get-MistralConnection -ListAvailable one).ClientCertificateThumbprint | Should -BeExactly $mine.Thumbprint
            (Get-MistralConnection).ClientCertificateThumbprint | Should -BeExactly $mine.Thumbprint
        }
        finally {
            $store.Remove($stored)
            $store.Close()
        }
    }
}

Describe 'A server with TLS behind a proxy' {
    BeforeAll {
        function Get-FreePort {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $listener.LocalEndpoint.Port
            $listener.Stop()
        }

        function Wait-Port([int] $Port) {
            $end = [datetime]::UtcNow.AddSeconds(20)
            while ([datetime]::UtcNow -lt $end) {
                $client = [Net.Sockets.TcpClient]::new()
                try { $client.Connect('127.0.0.1', $Port); return } catch { Start-Sleep -Milliseconds 20 } finally { $client.Dispose() }
            }
            throw "Nothing listens on port $Port."
        }

        $openssl = Get-Command openssl -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $tinyproxy = Get-Command tinyproxy -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $processes = @()
        if ($isModern -and $openssl) {
            # It serves the file v1/models as a complete response, and requires a certificate of the root.
            $null = New-Item -ItemType Directory -Path "$TestDrive/v1"
            Set-Text v1/models "HTTP/1.0 200 OK`r`nContent-Type: application/json`r`n`r`n{`"object`":`"list`",`"data`":[{`"id`":`"behind-tls`",`"object`":`"model`"}]}"
            $server = New-Certificate '127.0.0.1' $root
            Set-Text server.pem ((ConvertTo-Pem CERTIFICATE $server.RawData) + (Get-KeyPem $server))
            Set-Text trusted.pem (ConvertTo-Pem CERTIFICATE $root.RawData)
            $port = Get-FreePort
            $processes += Start-Process -PassThru -FilePath $openssl.Source -WorkingDirectory $TestDrive -RedirectStandardOutput "$TestDrive/openssl.log" -RedirectStandardError "$TestDrive/openssl.err" -ArgumentList @(
                's_server', '-accept', "127.0.0.1:$port", '-cert', 'server.pem', '-CAfile', 'trusted.pem', '-Verify', '2', '-verify_return_error', '-HTTP', '-quiet')
            Wait-Port $port
            $address = "https://127.0.0.1:$port"
        }
    }

    AfterAll {
        foreach ($process in $processes) { if (-not $process.HasExited) { $process.Kill() } }
    }

    BeforeEach {
        Reset-TestState Own
        if (-not $isModern) { Set-ItResult -Skipped -Because 'Windows PowerShell cannot write the files of the server' }
        elseif (-not $openssl) { Set-ItResult -Skipped -Because 'openssl was not found' }
    }

    It 'accepts the client certificate of its authority, and its own certificate is trusted by -CertificateAuthorityPath only' {
        if (-not $openssl) { return }
        $text = New-Canary
        $with = @{ ApiKey = ConvertTo-TestSecret $text; BaseUri = $address; NoProxy = $true; MaximumRetryCount = 0 }
        $trusted = $with + @{ CertificateAuthorityPath = "$TestDrive/root.pem" }
        (Get-TestError { Connect-Mistral @with }).FullyQualifiedErrorId | Should -BeLike 'MistralCertificateRefused,*'
        $problem = Get-TestError { Connect-Mistral @trusted }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralClientCertificateRefused,*'
        "$problem" | Should -Match 'requires a client certificate'
        $problem = Get-TestError { Connect-Mistral @trusted -ClientCertificate "$TestDrive/foreign.pfx" -ClientCertificateCredential (New-Password x) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'MistralClientCertificateRefused,*'
        "$problem" | Should -Match 'refused the client certificate'
        foreach ($one in @{ ClientCertificate = "$TestDrive/mine.pfx"; ClientCertificateCredential = New-Password $word }, @{ ClientCertificate = "$TestDrive/both.pem" }, @{ ClientCertificate = $mine }) {
            Connect-Mistral @trusted @one
            (Get-MistralModel).Id | Should -BeExactly 'behind-tls'
        }
        (Get-TestError { Connect-Mistral @trusted -ClientCertificate $mine -BaseUri "https://localhost:$port" }).FullyQualifiedErrorId | Should -Not -BeNullOrEmpty
    }

    It 'is reached through a real proxy whose log has neither the key nor a password' {
        if (-not $openssl) { return }
        if (-not $tinyproxy) { Set-ItResult -Skipped -Because 'tinyproxy was not found'; return }
        $text = New-Canary
        $secret = [guid]::NewGuid().ToString('N')
        $proxyPort = Get-FreePort
        Set-Text tinyproxy.conf "Port $proxyPort`nListen 127.0.0.1`nTimeout 20`nLogFile `"$TestDrive/tinyproxy.log`"`nLogLevel Connect`nMaxClients 10`nBasicAuth someone $secret`n"
        $proxy = Start-Process -PassThru -FilePath $tinyproxy.Source -RedirectStandardOutput "$TestDrive/proxy.out" -RedirectStandardError "$TestDrive/proxy.err" -ArgumentList '-d', '-c', "$TestDrive/tinyproxy.conf"
        try {
            Wait-Port $proxyPort
            $with = @{ ApiKey = ConvertTo-TestSecret $text; BaseUri = $address; MaximumRetryCount = 0; CertificateAuthorityPath = "$TestDrive/root.pem"; ClientCertificate = $mine; Proxy = "http://127.0.0.1:$proxyPort" }
            (Get-TestError { Connect-Mistral @with }).FullyQualifiedErrorId | Should -BeLike 'MistralProxyAuthenticationFailed,*'
            # tinyproxy sends 401 for a wrong password.
            "$(Get-TestError { Connect-Mistral @with -ProxyCredential (New-Password 'other') })" | Should -Match 'proxy refused.*HTTP 401'
            Connect-Mistral @with -ProxyCredential ([pscredential]::new('someone', (ConvertTo-TestSecret $secret)))
            (Get-MistralModel).Id | Should -BeExactly 'behind-tls'
        }
        finally { if (-not $proxy.HasExited) { $proxy.Kill(); $proxy.WaitForExit(5000) | Out-Null } }
        $log = [IO.File]::ReadAllText("$TestDrive/tinyproxy.log") + [IO.File]::ReadAllText("$TestDrive/proxy.out") + [IO.File]::ReadAllText("$TestDrive/proxy.err")
        $log | Should -Match "CONNECT 127\.0\.0\.1:$port"
        Search-TestObject $log -Text (@(Get-KeyForm $text) + @(Get-KeyForm $secret)) | Should -BeNullOrEmpty
    }
}
