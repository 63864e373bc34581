using System;

namespace Mistral.Emulator;

/// <summary>One operation: a method, a path template such as <c>/v1/files/{file_id}</c> and its handler.</summary>
internal sealed record Route(string Method, string Template, Func<ApiCall, Reply> Answer)
{
    public string[] Segments { get; } = Template.Split('/');
}
