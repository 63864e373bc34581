#if !NETFRAMEWORK
using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Mistral.PowerShell.Session.Settings;

/// <summary>
/// The type, owner and permissions of a file; .NET itself returns only the permissions. They are read from the native library of
/// .NET, which has one format on every Unix: its structure begins with flags, mode and owner, of 4 bytes each.
/// </summary>
internal readonly struct UnixFile
{
    private const string Library = "libSystem.Native";
    private const int StatusSize = 512;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int WritableByOthers = 0x12;

    private readonly int _mode;

    private UnixFile(int mode, uint ownerId)
    {
        _mode = mode;
        OwnerId = ownerId;
    }

    /// <summary>The user of this process.</summary>
    public static uint UserId => GetEUid();

    public uint OwnerId { get; }

    public bool IsRegular => (_mode & TypeMask) == RegularType;

    public bool IsWritableByOthers => (_mode & WritableByOthers) != 0;

    /// <summary>Gets the properties of a path's target; null if it doesn't exist, or if the system can't tell.</summary>
    public static UnixFile? Find(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        byte[] status = new byte[StatusSize];
        try
        {
            return Stat(Encoding.UTF8.GetBytes(path + '\0'), status) == 0
                ? new UnixFile(BitConverter.ToInt32(status, 4), BitConverter.ToUInt32(status, 8))
                : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport(Library, EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, byte[] status);

    [DllImport(Library, EntryPoint = "SystemNative_GetEUid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEUid();
}
#endif
