# Defines Invoke-Floor: a compiled cmdlet with the parameters of Invoke-MistralChat that only awaits the same POST. PowerShell
# binds parameters by their number and attributes, so the difference between both cmdlets is the work of the module.
param([string] $Uri, [string] $Body)

# The C# of an attribute's argument.
function Format-Argument($Argument) {
    $value = $Argument.Value
    if ($null -eq $value) { return 'null' }
    if ($Argument.ArgumentType.IsArray) { return "new $(Format-Type $Argument.ArgumentType) { $(@($value | ForEach-Object { Format-Argument $_ }) -join ', ') }" }
    if ($Argument.ArgumentType.IsEnum) { return "($(Format-Type $Argument.ArgumentType))$value" }
    if ($value -is [type]) { return "typeof($(Format-Type $value))" }
    if ($value -is [string]) { return '@"' + $value.Replace('"', '""') + '"' }
    if ($value -is [bool]) { return $value.ToString().ToLowerInvariant() }
    "($(Format-Type $Argument.ArgumentType))($([Convert]::ToString($value, [cultureinfo]::InvariantCulture)))"
}

function Format-Type([type] $Type) {
    if ($Type.IsArray) { return "$(Format-Type $Type.GetElementType())[]" }
    if (-not $Type.IsGenericType) { return "global::$($Type.FullName.Replace('+', '.'))" }
    "global::$($Type.GetGenericTypeDefinition().FullName -replace '`.*')<$(@($Type.GetGenericArguments() | ForEach-Object { Format-Type $_ }) -join ', ')>"
}

function Format-Attribute($Attribute) {
    $arguments = @($Attribute.ConstructorArguments | ForEach-Object { Format-Argument $_ }) +
        @($Attribute.NamedArguments | ForEach-Object { "$($_.MemberName) = $(Format-Argument $_.TypedValue)" })
    "[$(Format-Type $Attribute.AttributeType)($($arguments -join ', '))]"
}

$cmdlet = (Get-Command Invoke-MistralChat).ImplementingType
$declared = [Reflection.CustomAttributeData]::GetCustomAttributes($cmdlet) | Where-Object AttributeType -EQ ([System.Management.Automation.CmdletAttribute])
$options = $declared.NamedArguments | ForEach-Object { "$($_.MemberName) = $(Format-Argument $_.TypedValue)" }

# Completers, which aren't used in a call, and other attributes with types of the module can't be named.
function Test-Public($Attribute) {
    $types = @($Attribute.AttributeType) + @($Attribute.ConstructorArguments.Value | Where-Object { $_ -is [type] })
    -not ($types | Where-Object { -not $_.IsPublic -or $_.Namespace -like 'System.Runtime*' })
}

$properties = foreach ($property in $cmdlet.GetProperties()) {
    $attributes = [Reflection.CustomAttributeData]::GetCustomAttributes($property) | Where-Object { Test-Public $_ }
    if ($attributes.AttributeType -contains [Parameter]) {
        "$($attributes | ForEach-Object { Format-Attribute $_ }) public $(Format-Type $property.PropertyType) $($property.Name) { get; set; }"
    }
}

Add-Type -CompilerOptions '-optimize+' -IgnoreWarnings -WarningAction Ignore -PassThru -ReferencedAssemblies @(
    [psobject].Assembly.Location, [Net.Http.HttpClient].Assembly.Location, [Net.Http.Headers.AuthenticationHeaderValue].Assembly.Location
    [Management.Automation.PSObject].Assembly.Location, $cmdlet.Assembly.Location, [Mistral.Client.MistralClient].Assembly.Location
    'System.Runtime', 'System.Collections', 'System.Collections.NonGeneric', 'System.Net.Primitives', 'netstandard'
) -TypeDefinition @"
using System.Net.Http;
using System.Text;
[global::System.Management.Automation.Cmdlet("Invoke", "Floor", $($options -join ', '))]
public sealed class InvokeFloorCommand : global::System.Management.Automation.PSCmdlet
{
    private static readonly HttpClient s_http = CreateClient();

$($properties -join "`n")

    protected override void EndProcessing() => PostAsync().GetAwaiter().GetResult();

    private static async global::System.Threading.Tasks.Task PostAsync()
    {
        using (StringContent content = new StringContent(@"$($Body.Replace('"', '""'))", Encoding.UTF8, "application/json"))
        using (HttpResponseMessage response = await s_http.PostAsync("$Uri", content).ConfigureAwait(false))
        {
            response.EnsureSuccessStatusCode();
        }
    }

    private static HttpClient CreateClient()
    {
        HttpClient http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new global::System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", global::System.Environment.GetEnvironmentVariable("MISTRAL_API_KEY"));
        return http;
    }
}
"@ | Select-Object -First 1 -ExpandProperty Assembly | Import-Module
