using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The keys the emulator accepts, ordinary and admin ones apart.</summary>
public sealed class KeyStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int KeyLength = 32;
    private const int UsualMaximumDays = 365;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, KeyRecord> _ordinary = new(StringComparer.Ordinal);
    private readonly HashSet<string> _admin = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly AdminHeader _usualHeader;
    private readonly bool _anyOrdinary;
    private readonly bool _anyAdmin;
    private string? _next;
    private int _unauthorized;

    internal KeyStore(EmulatorOptions options, TimeProvider clock)
    {
        _clock = clock;
        _usualHeader = options.AdminHeader;
        ApiKey = options.ApiKey ?? NewKey();
        AdminApiKey = options.AdminApiKey ?? NewKey();
        _anyOrdinary = options.AcceptAnyKey && options.ApiKey is null;
        _anyAdmin = options.AcceptAnyKey && options.AdminApiKey is null;
        Reset();
    }

    /// <summary>The headers in which the admin key is accepted.</summary>
    public AdminHeader AdminHeader { get; set; }

    /// <summary>The number of requests to refuse with a key that an admin creates from now on; -1 for all.</summary>
    public int Propagation { get; set; }

    /// <summary>The maximum lifetime of a key that an admin creates, in days; -1 for no limit.</summary>
    public int MaximumDays { get; set; }

    /// <summary>The number of 401 responses on paths that accept regular keys.</summary>
    public int Unauthorized => Volatile.Read(ref _unauthorized);

    internal string ApiKey { get; }

    internal string AdminApiKey { get; }

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    /// <summary>Makes a key valid at once. An existing key keeps its identity and each value that is null here.</summary>
    public void Add(string key, bool admin = false, string? name = null, DateOnly? expiration = null)
    {
        lock (_lock)
        {
            _revoked.Remove(key);
            if (admin)
            {
                _admin.Add(key);
                return;
            }

            var record = _ordinary.TryGetValue(key, out var known) ? known : NewRecord(key);
            _ordinary[key] = record with
            {
                Name = name ?? record.Name,
                ExpirationDate = expiration ?? record.ExpirationDate,
                RefusalsLeft = 0,
            };
        }
    }

    public void Revoke(string key)
    {
        lock (_lock)
        {
            // A regular key keeps its record, which counts the requests that are refused from now on.
            _admin.Remove(key);
            _revoked.Add(key);
        }
    }

    /// <summary>Sets the value of the next key that an admin creates, so that a test can search for it.</summary>
    public void SetNext(string key)
    {
        lock (_lock)
        {
            _next = key;
        }
    }

    /// <summary>Creates a random key as an admin does, within the allowed lifetime, and perhaps with a delay until it is valid.</summary>
    internal (string Key, KeyRecord Record) Create(string? name, DateOnly? expiration, TenantWorkspace workspace, TenantUser user)
    {
        lock (_lock)
        {
            var key = _next ?? NewKey();
            _next = null;
            DateOnly? latest = MaximumDays < 0 ? null : Today.AddDays(MaximumDays);
            var record = NewRecord(key) with
            {
                Name = name,
                Workspace = workspace,
                User = user,
                ExpirationDate = expiration <= latest || latest is null ? expiration : latest,
                RefusalsLeft = Propagation,
            };
            _ordinary.Add(key, record);
            return (key, record);
        }
    }

    /// <summary>Revokes the key with this id; returns false if it was not found.</summary>
    internal bool RevokeById(string id)
    {
        lock (_lock)
        {
            var key = _ordinary.FirstOrDefault(pair => pair.Value.Id == id).Key;
            return key is not null && _revoked.Add(key);
        }
    }

    /// <summary>The regular keys, including revoked and expired ones, in the order of creation.</summary>
    internal IReadOnlyList<KeyState> States()
    {
        lock (_lock)
        {
            return [.. _ordinary.Select(pair => new KeyState(pair.Value, !_revoked.Contains(pair.Key) && !pair.Value.IsExpired(Today)))];
        }
    }

    /// <summary>The regular keys that an admin sees: active and expired ones, newest first.</summary>
    internal IReadOnlyList<KeyRecord> Listed()
    {
        lock (_lock)
        {
            return [.. _ordinary.Where(pair => !_revoked.Contains(pair.Key)).Select(pair => pair.Value).Reverse()];
        }
    }

    internal bool IsExpired(KeyRecord record) => record.IsExpired(Today);

    internal void Reset()
    {
        lock (_lock)
        {
            _ordinary.Clear();
            _admin.Clear();
            _revoked.Clear();
            _ordinary.Add(ApiKey, NewRecord(ApiKey) with { Id = Seed.Uuid("start key", 0), Name = "Start key" });
            _admin.Add(AdminApiKey);
            AdminHeader = _usualHeader;
            Propagation = 0;
            MaximumDays = UsualMaximumDays;
            _next = null;
            _unauthorized = 0;
        }
    }

    /// <summary>Checks a key without counting a request.</summary>
    internal KeyVerdict Judge(string key, bool admin)
    {
        lock (_lock)
        {
            return Verdict(key, admin);
        }
    }

    /// <summary>Checks the key of a request and counts the request. The result for a valid regular key has its record.</summary>
    internal (KeyVerdict Verdict, KeyRecord? Record) Admit(string key, bool admin)
    {
        lock (_lock)
        {
            var verdict = Verdict(key, admin);
            if (admin)
            {
                return (verdict, null);
            }

            if (!_ordinary.TryGetValue(key, out var record))
            {
                if (verdict != KeyVerdict.Valid)
                {
                    return (verdict, null);
                }

                // If any key is accepted, an unknown one has the identity of the initial key.
                key = ApiKey;
                record = _ordinary[key];
            }

            _ordinary[key] = verdict == KeyVerdict.Valid
                ? record with { Uses = record.Uses + 1, LastUsed = Today }
                : record with
                {
                    Rejected = record.Rejected + 1,
                    RefusalsLeft = record.RefusalsLeft > 0 ? record.RefusalsLeft - 1 : record.RefusalsLeft,
                };
            return (verdict, verdict == KeyVerdict.Valid ? _ordinary[key] : null);
        }
    }

    internal void CountUnauthorized() => Interlocked.Increment(ref _unauthorized);

    private static string NewKey() => RandomNumberGenerator.GetString(Alphabet, KeyLength);

    private KeyRecord NewRecord(string key) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Name = null,
        HiddenKey = KeyRecord.Hide(key),
        Sha256 = KeyRecord.Hash(key),
        Workspace = Tenant.Workspace(0),
        User = Tenant.Users[0],
        CreatedAt = _clock.GetUtcNow(),
    };

    private KeyVerdict Verdict(string key, bool admin)
    {
        if (key.Length == 0 || _revoked.Contains(key))
        {
            return KeyVerdict.Unknown;
        }

        if (_ordinary.TryGetValue(key, out var record))
        {
            if (admin)
            {
                return _admin.Contains(key) ? KeyVerdict.Valid : KeyVerdict.OtherKind;
            }

            return record.RefusalsLeft != 0 || record.IsExpired(Today) ? KeyVerdict.Unknown : KeyVerdict.Valid;
        }

        if (_admin.Contains(key))
        {
            return admin ? KeyVerdict.Valid : KeyVerdict.OtherKind;
        }

        return (admin ? _anyAdmin : _anyOrdinary) ? KeyVerdict.Valid : KeyVerdict.Unknown;
    }
}
