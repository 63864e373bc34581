# 1,000 prompts with 32 in parallel. Output: seconds.
1..64 | Invoke-MistralChat -ThrottleLimit 32 | Out-Null
$watch = [Diagnostics.Stopwatch]::StartNew()
if (@(1..1000 | Invoke-MistralChat -ThrottleLimit 32).Count -ne 1000) { throw 'Too few replies.' }
$watch.Elapsed.TotalSeconds
