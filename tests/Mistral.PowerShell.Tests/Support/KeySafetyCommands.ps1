#requires -Version 5.1
<#
    Every cmdlet of the module, as the tests of key safety run it; a line for each way that treats a key or a reply differently.
    Cmdlets that state their operation and nothing else (OperationCommand) need no line: they are found by themselves.
        Run     what is run, with $uri, $secure, $plain, $adminSecure, $proxyCredential and @limits, on an open connection
        Path    what goes wrong when something does: requests whose paths start so; none where nothing is sent
        Skip    how many of these go well before
        NewKey  whether these make a new key, which is then the one that is sent
        Saved   whether a saved connection 'canary' with both keys in the vault 'Own' is there
#>
@(
    @{ Command = 'Add-MistralLibraryDocument'; Path = '/v1/libraries'; Skip = 1; Run = { Get-MistralLibrary -First 1 | Add-MistralLibraryDocument -LiteralPath (Get-Module Mistral).Path } }
    @{ Command = 'Add-MistralIndexDocument'; Path = '/v1/rag/managed_indexes'; Run = { @{ source_id = 'a'; content = 'text' } | Add-MistralIndexDocument handbook } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { Connect-Mistral -ApiKey $secure -BaseUri $uri @limits -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { Connect-Mistral -ApiKey $plain -AdminApiKey $adminPlain -BaseUri $uri @limits -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { Connect-Mistral -Credential $credential -BaseUri $uri @limits } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { try { $env:MISTRAL_API_KEY = $plain; Connect-Mistral -BaseUri $uri @limits -PassThru } finally { $env:MISTRAL_API_KEY = $null } } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { Connect-Mistral -ApiKeyScript { $plain } -BaseUri $uri @limits -Name scripted -Save -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { $path = [IO.Path]::GetTempFileName(); try { Set-Content -LiteralPath $path -Value $plain; Connect-Mistral -ApiKeyPath $path -BaseUri $uri @limits -Name filed -Save -PassThru } finally { Remove-Item -LiteralPath $path } } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/admin/api-keys'; Run = { Connect-Mistral -ApiKey $secure -AdminApiKey $adminSecure -BaseUri $uri @limits -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/users/me'; Run = { Connect-Mistral -ApiKey $secure -AdminApiKey $adminSecure -BaseUri $uri @limits -Name other -Save -VaultName Own -ExpiresOn (Get-Date).AddDays(3) -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Saved = $true; Run = { Connect-Mistral -Name canary -PassThru } }
    @{ Command = 'Connect-Mistral'; Path = '/v1/models'; Run = { Connect-Mistral -ApiKey $secure -BaseUri $uri @limits -Name proxied -Save -VaultName Own -Proxy http://127.0.0.1:9 -ProxyCredential $proxyCredential -PassThru } }
    @{ Command = 'Disconnect-Mistral'; Run = { Disconnect-Mistral } }
    @{ Command = 'Get-MistralConnection'; Run = { Get-MistralConnection } }
    @{ Command = 'Get-MistralConnection'; Saved = $true; Run = { Get-MistralConnection -ListAvailable } }
    @{ Command = 'Get-MistralEmbedding'; Path = '/v1/embeddings'; Run = { Get-MistralEmbedding 'a' | Select-Object -Property Text, Index } }
    @{ Command = 'Search-MistralEmbedding'; Path = '/v1/embeddings'; Run = { [Mistral.PowerShell.Embedding]@{ Text = 'a'; Vector = 1..1024; Index = 0; Model = 'mistral-embed' } | Search-MistralEmbedding 'a' | Select-Object -Property Place, Text } }
    @{ Command = 'Set-MistralConnection'; Run = { Set-MistralConnection -TokenBudget 100000000 -Confirm:$false -PassThru } }
    @{ Command = 'Measure-MistralToken'; Run = { Measure-MistralToken 'a' -Model mistral-small-latest } }
    @{ Command = 'Clear-MistralCache'; Run = { Clear-MistralCache -OlderThan '3000.00:00:00' } }
    @{ Command = 'Export-MistralEmbedding'; Run = { [Mistral.PowerShell.Embedding]@{ Text = 'a'; Vector = 1..1024; Index = 0; Model = 'mistral-embed' } | Export-MistralEmbedding -Path ([IO.Path]::GetTempFileName()) } }
    @{ Command = 'Export-MistralPrompt'; Path = '/v2/prompts'; Run = { Export-MistralPrompt -Path (Join-Path ([IO.Path]::GetTempPath()) canary-prompts) summarise } }
    @{ Command = 'Export-MistralSkill'; Path = '/v2/skills'; Run = { Export-MistralSkill -Path (Join-Path ([IO.Path]::GetTempPath()) canary-skills) release-notes } }
    @{ Command = 'Import-MistralEmbedding'; Run = { Import-MistralEmbedding -Path (Join-Path ([IO.Path]::GetTempPath()) 'none*.embeddings') -ErrorAction Ignore } }
    @{ Command = 'Import-MistralPrompt'; Path = '/v2/prompts'; Skip = 3; Run = { $place = Join-Path ([IO.Path]::GetTempPath()) canary-prompts; Export-MistralPrompt -Path $place summarise; Import-MistralPrompt -Path $place | Select-Object -Property Name, Action } }
    @{ Command = 'Import-MistralSkill'; Path = '/v2/skills'; Skip = 3; Run = { $place = Join-Path ([IO.Path]::GetTempPath()) canary-skills; Export-MistralSkill -Path $place release-notes; Import-MistralSkill -Path $place | Select-Object -Property Name, Action } }
    @{ Command = 'Invoke-MistralChat'; Path = '/v1/chat/completions'; Run = { Invoke-MistralChat 'repeat: a' } }
    @{ Command = 'Invoke-MistralChat'; Path = '/v1/chat/completions'; Run = { Invoke-MistralChat 'repeat: a b' -Stream } }
    @{ Command = 'Invoke-MistralChat'; Path = '/v1/chat/completions'; Saved = $true; Run = { Invoke-MistralChat 'repeat: a' -Connection canary } }
    @{ Command = 'Invoke-MistralConversation'; Path = '/v1/conversations'; Run = { Invoke-MistralConversation 'repeat: a' } }
    @{ Command = 'Invoke-MistralConversation'; Path = '/v1/conversations'; Run = { Invoke-MistralConversation 'repeat: a b' -Stream } }
    @{ Command = 'Restart-MistralConversation'; Path = '/v1/conversations'; Skip = 2; Run = { Invoke-MistralConversation 'repeat: a' | Get-MistralConversationEntry | Select-Object -First 1 | Restart-MistralConversation 'repeat: b' } }
    @{ Command = 'Enter-MistralChat'; Path = '/v1/chat/completions'; Run = { try { Enter-MistralChat 'repeat: a' } catch { if ("$_" -notmatch "can't read lines") { throw } else { $Error.Clear() } } } }
    @{ Command = 'Invoke-MistralFim'; Path = '/v1/fim/completions'; Run = { Invoke-MistralFim 'def f(a):' } }
    @{ Command = 'Invoke-MistralRequest'; Path = '/v1/models'; Run = { Invoke-MistralRequest /v1/models/mistral-embed } }
    @{ Command = 'Invoke-MistralRequest'; Path = '/v1/files'; Run = { Invoke-MistralRequest /v1/files -Paginate | Select-Object -First 1 } }
    @{ Command = 'Invoke-MistralModeration'; Path = '/v1/moderations'; Run = { Invoke-MistralModeration 'a' } }
    @{ Command = 'Invoke-MistralClassification'; Path = '/v1/classifications'; Run = { Invoke-MistralClassification 'a' -Model ft:classifier:ministral-3b:acme:20260102:beef5678 } }
    @{ Command = 'Invoke-MistralOcr'; Path = '/v1/ocr'; Run = { Invoke-MistralOcr -Uri https://example.com/a.pdf } }
    @{ Command = 'Invoke-MistralOcr'; Path = '/v1/files'; Run = { Invoke-MistralOcr -LiteralPath (Get-Module Mistral).Path -Page 0 -NoBlock | Select-Object -Property Source } }
    @{ Command = 'Invoke-MistralTranscription'; Path = '/v1/audio/transcriptions'; Run = { Invoke-MistralTranscription -Uri https://example.com/a.mp3 } }
    @{ Command = 'Invoke-MistralTranscription'; Path = '/v1/audio/transcriptions'; Run = { Invoke-MistralTranscription -Uri https://example.com/a.mp3 -Stream } }
    @{ Command = 'Invoke-MistralSpeech'; Path = '/v1/audio/speech'; Run = { Invoke-MistralSpeech 'a' | Select-Object -Property Length } }
    @{ Command = 'Send-MistralFile'; Path = '/v1/files'; Run = { Send-MistralFile -LiteralPath (Get-Module Mistral).Path -Purpose ocr } }
    @{ Command = 'Receive-MistralFile'; Path = '/v1/files'; Skip = 1; Run = { Get-MistralFile -First 1 | Receive-MistralFile -Destination ([IO.Path]::GetTempPath()) -Force | Select-Object -Property Name } }
    @{ Command = 'Start-MistralBatch'; Path = '/v1/batch/jobs'; Run = { 'repeat: a' | Start-MistralBatch } }
    @{ Command = 'Start-MistralBatch'; Path = '/v1/files'; Run = { 'repeat: a' | Start-MistralBatch } }
    @{ Command = 'Wait-MistralBatch'; Path = '/v1/batch/jobs/'; Run = { 'repeat: a' | Start-MistralBatch | Wait-MistralBatch -TimeoutSeconds 20 } }
    @{ Command = 'Receive-MistralBatch'; Path = '/v1/files/'; Run = { 'repeat: a' | Start-MistralBatch | Wait-MistralBatch | Receive-MistralBatch } }
    @{ Command = 'Receive-MistralBatch'; Path = '/v1/batch/jobs/'; Skip = 1; Run = { $batch = 'repeat: a' | Start-MistralBatch; Start-Sleep -Milliseconds 300; $batch | Wait-MistralBatch | Receive-MistralBatch } }
    @{ Command = 'Remove-MistralBatch'; Path = '/v1/batch/jobs'; Skip = 1; Run = { Get-MistralBatch -First 1 | Remove-MistralBatch -IncludeFile } }
    @{ Command = 'Receive-MistralVoiceSample'; Path = '/v1/audio/voices'; Run = { Get-MistralVoice -First 1 | Receive-MistralVoiceSample -Destination ([IO.Path]::GetTempPath()) -Force | Select-Object -Property Name } }
    @{ Command = 'New-MistralVoice'; Path = '/v1/audio/voices'; Run = { $sound = Join-Path ([IO.Path]::GetTempPath()) 'canary.wav'; [IO.File]::WriteAllText($sound, 'RIFF....WAVE'); New-MistralVoice a $sound } }
    @{ Command = 'New-MistralApiKey'; Path = '/v1/admin/api-keys'; Run = { New-MistralApiKey 'made' } }
    @{ Command = 'New-MistralApiKey'; Path = '/v1/users/me'; Run = { New-MistralApiKey 'made' } }
    @{ Command = 'New-MistralApiKey'; Path = '/v1/admin/api-keys'; Run = { New-MistralApiKey 'made' -ExpiresOn (Get-Date).AddDays(3) -SecretName made -VaultName Own } }
    @{ Command = 'New-MistralConnectorCredential'; Path = '/v1/connectors'; Run = { New-MistralConnectorCredential github user work -BearerToken $secure } }
    @{ Command = 'New-MistralConnectorCredential'; Path = '/v1/connectors'; Run = { New-MistralConnectorCredential github user work -Header @{ 'X-Key' = $secure; 'X-Other' = $plain } } }
    @{ Command = 'New-MistralConnector'; Path = '/v1/connectors'; Run = { New-MistralConnector made https://mcp.example.com 'Made.' -Header @{ 'X-Key' = $secure } -GlobalHeader @{ 'X-Key' = $secure } -ClientCredential $credential } }
    @{ Command = 'Set-MistralConnectorCredential'; Path = '/v1/connectors'; Run = { Set-MistralConnectorCredential github user work -ClientCredential $credential } }
    @{ Command = 'Import-MistralDataset'; Path = '/v1/observability/datasets'; Run = { $lines = Join-Path ([IO.Path]::GetTempPath()) 'canary.jsonl'; [IO.File]::WriteAllText($lines, '{"a":1}'); Import-MistralDataset $lines 'Made here' | Select-Object -Property Name } }
    @{ Command = 'Import-MistralDatasetRecord'; Path = '/v1/observability/datasets/'; Run = { $set = Get-MistralDataset -First 1; Get-MistralConversation -First 1 | Import-MistralDatasetRecord $set.DatasetId -NoWait | Select-Object -Property Status } }
    @{ Command = 'Wait-MistralDatasetTask'; Path = '/v1/observability/datasets/'; Skip = 1; Run = { $set = Get-MistralDataset -First 1; Get-MistralConversation -First 1 | Import-MistralDatasetRecord $set.DatasetId -NoWait | Wait-MistralDatasetTask -TimeoutSeconds 20 | Select-Object -Property Status } }
    @{ Command = 'Export-MistralDataset'; Path = '/v1/observability/datasets/'; Run = { Get-MistralDataset -First 1 | Export-MistralDataset -OutFile (Join-Path ([IO.Path]::GetTempPath()) 'canary-export.jsonl') -Force | Select-Object -Property Name } }
    @{ Command = 'Export-MistralDatasetRecord'; Run = { [pscustomobject]@{ Payload = @{ a = 1 } } | Export-MistralDatasetRecord (Join-Path ([IO.Path]::GetTempPath()) 'canary-records.jsonl') -Force | Select-Object -Property Name } }
    @{ Command = 'New-MistralDatasetRecord'; Path = '/v1/observability/datasets/'; Run = { $set = Get-MistralDataset -First 1; New-MistralDatasetRecord $set.DatasetId @{ a = 1 } } }
    @{ Command = 'Set-MistralDatasetRecord'; Path = '/v1/observability/dataset-records/'; Run = { Get-MistralDataset -First 1 | Get-MistralDatasetRecord -First 1 | Set-MistralDatasetRecord -Payload @{ a = 1 } } }
    @{ Command = 'Remove-MistralDatasetRecord'; Path = '/v1/observability/dataset-records/'; Run = { Get-MistralDataset -First 1 | Get-MistralDatasetRecord -First 1 | Remove-MistralDatasetRecord } }
    @{ Command = 'Invoke-MistralJudge'; Path = '/v1/observability/judges/'; Run = { Get-MistralJudge -First 1 | ForEach-Object { Invoke-MistralJudge $_ @{ role = 'user'; content = 'Hi' } } } }
    @{ Command = 'Remove-MistralConnection'; Saved = $true; Run = { Remove-MistralConnection canary -IncludeSecret } }
    @{ Command = 'Test-MistralConnection'; Path = '/v1/'; Run = { Test-MistralConnection } }
    @{ Command = 'Update-MistralApiKey'; Path = '/v1/admin/api-keys'; Saved = $true; Run = { Update-MistralApiKey canary -Force -TimeoutSeconds 1 } }
    @{ Command = 'Update-MistralApiKey'; Path = '/v1/users/me'; Saved = $true; Run = { Update-MistralApiKey canary -Force -TimeoutSeconds 1 } }
    @{ Command = 'Update-MistralApiKey'; Path = '/v1/users/me'; Skip = 1; NewKey = $true; Saved = $true; Run = { Update-MistralApiKey canary -Force -TimeoutSeconds 1 } }
    @{ Command = 'Set-MistralIndex'; Path = '/v1/rag/managed_indexes'; Run = { Set-MistralIndex handbook -DocumentField @{ page = 'int' } } }
    @{ Command = 'Wait-MistralIndex'; Path = '/v1/rag/managed_indexes'; Run = { Wait-MistralIndex handbook } }
    @{ Command = 'Wait-MistralLibraryDocument'; Path = '/v1/libraries'; Skip = 2; Run = { Get-MistralLibrary -First 1 | Get-MistralLibraryDocument -First 1 | Wait-MistralLibraryDocument } }
    @{ Command = 'Wait-MistralWorkflowExecution'; Path = '/v1/workflows/executions'; Run = { Wait-MistralWorkflowExecution execution-0000 } }
)
