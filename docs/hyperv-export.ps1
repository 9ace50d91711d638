# vmferry: hyperv-export.ps1: what Hyper-V's cmdlets tell of VMs, as JSON
#
# On the Hyper-V host, as an administrator (Windows PowerShell 3 or later):
#
#   .\hyperv-export.ps1 -Name web1 | Out-File web1.json
#   .\hyperv-export.ps1 | Out-File all.json          # all VMs of the host
#
# The VMs are only asked, not changed. Shut them down first: what is copied of
# the disks of a running VM is not what its guest would leave there.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

param([string[]] $Name = '*')

$ErrorActionPreference = 'Stop'
$namespace = 'root\virtualization\v2'

# The members of an object, enums and ids as text.
function Get-Members([object] $Object, [string[]] $Members)
{
    if ($null -eq $Object) { return $null }
    $result = [ordered] @{}
    foreach ($member in $Members) {
        if ($null -eq $Object.PSObject.Properties[$member]) { continue }
        $value = $Object.$member
        if ($value -is [enum] -or $value -is [guid] -or $value -is [version]) {
            $value = "$value"
        }
        $result[$member] = $value
    }
    return $result
}

# The same of each of several; what an older host does not have is left out.
function Get-Each([scriptblock] $Cmdlet, [string[]] $Members)
{
    try { $objects = @(& $Cmdlet) } catch { return ,@() }
    return ,@($objects | ForEach-Object { Get-Members $_ $Members })
}

function Get-One([scriptblock] $Cmdlet, [string[]] $Members)
{
    try { return Get-Members (& $Cmdlet | Select-Object -First 1) $Members }
    catch { return $null }
}

function Get-Adapters($VM)
{
    return ,@(Get-VMNetworkAdapter -VM $VM | ForEach-Object {
        $adapter = Get-Members $_ @('Name', 'MacAddress',
            'DynamicMacAddressEnabled', 'SwitchName', 'SwitchId', 'Connected',
            'IsLegacy', 'MacAddressSpoofing', 'DhcpGuard', 'RouterGuard',
            'PortMirroringMode', 'IeeePriorityTag', 'AllowTeaming',
            'DeviceNaming', 'VmqWeight', 'IovWeight')
        $adapter['BandwidthSetting'] = Get-Members $_.BandwidthSetting @(
            'MinimumBandwidthAbsolute', 'MinimumBandwidthWeight',
            'MaximumBandwidth', 'BurstLimit', 'BurstSize')
        $adapter['Vlan'] = Get-Members (Get-VMNetworkAdapterVlan `
            -VMNetworkAdapter $_) @('OperationMode', 'AccessVlanId',
            'NativeVlanId', 'AllowedVlanIdListString', 'PrimaryVlanId',
            'SecondaryVlanId')
        $adapter
    })
}

function Get-FirmwareOf($VM)
{
    if ($VM.Generation -ne 2) { return $null }
    $firmware = Get-VMFirmware -VM $VM
    $result = Get-Members $firmware @('SecureBoot', 'SecureBootTemplate',
        'SecureBootTemplateId', 'PreferredNetworkBootProtocol', 'ConsoleMode',
        'PauseAfterBootFailure')
    $result['BootOrder'] = @($firmware.BootOrder | ForEach-Object {
        $entry = Get-Members $_ @('BootType', 'Description', 'FirmwarePath')
        $entry['Device'] = Get-Members $_.Device @('ControllerNumber',
            'ControllerLocation', 'MacAddress')
        $entry
    })
    return $result
}

function Get-BiosOf($VM)
{
    if ($VM.Generation -ne 1) { return $null }
    $bios = Get-VMBios -VM $VM
    return [ordered] @{
        NumLockEnabled = $bios.NumLockEnabled
        StartupOrder = @($bios.StartupOrder | ForEach-Object { "$_" })
    }
}

$drive = @('Path', 'ControllerType', 'ControllerNumber', 'ControllerLocation')

$vms = @(Get-VM -Name $Name | ForEach-Object {
    $vm = $_
    [ordered] @{
        VM = Get-Members $vm @('Name', 'Id', 'Generation', 'Version', 'State',
            'Notes', 'ProcessorCount', 'MemoryStartup', 'AutomaticStartAction',
            'AutomaticStartDelay', 'AutomaticStopAction',
            'AutomaticCriticalErrorAction', 'CheckpointType', 'IsClustered',
            'LockOnDisconnect', 'Path')
        SystemSettings = Get-One {
            Get-CimInstance -Namespace $namespace `
                -ClassName Msvm_VirtualSystemSettingData -Filter (
                    "VirtualSystemIdentifier='$($vm.Id)' AND " +
                    "VirtualSystemType='Microsoft:Hyper-V:System:Realized'")
        } @('BIOSGUID', 'BIOSSerialNumber', 'BaseBoardSerialNumber',
            'ChassisSerialNumber', 'ChassisAssetTag', 'VirtualNumaEnabled')
        Processor = Get-One { Get-VMProcessor -VM $vm } @('Count', 'Reserve',
            'Maximum', 'RelativeWeight', 'CompatibilityForMigrationEnabled',
            'CompatibilityForOlderOperatingSystemsEnabled',
            'HwThreadCountPerCore', 'ExposeVirtualizationExtensions',
            'EnableHostResourceProtection', 'MaximumCountPerNumaNode',
            'MaximumCountPerNumaSocket')
        Memory = Get-One { Get-VMMemory -VM $vm } @('DynamicMemoryEnabled',
            'Startup', 'Minimum', 'Maximum', 'Buffer', 'Priority',
            'MaximumPerNumaNode')
        ScsiController = Get-Each { Get-VMScsiController -VM $vm } @(
            'ControllerNumber')
        HardDiskDrive = Get-Each { Get-VMHardDiskDrive -VM $vm } ($drive + @(
            'DiskNumber', 'MaximumIOPS', 'MinimumIOPS', 'QoSPolicyID',
            'SupportPersistentReservations', 'WriteHardeningMethod'))
        DvdDrive = Get-Each { Get-VMDvdDrive -VM $vm } ($drive + @(
            'DvdMediaType'))
        FloppyDiskDrive = Get-Each { Get-VMFloppyDiskDrive -VM $vm } @('Path')
        NetworkAdapter = Get-Adapters $vm
        Firmware = Get-FirmwareOf $vm
        Bios = Get-BiosOf $vm
        Security = Get-One { Get-VMSecurity -VM $vm } @('TpmEnabled',
            'Shielded', 'EncryptStateAndVmMigrationTraffic', 'BindToHostTpm')
        ComPort = Get-Each { Get-VMComPort -VM $vm } @('Name', 'Path')
        Video = Get-One { Get-VMVideo -VM $vm } @('ResolutionType',
            'HorizontalResolution', 'VerticalResolution')
        AssignableDevice = Get-Each { Get-VMAssignableDevice -VM $vm } @(
            'LocationPath', 'InstanceID')
        GpuPartitionAdapter = Get-Each { Get-VMGpuPartitionAdapter -VM $vm } @(
            'InstancePath')
        Snapshot = Get-Each { Get-VMSnapshot -VM $vm } @('Name', 'Id')
    }
})

ConvertTo-Json -Depth 8 -InputObject ([ordered] @{
    Format = 'hyperv-export'
    Version = 1
    VMs = $vms
})
