/* vmferry: tests of reading libvirt's XML: what each element becomes, by
 * table, and what is refused with which sentence.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt.h"

#include <jansson.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/json.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/unit.h"

static struct vf_error err;

static struct vf_machine *
read_text (const char *text, const char *vm)
{
  const struct vf_machine_params params = { .vm = vm };
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "vm/x.xml", &err);

  return vf_machine_read (io, "vm/x.xml", NULL, &params, &err);
}

/* A domain of TYPE with BODY as JSON. */
static json_t *
read_body (const char *type, const char *body)
{
  CLEANUP_FREE char *xml
      = vf_text_printf ("<domain type='%s'>%s</domain>", type, body);
  CLEANUP_MACHINE struct vf_machine *machine = read_text (xml, NULL);
  CLEANUP_JSON struct vf_json *json = NULL;
  CLEANUP_FREE char *text = NULL;

  ck_assert_msg (machine != NULL, "%s: %s", body, err.text);
  json = vf_machine_to_json (machine, true);
  text = vf_json_text (json, false, &err);
  return json_loads (text, 0, NULL);
}

/* What is at PATH ("disks.0.serial"), as JSON. */
static char *
look_up (json_t *value, const char *path)
{
  char name[64];
  size_t n;

  for (; value && *path; path += n + (path[n] == '.')) {
    n = strcspn (path, ".");
    snprintf (name, sizeof name, "%.*s", (int)n, path);
    value = json_is_array (value)
                ? json_array_get (value, strtoul (name, NULL, 10))
                : json_object_get (value, name);
  }
  return value ? json_dumps (value, JSON_ENCODE_ANY | JSON_COMPACT)
               : strdup ("nothing");
}

struct row {
  const char *type, *body, *path, *expected;
};

static void
check_rows (const struct row *rows, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++) {
    json_t *json = read_body (rows[i].type, rows[i].body);
    CLEANUP_FREE char *found = look_up (json, rows[i].path);

    ck_assert_msg (strcmp (found, rows[i].expected) == 0,
                   "%s: %s is %s, must be %s", rows[i].body, rows[i].path,
                   found, rows[i].expected);
    json_decref (json);
  }
}

#define CHECK_ROWS(rows) check_rows (rows, sizeof (rows) / sizeof *(rows))

#define UUID "<uuid>4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f</uuid>"

