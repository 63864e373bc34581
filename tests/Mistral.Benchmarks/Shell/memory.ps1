# What the heap holds in the middle of a pipeline, after so many prompts: bytes.
param([int] $Count)
$script:done = 0
1..$Count | Invoke-MistralChat -ThrottleLimit 16 | ForEach-Object {
    $script:done++
    if ($script:done -eq $Count / 10 -or $script:done -eq $Count) { [GC]::GetTotalMemory($true) }
}
