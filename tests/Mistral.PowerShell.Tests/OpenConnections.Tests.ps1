#requires -Version 5.1
# Shared process: vaults of the tests' own
# Needs: Microsoft.PowerShell.SecretManagement

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/KeySupport.psm1" -Force
    Import-Module "$PSScriptRoot/Support/TestVaultSupport.psm1" -Force
    $uri = $env:MISTRAL_TEST_URI.TrimEnd('/')
    $port = ([uri] $uri).Port
    $admin = ConvertTo-TestSecret $env:MISTRAL_TEST_ADMIN_KEY
    Register-OwnVault Own -Default
    $times = 5

    # A relay to the emulator that counts the open connections of the module.
    Add-Type -IgnoreWarnings -WarningAction SilentlyContinue -TypeDefinition @'
using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Mistral.Tests
{
    public sealed class TestRelay
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly int _target;
        private int _open;

        public TestRelay(int target)
        {
            _target = target;
            _listener.Start();
            Run(Serve);
        }

        public int Port { get { return ((IPEndPoint)_listener.LocalEndpoint).Port; } }

        public int Open { get { return Volatile.Read(ref _open); } }

        public void Stop()
        {
            _listener.Stop();
        }

        private static void Run(ThreadStart action)
        {
            new Thread(action) { IsBackground = true }.Start();
        }

        private void Serve()
        {
            while (true)
            {
                TcpClient client;
                try { client = _listener.AcceptTcpClient(); }
                catch (SocketException) { return; }
                Interlocked.Increment(ref _open);
                TcpClient server = new TcpClient("127.0.0.1", _target);
                Run(() => Pump(server, client));
                Run(() => { Pump(client, server); Interlocked.Decrement(ref _open); });
            }
        }

        private static void Pump(TcpClient from, TcpClient to)
        {
            byte[] buffer = new byte[65536];
            try
            {
                for (int count; (count = from.GetStream().Read(buffer, 0, buffer.Length)) > 0; ) { to.GetStream().Write(buffer, 0, count); }
            }
            catch (Exception) { }
            from.Close();
            to.Close();
        }
    }
}
'@
    $relay = [Mistral.Tests.TestRelay]::new($port)
    $relayed = "http://127.0.0.1:$($relay.Port)"

    # The number of connections that stay open, after a short time for those that are closing.
    function Get-OpenCount([int] $Most) {
        for ($i = 0; $i -lt 100 -and $relay.Open -gt $Most; $i++) { [Threading.Thread]::Sleep(20) }
        $relay.Open
    }
}

AfterAll {
    Disconnect-Mistral
    $relay.Stop()
    Unregister-OwnVault Own
    Clear-Settings
}

Describe 'The connections to the server' {
    BeforeEach { Reset-TestState Own }

    It 'are closed after a session that <Name>' -ForEach @(
        @{ Name = 'checked and saved a key'; Do = { Connect-Mistral -Name prod -ApiKey $secure -BaseUri $relayed -Save } }
        @{ Name = 'checked a key that was refused'; Do = { try { Connect-Mistral -ApiKey $wrong -BaseUri $relayed } catch { "$_" } } }
        @{ Name = 'checked a key that the vault refused'; Do = {
                Set-OwnVault Own @{ FailSet = $true }
                try { Connect-Mistral -Name prod -ApiKey $secure -BaseUri $relayed -Save } catch { "$_" }
            }
        }
    ) {
        $secure = ConvertTo-TestSecret (New-EmulatorKey)
        $wrong = ConvertTo-TestSecret ([guid]::NewGuid().ToString('N'))
        Clear-EmulatorRequest
        foreach ($i in 1..$times) { . $Do }
        @(Get-EmulatorRequest).Count | Should -BeGreaterOrEqual $times
        Get-OpenCount 0 | Should -Be 0
    }

    It 'of a rotation are closed at its end' {
        $made = New-WorkspaceKey Production
        Connect-Mistral -Name prod -ApiKey (ConvertTo-TestSecret $made.Key) -AdminApiKey $admin -BaseUri $relayed -Save
        Disconnect-Mistral
        foreach ($i in 1..2) { "$((Update-MistralApiKey prod -Force).State)" | Should -BeExactly 'Completed' }
        Get-OpenCount 0 | Should -Be 0
    }

    It 'of the current connection stay open' {
        Connect-Mistral -ApiKey (ConvertTo-TestSecret (New-EmulatorKey)) -BaseUri $relayed
        Get-OpenCount 1 | Should -Be 1
        $null = Invoke-MistralChat 'Hi'
        $relay.Open | Should -Be 1
    }
}