START_TEST (who_it_is)
{
  static const struct row rows[] = {
    { "kvm", "", "source.platform", "\"qemu\"" },
    { "vmware", "", "source.platform", "\"vmware\"" },
    { "hyperv", "", "source.platform", "\"hyperv\"" },
    { "xen", "", "source.platform", "\"xen\"" },
    { "vbox", "", "source.platform", "\"virtualbox\"" },
    { "test", "", "source.platform", "null" },
    { "kvm", "<name>\n a </name><title>A/1</title>", "identity.name",
      "\"a\"" },
    { "kvm", "<title>A/1</title>", "identity.title", "\"A/1\"" },
    { "kvm", "<description>a\nb</description>", "identity.description",
      "\"a\\nb\"" },
    { "kvm", UUID, "identity.bios_uuid",
      "\"4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f\"" },
    { "vmware", "<uuid>00000000-0000-0000-0000-000000000000</uuid>",
      "identity.bios_uuid", "null" },
    { "hyperv", UUID, "identity.bios_uuid", "null" },
    { "hyperv", UUID, "identity.instance_uuid",
      "\"4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f\"" },
    /* Worked example of the generation id: as QEMU has it, and as libvirt's
     * VMware drivers write the same two numbers. */
    { "kvm", "<genid>09512cc5-940a-8987-b950-f54f631015e8</genid>",
      "identity.genid_high_low", "\"e81510634ff550b9:8987940a09512cc5\"" },
    { "vmware", "<genid>8987940a-0951-2cc5-e815-10634ff550b9</genid>",
      "identity.genid_high_low", "\"e81510634ff550b9:8987940a09512cc5\"" },
    { "kvm", "<genid/>", "identity.genid_high_low", "null" },
    { "vmware",
      "<vmware:moref xmlns:vmware='http://libvirt.org/schemas/domain/vmware/"
      "1.0'>vm-7</vmware:moref>",
      "identity.source_id", "\"vm-7\"" },
    { "vmware",
      "<v:moref xmlns:v='http://libvirt.org/schemas/domain/vmware/1.0'>vm-7"
      "</v:moref>",
      "account.1.key", "\"vmware:moref\"" },
    { "kvm",
      "<metadata><o:libosinfo xmlns:o='http://libosinfo.org/xmlns/libvirt/"
      "domain/1.0'><o:os id='http://microsoft.com/win/10'/></o:libosinfo>"
      "</metadata>",
      "os.family", "\"windows\"" },
    { "kvm",
      "<metadata><o:libosinfo xmlns:o='http://libosinfo.org/xmlns/libvirt/"
      "domain/1.0'><o:os id='http://debian.org/debian/12'/></o:libosinfo>"
      "</metadata>",
      "os.family", "\"linux\"" },
    { "kvm",
      "<os><smbios mode='sysinfo'/></os><sysinfo type='smbios'><system>"
      "<entry name='serial'>x 1</entry></system></sysinfo>",
      "identity.smbios.serial", "\"x 1\"" },
    { "kvm",
      "<sysinfo type='smbios'><system><entry name='serial'>x 1</entry>"
      "</system></sysinfo>",
      "identity.smbios.serial", "null" },
    { "kvm", "<os><smbios mode='host'/></os>", "identity.smbios.reflects_host",
      "true" },
    { "kvm", "<on_crash>preserve</on_crash>", "lifecycle.on_crash",
      "\"preserve\"" },
    { "kvm", "<clock offset='localtime'/>", "clock.rtc", "\"localtime\"" },
    { "kvm", "<clock offset='variable' adjustment='-3600' basis='utc'/>",
      "clock.offset_seconds", "-3600" },
    { "kvm", "<name>a</name><name>b</name>", "identity.name", "\"a\"" },
    { "kvm", "<name>a</name><name>b</name>", "account.2.fate", "\"loss\"" },
  };

  CHECK_ROWS (rows);
}
END_TEST

START_TEST (the_bytes_of_the_uuid)
{
  static const uint8_t straight[]
      = { 0x42, 0x20, 0xfc, 0xa7, 0x11, 0xdd, 0xd6, 0x7e,
          0x8f, 0x63, 0x5a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f };
  static const uint8_t turned[]
      = { 0xa7, 0xfc, 0x20, 0x42, 0xdd, 0x11, 0x7e, 0xd6,
          0x8f, 0x63, 0x5a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f };
  CLEANUP_MACHINE struct vf_machine *esx
      = read_text ("<domain type='vmware'>" UUID "</domain>", NULL);
  CLEANUP_MACHINE struct vf_machine *kvm
      = read_text ("<domain type='kvm'>" UUID "</domain>", NULL);

  ck_assert (esx->identity.has_bios_uuid && kvm->identity.has_bios_uuid);
  ck_assert_mem_eq (esx->identity.bios_uuid, straight, 16);
  ck_assert_mem_eq (kvm->identity.bios_uuid, turned, 16);
}
END_TEST

#define CELLS(a, b)                                                           \
  "<vcpu>4</vcpu><cpu><numa>"                                                 \
  "<cell id='0' cpus='" a "' memory='1' unit='GiB'/>"                         \
  "<cell id='1' cpus='" b "' memory='1048576'/></numa></cpu>"

