using BenchmarkDotNet.Running;
using Mistral.Benchmarks;

// serve: the server that bench.ps1 measures against. Anything else: the client's inner parts, by BenchmarkDotNet.
if (args is ["serve", .. string[] rest])
{
    await BenchServer.RunAsync(rest.Length > 0 ? int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : 0);
    return;
}

_ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
