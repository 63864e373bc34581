using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>A JSONL file with records.</summary>
internal static class DatasetFile
{
    /// <summary>Checks a file line by line before it is uploaded.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DatasetTaskException">A line isn't a JSON object, or the file has no records.</exception>
    /// <exception cref="InputFileException">The file is too large.</exception>
    public static void Check(string file, CancellationToken cancellationToken)
    {
        InputFiles.CheckLength(file, FileOperations.MaxLength, "Split the file, and import the parts one after the other.");
        using StreamReader reader = new(file, Encoding.UTF8);
        long number = 0;
        bool hasRecords = false;
        while (reader.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (line.Trim().Length > 0)
            {
                hasRecords = true;
                CheckLine(file, number, line);
            }
        }

        if (!hasRecords)
        {
            throw DatasetTaskException.InvalidFile(file, line: 0, "has no records.");
        }
    }

    private static void CheckLine(string file, long number, string line)
    {
        try
        {
            using JsonDocument record = JsonDocument.Parse(line);
            if (record.RootElement.ValueKind is not JsonValueKind.Object)
            {
                throw DatasetTaskException.InvalidFile(file, number, "isn't a JSON object.");
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw DatasetTaskException.InvalidFile(file, number, "isn't valid JSON.");
        }
    }
}