START_TEST (processors_and_memory)
{
  static const struct row rows[] = {
    { "kvm", "<vcpu current='2'>6</vcpu>", "cpu.vcpus", "2" },
    { "kvm", "<vcpu current='2'>6</vcpu>", "cpu.max_vcpus", "6" },
    { "kvm", "<vcpu current='2'>6</vcpu>", "cpu.hot_add", "true" },
    { "kvm",
      "<vcpu>3</vcpu><vcpus><vcpu id='0' enabled='yes'/>"
      "<vcpu id='1' enabled='no'/><vcpu id='2' enabled='yes'/></vcpus>",
      "cpu.vcpus", "2" },
    { "kvm",
      "<vcpu>8</vcpu><cpu><topology sockets='2' dies='1' cores='2' "
      "threads='2'/></cpu>",
      "cpu.topology", "{\"sockets\":2,\"dies\":1,\"cores\":2,\"threads\":2}" },
    { "kvm", "<cpu><topology sockets='4' cores='8' threads='2'/></cpu>",
      "cpu.vcpus", "64" },
    { "kvm", "<cpu mode='host-passthrough'/>", "cpu.mode",
      "\"host-passthrough\"" },
    { "kvm", "<cpu><model>Haswell</model></cpu>", "cpu.model", "\"Haswell\"" },
    { "kvm", "<cpu><feature name='vmx'/></cpu>", "cpu.nested", "true" },
    { "kvm", "<cpu><feature policy='disable' name='hypervisor'/></cpu>",
      "cpu.hypervisor_hidden", "true" },
    { "kvm", "<cpu><feature policy='force' name='x2apic'/></cpu>",
      "cpu.features", "[{\"name\":\"x2apic\",\"policy\":\"force\"}]" },
    { "kvm", "<features><kvm><hidden state='on'/></kvm></features>",
      "cpu.hypervisor_hidden", "true" },
    { "kvm", "<features><pmu state='off'/></features>", "cpu.pmu", "false" },
    { "kvm", "<devices><iommu model='intel'/></devices>", "cpu.iommu",
      "true" },
    { "vmware", "<cputune><shares>2000</shares></cputune>", "cpu.mhz.shares",
      "2000" },
    { "kvm", "<cputune><shares>2000</shares></cputune>", "cpu.mhz.shares",
      "2000" },
    { "kvm",
      "<cputune><vcpupin vcpu='0' cpuset='12'/><vcpupin vcpu='1' "
      "cpuset='2'/><vcpupin vcpu='2' cpuset='12'/></cputune>",
      "cpu.affinity", "\"12,2\"" },
    { "kvm", "<cputune><period>100000</period><quota>25000</quota></cputune>",
      "cpu.limit_percent", "25" },
    { "kvm", "<vcpu cpuset='0-3,^2'>1</vcpu>", "cpu.affinity", "\"0-3,^2\"" },
    { "kvm", "<memory>1024</memory>", "memory.size", "1048576" },
    { "kvm", "<memory unit='MiB'>3</memory>", "memory.size", "3145728" },
    { "kvm", "<memory unit='MB'>3</memory>", "memory.size", "3000000" },
    { "kvm", "<memory unit='bytes'>77</memory>", "memory.size", "77" },
    { "kvm", "<memory unit='G'>1</memory>", "memory.size", "1073741824" },
    { "kvm", "<memory unit='EiB'>16</memory>", "memory.size", "null" },
    { "kvm", "<memory unit='pages'>16</memory>", "account.1.fate",
      "\"loss\"" },
    { "kvm", "<memory>1</memory><maxMemory slots='16'>9</maxMemory>",
      "memory.slots", "16" },
    { "kvm", "<memory>1</memory><maxMemory slots='16'>9</maxMemory>",
      "memory.hot_add", "true" },
    { "kvm",
      "<memoryBacking><hugepages><page size='1' unit='G'/></hugepages>"
      "<locked/></memoryBacking>",
      "memory.hugepage", "1073741824" },
    { "kvm", "<memoryBacking><hugepages/><locked/></memoryBacking>",
      "memory.locked", "true" },
    { "vmware",
      "<memtune><min_guarantee unit='KiB'>262144</min_guarantee></memtune>",
      "memory.bytes.reservation", "268435456" },
    { "kvm", "<memtune><hard_limit>9007199254740991</hard_limit></memtune>",
      "memory.bytes.limit", "null" },
    { "kvm", "<devices><memballoon model='none'/></devices>", "memory.balloon",
      "false" },
  };

  CHECK_ROWS (rows);
}
END_TEST

