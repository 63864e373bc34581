# The heap size in bytes in the middle of a pipeline, after a number of prompts.
param([int] $Count)
$script:done = 0
1..$Count | Invoke-MistralChat -ThrottleLimit 16 | ForEach-Object {
    $script:done++
    if ($script:done -eq $Count / 10 -or $script:done -eq $Count) { [GC]::GetTotalMemory($true) }
}