START_TEST (numa_cells)
{
  static const struct row rows[] = {
    { "kvm", CELLS ("0-1", "2,3"), "cpu.numa.state", "\"known\"" },
    { "kvm", CELLS ("0-1", "2,3"), "memory.size", "2147483648" },
    { "kvm", CELLS ("0-2", "3"), "cpu.numa.nodes.1.vcpu_set", "null" },
    { "kvm", CELLS ("0,2", "1,3"), "cpu.numa.nodes.0.vcpu_set",
      "\"0,2\"" },
    { "kvm", CELLS ("2-3", "0-1"), "cpu.numa.nodes.1.vcpu_set", "\"0-1\"" },
    { "kvm", CELLS ("0,2", "1,4"), "cpu.numa.state", "\"unknown\"" },
    { "kvm", CELLS ("0-1", "2"), "cpu.numa.state", "\"unknown\"" },
    { "kvm", CELLS ("0-9999", "2"), "cpu.numa.state", "\"unknown\"" },
    { "kvm",
      CELLS ("0-1", "2-3") "<devices><memory model='dimm'><target>"
                           "<size unit='GiB'>1</size><node>1</node></target>"
                           "</memory></devices>",
      "cpu.numa.nodes.1.memory", "2147483648" },
    { "kvm",
      "<vcpu>2</vcpu><cpu><numa><cell id='0' cpus='0' memory='1024'>"
      "<distances><sibling id='1' value='31'/></distances></cell>"
      "<cell id='1' cpus='1' memory='1024'/></numa></cpu>",
      "cpu.numa.distances", "[[10,31],[20,10]]" },
  };

  CHECK_ROWS (rows);
}
END_TEST

START_TEST (firmware_and_boot)
{
  static const struct row rows[] = {
    { "kvm", "<os/>", "firmware.kind", "\"bios\"" },
    { "kvm", "<os firmware='efi'/>", "firmware.kind", "\"efi\"" },
    { "kvm", "<os firmware='bios'/>", "firmware.kind", "\"bios\"" },
    { "kvm", "<os><loader type='pflash'>/x.fd</loader></os>", "firmware.kind",
      "\"efi\"" },
    { "xen",
      "<os><loader type='rom'>/usr/lib/xen/boot/hvmloader</loader></os>",
      "firmware.kind", "\"bios\"" },
    { "kvm", "<os><loader>/usr/share/ovmf/OVMF.fd</loader></os>",
      "firmware.kind", "\"efi\"" },
    { "kvm",
      "<os firmware='efi'><firmware><feature enabled='no' name='secure-boot'/>"
      "<feature enabled='yes' name='enrolled-keys'/></firmware></os>",
      "firmware.secure_boot", "false" },
    { "kvm", "<os><loader secure='yes' type='pflash'>/x</loader></os>",
      "firmware.secure_boot", "true" },
    { "kvm", "<os><nvram template='/t'>/var/x_VARS.fd</nvram></os>",
      "firmware.nvram", "\"/var/x_VARS.fd\"" },
    { "kvm", "<os><bootmenu enable='yes' timeout='3000'/></os>",
      "firmware.boot_delay_ms", "3000" },
    { "kvm", "<os><bios rebootTimeout='-1'/></os>", "firmware.boot_retry_ms",
      "0" },
    { "kvm", "<os><bios rebootTimeout='500'/></os>", "firmware.boot_retry_ms",
      "500" },
    { "kvm",
      "<os><boot dev='network'/><boot dev='hd'/></os><devices>"
      "<disk device='cdrom'><target dev='hda'/></disk>"
      "<disk><target dev='vda'/></disk><interface type='user'/></devices>",
      "disks.1.boot_order", "2" },
    { "kvm",
      "<os><boot dev='cdrom'/><boot dev='hd'/></os><devices>"
      "<disk><target dev='vda'/></disk></devices>",
      "disks.0.boot_order", "1" },
    { "kvm", "<os><type arch='aarch64'>hvm</type></os>", "account.2.fate",
      "\"loss\"" },
    { "kvm", "<os><kernel>/vmlinuz</kernel></os>", "account.1.fate",
      "\"loss\"" },
  };

  CHECK_ROWS (rows);
}
END_TEST

#define DISK(inside) "<devices><disk " inside "</disk></devices>"

START_TEST (disks)
{
  static const struct row rows[] = {
    { "kvm", DISK ("><target dev='vdc' bus='virtio'/>"), "disks.0.unit", "2" },
    { "kvm", DISK ("><target dev='sdab' bus='scsi'/>"), "disks.0.controller",
      "3" },
    { "kvm", DISK ("><target dev='hdd'/>"), "disks.0.bus", "\"ide\"" },
    { "kvm", DISK ("><target dev='hdd'/>"), "disks.0.controller", "1" },
    { "vmware",
      DISK ("><target dev='sda' bus='scsi'/><address type='drive' "
            "controller='1' bus='0' target='0' unit='3'/>"),
      "disks.0.unit", "3" },
    { "kvm",
      DISK ("><target dev='sda' bus='scsi'/><address type='drive' "
            "controller='1' bus='0' target='5' unit='0'/>"),
      "disks.0.unit", "5" },
    { "kvm",
      DISK ("><target dev='hdc' bus='ide'/><address type='drive' "
            "controller='0' bus='1' target='0' unit='0'/>"),
      "disks.0.controller", "1" },
    { "kvm",
      DISK ("><target dev='sdb' bus='scsi'/><address type='drive' "
            "controller='4294967297' bus='0' target='0' unit='0'/>"),
      "disks.0.unit", "1" },
    { "kvm",
      DISK ("><target dev='sdb' bus='scsi'/><address type='drive' unit='-1'/>"),
      "account.4.fate", "\"loss\"" },
    { "vmware",
      DISK ("type='file'><source file='[ds 1] dir/x-000001.vmdk'/>"
            "<target dev='sda'/>"),
      "disks.0.backing_path", "\"vm/x-000001.vmdk\"" },
    { "kvm",
      DISK ("type='file'><source file='/etc/shadow'/><target dev='sda'/>"),
      "disks.0.backing_path", "null" },
    { "kvm",
      DISK ("type='block'><source dev='/dev/vg/a'/><target dev='sda'/>"),
      "disks.0.backing_fault", "\"is a device of the source's host\"" },
    { "kvm",
      DISK ("type='network'><source protocol='rbd' name='p/i'/>"
            "<target dev='sda'/>"),
      "disks.0.backing_name", "\"rbd:p/i\"" },
    { "kvm",
      DISK ("type='volume'><source pool='p' volume='v'/><target dev='sda'/>"),
      "disks.0.backing_name", "\"p/v\"" },
    { "kvm", DISK ("type='file' device='cdrom'><target dev='sda'/>"),
      "disks.0.backing_name", "null" },
    { "kvm", DISK ("><target dev='sda'/><serial>S1</serial>"),
      "disks.0.serial", "\"S1\"" },
    { "kvm", DISK ("><target dev='sda'/><wwn>5000c50015ea71aa</wwn>"),
      "disks.0.wwn", "\"5000c50015ea71aa\"" },
    { "kvm", DISK ("><target dev='sda'/><shareable/>"), "disks.0.multi_writer",
      "true" },
    { "kvm", DISK ("><target dev='sda'/><readonly/>"), "disks.0.read_only",
      "true" },
    { "kvm", DISK ("><target dev='sda'/><transient/>"), "disks.0.mode",
      "\"independent-nonpersistent\"" },
    { "kvm",
      DISK ("><driver type='qcow2' cache='writethrough'/><target dev='sda'/>"),
      "disks.0.write_through", "true" },
    { "kvm", DISK ("><driver type='qcow2'/><target dev='sda'/>"),
      "disks.0.format", "\"qcow2\"" },
    { "kvm",
      DISK ("><target dev='sda'/><iotune><total_iops_sec>77"
            "</total_iops_sec></iotune>"),
      "disks.0.limit_iops", "77" },
    { "kvm", DISK ("><target dev='sda' rotation_rate='1'/>"), "disks.0.ssd",
      "true" },
    { "kvm", DISK ("><target dev='sda'/><boot order='3'/>"),
      "disks.0.boot_order", "3" },
    /* By number, not by name, and buses as the document has them. */
    { "kvm",
      "<devices><disk><target dev='sdk' bus='scsi'/><address type='drive' "
      "unit='10'/></disk><disk device='cdrom'><target dev='hda' bus='ide'/>"
      "</disk><disk><target dev='sdc' bus='scsi'/><address type='drive' "
      "unit='2'/></disk></devices>",
      "disks.0.key", "\"sdc\"" },
    { "kvm",
      "<devices><disk device='cdrom'><target dev='hda' bus='ide'/></disk>"
      "<disk><target dev='vda' bus='virtio'/></disk></devices>",
      "disks.1.key", "\"vda\"" },
  };

  CHECK_ROWS (rows);
}
END_TEST

#define NIC(type, inside)                                                     \
  "<devices><interface type='" type "'>" inside "</interface></devices>"

START_TEST (nics)
{
  static const struct row rows[] = {
    { "kvm", NIC ("user", "<mac address='52:54:00:AB:cd:01'/>"), "nics.0.mac",
      "\"52:54:00:ab:cd:01\"" },
    { "vmware", NIC ("bridge", "<mac address='00:00:00:00:00:00'/>"),
      "nics.0.mac", "null" },
    { "vmware",
      NIC ("bridge", "<mac address='00:50:56:00:00:01' type='static'/>"),
      "nics.0.mac_source", "\"static\"" },
    { "kvm", NIC ("user", "<mac address='5254'/>"), "nics.0.mac", "null" },
    { "vmware", NIC ("bridge", "<source bridge='VM Network'/>"),
      "nics.0.network", "\"VM Network\"" },
    { "vmware",
      NIC ("vds", "<source switchid='50 1e' portgroupid='dvportgroup-9'/>"),
      "nics.0.network_id", "\"dvportgroup-9\"" },
    { "vmware", NIC ("null", ""), "nics.0.network_kind", "\"none\"" },
    { "kvm", NIC ("network", "<vlan><tag id='42'/></vlan>"), "nics.0.vlan",
      "42" },
    { "kvm", NIC ("network", "<vlan><tag id='42'/><tag id='7'/></vlan>"),
      "nics.0.vlan_trunk", "\"42,7\"" },
    { "kvm", NIC ("network", "<vlan trunk='yes'><tag id='42'/></vlan>"),
      "nics.0.vlan", "null" },
    { "kvm", NIC ("network", "<mtu size='9000'/>"), "nics.0.mtu", "9000" },
    { "kvm", NIC ("network", "<link state='down'/>"), "nics.0.connected",
      "false" },
    { "kvm",
      NIC ("network", "<bandwidth><outbound average='125'/></bandwidth>"),
      "nics.0.limit_bps", "1000000" },
    { "kvm", NIC ("network", "<boot order='2'/>"), "nics.0.boot_order", "2" },
    { "kvm",
      "<devices><interface type='user'><address type='pci' bus='0x02' "
      "slot='0x00'/></interface><interface type='user'><address type='pci' "
      "bus='0x01' slot='0x03'/></interface><interface type='user'/></devices>",
      "nics.0.pci_rank", "1" },
    { "kvm",
      "<os><type machine='pc-i440fx-6.2'>hvm</type></os>"
      "<devices><interface type='user'><address type='pci' bus='0x00' "
      "slot='0x03'/></interface></devices>",
      "nics.0.pci_slot", "3" },
    { "kvm",
      "<os><type machine='pc-q35-6.2'>hvm</type></os>"
      "<devices><interface type='user'><address type='pci' bus='0x00' "
      "slot='0x03'/></interface></devices>",
      "nics.0.pci_slot", "null" },
    { "kvm", NIC ("hostdev", ""), "account.1.fate", "\"loss\"" },
  };

  CHECK_ROWS (rows);
}
END_TEST

START_TEST (devices)
{
  static const struct row rows[] = {
    { "vmware",
      "<devices><controller type='scsi' index='1' model='vmpvscsi'/>"
      "</devices>",
      "controllers.0.key", "\"scsi1\"" },
    { "kvm", "<devices><controller type='pci' index='1'/></devices>",
      "controllers", "[]" },
    { "kvm", "<devices><controller type='usb' model='qemu-xhci'/></devices>",
      "devices.0.model", "\"qemu-xhci\"" },
    { "kvm",
      "<devices><hostdev mode='subsystem' type='pci'><source><address "
      "domain='0x0000' bus='0x06' slot='0x02' function='0x0'/></source>"
      "</hostdev></devices>",
      "devices.0.backing", "\"0000:06:02.0\"" },
    { "kvm",
      "<devices><hostdev type='usb'><source><vendor id='0x1234'/><product "
      "id='0xbeef'/></source></hostdev></devices>",
      "devices.0.backing", "\"1234:beef\"" },
    { "kvm",
      "<devices><tpm model='tpm-crb'><backend type='emulator' version='2.0'/>"
      "</tpm></devices>",
      "devices.0.backing", "\"2.0\"" },
    { "kvm",
      "<devices><serial type='tcp'><source mode='bind' host='h' "
      "service='23'/></serial><console type='tcp'/></devices>",
      "devices",
      "[{\"key\":\"serial0\",\"kind\":\"serial\",\"model\":null,"
      "\"backing\":\"h:23\",\"backing_kind\":\"network\","
      "\"connected\":null,\"is_server\":true,\"pci_slot\":null,"
      "\"size\":null}]" },
    { "kvm",
      "<devices><channel type='unix'><target type='virtio' "
      "name='org.qemu.guest_agent.0'/></channel></devices>",
      "devices.0.kind", "\"agent\"" },
    { "kvm",
      "<devices><input type='tablet' bus='usb'/><input type='mouse' "
      "bus='ps2'/></devices>",
      "devices.1", "nothing" },
    { "kvm",
      "<devices><graphics type='vnc' port='5901' passwd='hush'/></devices>",
      "display.vnc_port", "5901" },
    { "kvm",
      "<devices><graphics type='vnc' port='5901' passwd='hush'/></devices>",
      "account.3.value", "null" },
    { "vmware",
      "<devices><video><model type='vmvga' vram='4096'/></video>"
      "</devices>",
      "display.vram", "4194304" },
    { "kvm",
      "<devices><memory model='nvdimm'><source><path>/p</path></source>"
      "<target><size>1024</size></target></memory></devices>",
      "devices.0.size", "1048576" },
    { "kvm",
      "<launchSecurity type='sev'><policy>0x0007</policy>"
      "</launchSecurity>",
      "security.launch", "\"sev-es\"" },
    { "kvm", "<devices><teapot lid='on'/></devices>", "account.1.fate",
      "\"unknown\"" },
  };

  CHECK_ROWS (rows);
}
END_TEST

START_TEST (what_cannot_be_is_refused)
{
  static const char *const rows[][2] = {
    { "<domain type='lxc'/>",
      "vm/x.xml: <domain> type: \"lxc\" is a container, must be a virtual "
      "machine" },
    { "<domain><vcpu>0</vcpu></domain>",
      "vm/x.xml: <vcpu> is \"0\", must be 1 to 4096" },
    { "<domain><vcpu current='3'>2</vcpu></domain>",
      "vm/x.xml: <vcpu> current is 3, must be at most 2" },
    { "<domain>", "vm/x.xml: line 1: no well-formed XML: Premature end of "
                  "data in tag domain line 1" },
    { "<node/>", "vm/x.xml: there is no <domain>" },
    { "<node><domain/><domain/></node>", "vm/x.xml: several domains: --vm says "
                       "which (or, of convert and emit, --all-vms)" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_ptr_null (read_text (rows[i][0], NULL));
    ck_assert_str_eq (err.text, rows[i][1]);
  }
}
END_TEST

START_TEST (other_xml_is_not_taken)
{
  static const char *const texts[] = {
    "<domainCapabilities/>",
    "<Envelope/>",
    "<!-- <domain> --><x/>",
    "domain",
    "<",
    "<!-- <domain>",
  };
  size_t i;

  for (i = 0; i < sizeof texts / sizeof *texts; i++)
    ck_assert_int_eq (
        vf_machine_format_libvirt.probe (texts[i], strlen (texts[i]), "x.xml"),
        0);
}
END_TEST

UNIT_MAIN ("formats/libvirt", who_it_is, the_bytes_of_the_uuid,
           processors_and_memory, numa_cells, firmware_and_boot, disks, nics,
           devices, what_cannot_be_is_refused,
           other_xml_is_not_taken)
