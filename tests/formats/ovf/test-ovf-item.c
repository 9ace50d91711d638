/* vmferry: tests of what single items of an OVF become, in whatever spelling.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/ovf/read.h"

#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_"

/* What each file has before the items that are tested: two disks, vCPUs and
 * memory. */
static const char before[]
    = "<Envelope xmlns='http://schemas.dmtf.org/ovf/envelope/1'"
      " xmlns:ovf='http://schemas.dmtf.org/ovf/envelope/1'"
      " xmlns:vmw='http://www.vmware.com/schema/ovf'"
      " xmlns:r='" CIM "ResourceAllocationSettingData'"
      " xmlns:vssd='" CIM "VirtualSystemSettingData'>"
      "<References><File ovf:id='file1' ovf:href='a.vmdk'/>"
      "<File ovf:id='file2' ovf:href='b.iso'/></References>"
      "<DiskSection><Disk ovf:diskId='d1' ovf:capacity='1048576'"
      " ovf:fileRef='file1'/><Disk ovf:diskId='d2' ovf:capacity='2048'"
      " ovf:fileRef='file2'/><Disk ovf:diskId='d3' ovf:capacity='4096'/>"
      "<Disk ovf:diskId='d4' ovf:capacity='4096' ovf:parentRef='d3'/>"
      "</DiskSection>"
      "<VirtualSystem ovf:id='v'><VirtualHardwareSection><System>"
      "<vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType></System>"
      "<Item><r:InstanceID>1</r:InstanceID><r:ResourceType>3</r:ResourceType>"
      "<r:VirtualQuantity>2</r:VirtualQuantity></Item>"
      "<Item><r:InstanceID>2</r:InstanceID><r:ResourceType>4</r:ResourceType>"
      "<r:AllocationUnits>byte * 2^20</r:AllocationUnits>"
      "<r:VirtualQuantity>64</r:VirtualQuantity></Item>";

/* The machine VM of a file with ITEMS, and with REST behind the hardware. */
static struct vf_machine *
read_parts (const char *vm, const char *items, const char *rest)
{
  const struct vf_machine_params params = { .vm = vm };
  CLEANUP_FREE char *text
      = vf_text_printf ("%s%s</VirtualHardwareSection>%s</VirtualSystem>"
                        "</Envelope>",
                        before, items, rest);
  struct vf_error err;
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "x.ovf", &err);
  struct vf_machine *machine = vf_machine_read (
      io, "vm/x.ovf", &vf_machine_format_ovf, &params, &err);

  ck_assert_msg (machine != NULL, "%s%s: %s", items, rest, err.text);
  return machine;
}

/* The machine with an item of TYPE and what MORE says of it. */
static struct vf_machine *
read_item (unsigned type, const char *more)
{
  CLEANUP_FREE char *item
      = vf_text_printf ("<Item><r:InstanceID>9</r:InstanceID>"
                        "<r:ResourceType>%u</r:ResourceType>%s</Item>",
                        type, more);

  return read_parts (NULL, item, "");
}

static struct vf_machine *
read_subtype (unsigned type, const char *subtype)
{
  CLEANUP_FREE char *more = vf_text_printf (
      "<r:ResourceSubType>%s</r:ResourceSubType>", subtype);

  return read_item (type, more);
}

/* A list is in the order of preference, whatever the order of our tables. */
START_TEST (the_first_known_model_is_taken)
{
  enum { SCSI = 6, NIC = 10 };
  static const struct {
    unsigned type;
    const char *subtype, *model;
  } rows[] = {
    { SCSI, "lsilogic", "lsilogic" },
    { SCSI, "buslogic,lsilogic", "buslogic" },
    { SCSI, "LsiLogic BusLogic", "lsilogic" },
    { SCSI, "someother, lsilogic", "lsilogic" },
    { SCSI, "virtio lsilogicsas VirtualSCSI", "lsisas1068" },
    { SCSI, "someother", "someother" },
    { NIC, "PCNet32 E1000 VmxNet3", "vlance" },
    { NIC, "E1000 VmxNet3", "e1000" },
    { NIC, "VMXNET3 virtio", "vmxnet3" },
    { NIC, " , E1000e", "e1000e" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_MACHINE struct vf_machine *m
        = read_subtype (rows[i].type, rows[i].subtype);
    const char *model = rows[i].type == NIC ? m->nics.items[0].model
                                            : m->controllers.items[0].model;

    ck_assert_msg (strcmp (model, rows[i].model) == 0, "%s: %s, must be %s",
                   rows[i].subtype, model, rows[i].model);
  }
}
END_TEST

/* "ovf:/disk/ID" and "ovf:/file/ID" mean the same disk; an image that is in a
 * drive is told in each spelling. */
START_TEST (what_a_resource_means)
{
  enum { CDROM = 15, DISK = 17 };
  static const struct {
    unsigned type;
    const char *resource, *backing, *fate;
  } rows[] = {
    { DISK, "ovf:/disk/d1", "a.vmdk", "mapped" },
    { DISK, "/disk/d1", "a.vmdk", "mapped" },
    { DISK, "ovf://disk/d1", "a.vmdk", "mapped" },
    { DISK, "ovf:/file/file1", "a.vmdk", "mapped" },
    { DISK, "ovf:/file/file3", "ovf:/file/file3", "loss" },
    { CDROM, "ovf:/disk/d2", "b.iso", "loss" },
    { CDROM, "ovf:/file/file2", "b.iso", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *more = vf_text_printf (
        "<r:HostResource>%s</r:HostResource>", rows[i].resource);
    CLEANUP_MACHINE struct vf_machine *m = read_item (rows[i].type, more);

    ck_assert_str_eq (m->disks.items[0].backing_name, rows[i].backing);
    ck_assert_str_eq (fate_of (m, "/HostResource"), rows[i].fate);
  }
}
END_TEST

/* A <vmw:Config> that says nothing is not taken for said. */
START_TEST (values_that_cannot_be_are_lost)
{
  enum { SCSI = 6, NIC = 10 };
  static const struct {
    unsigned type;
    const char *key, *value, *fate;
  } rows[] = {
    { SCSI, "slotInfo.pciSlotNumber", "160", "mapped" },
    { SCSI, "slotInfo.pciSlotNumber", "65536", "loss" },
    { SCSI, "slotInfo.pciSlotNumber", "abc", "loss" },
    { NIC, "wakeOnLanEnabled", "false", "mapped" },
    { NIC, "wakeOnLanEnabled", "maybe", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_FREE char *more
        = vf_text_printf ("<vmw:Config vmw:key='%s' vmw:value='%s'/>",
                          rows[i].key, rows[i].value);
    CLEANUP_FREE char *end = vf_text_printf ("Config[%s]", rows[i].key);
    CLEANUP_MACHINE struct vf_machine *m = read_item (rows[i].type, more);

    ck_assert_msg (strcmp (fate_of (m, end), rows[i].fate) == 0, "%s %s: %s",
                   rows[i].key, rows[i].value, fate_of (m, end));
  }
}
END_TEST

/* As in a .vmx: the one that each VM has for the Tools is no device. */
START_TEST (only_an_open_vmci_is_a_device)
{
  enum { OTHER = 1 };
  static const char vmci[]
      = "<r:ResourceSubType>vmware.vmci</r:ResourceSubType><vmw:Config"
        " vmw:key='allowUnrestrictedCommunication' vmw:value='%s'/>";
  CLEANUP_FREE char *shut_text = vf_text_printf (vmci, "false");
  CLEANUP_FREE char *open_text = vf_text_printf (vmci, "true");
  CLEANUP_MACHINE struct vf_machine *shut = read_item (OTHER, shut_text);
  CLEANUP_MACHINE struct vf_machine *open = read_item (OTHER, open_text);

  ck_assert_uint_eq (shut->devices.count, 0);
  ck_assert_uint_eq (open->devices.count, 1);
  ck_assert_int_eq (open->devices.items[0].kind, VF_DEVICE_VSOCK);
}
END_TEST

#define VBOX_UUID "4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f"
#define VBOX(HARDWARE)                                                        \
  "<vbox:Machine xmlns:vbox='http://www.virtualbox.org/ovf/machine'"          \
  " uuid='{" VBOX_UUID "}'><Hardware>" HARDWARE "</Hardware></vbox:Machine>"

/* In the order of the SMBIOS table, which a setting turns round. */
START_TEST (the_bytes_of_virtualbox)
{
  static const struct {
    const char *text;
    uint8_t first;
  } rows[] = {
    { VBOX (""), 0x42 },
    { VBOX ("<BIOS><SmbiosUuidLittleEndian enabled='false'/></BIOS>"), 0x42 },
    { VBOX ("<BIOS><SmbiosUuidLittleEndian enabled='true'/></BIOS>"), 0xa7 },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_MACHINE struct vf_machine *m
        = read_parts (VBOX_UUID, "", rows[i].text);

    ck_assert (m->identity.has_bios_uuid);
    ck_assert_str_eq (m->identity.bios_uuid_text, VBOX_UUID);
    ck_assert_uint_eq (m->identity.bios_uuid[0], rows[i].first);
    ck_assert_uint_eq (m->identity.bios_uuid[15], 0x5f);
  }
}
END_TEST

/* What no item tells. */
START_TEST (the_hardware_of_virtualbox)
{
  CLEANUP_MACHINE struct vf_machine *m = read_parts (
      "42 20 FC A7 11 DD D6 7E-8F 63 5A 1B 2C 3D 4E 5F", "",
      VBOX ("<CPU><NestedHWVirt enabled='true'/></CPU><UART>"
            "<Port slot='0' enabled='false' hostMode='RawFile' path='/a'/>"
            "<Port slot='1' enabled='true' hostMode='HostPipe' server='true'"
            " path='/tmp/b'/></UART>"));
  const struct vf_machine_device *port = m->devices.items;

  ck_assert_int_eq (m->cpu.nested, VF_YES);
  ck_assert_uint_eq (m->devices.count, 1);
  ck_assert_int_eq (port->kind, VF_DEVICE_SERIAL);
  ck_assert_int_eq (port->backing_kind, VF_BACKING_PIPE);
  ck_assert_int_eq (port->is_server, VF_YES);
  ck_assert_str_eq (port->backing, "/tmp/b");
}
END_TEST

/* By their positions, however the elements stand. */
START_TEST (the_boot_order_of_virtualbox)
{
  CLEANUP_MACHINE struct vf_machine *m = read_parts (
      NULL,
      "<Item><r:InstanceID>7</r:InstanceID><r:ResourceType>10"
      "</r:ResourceType></Item><Item><r:InstanceID>8</r:InstanceID>"
      "<r:ResourceType>17</r:ResourceType></Item>",
      VBOX ("<Boot><Order position='3' device='HardDisk'/><Order"
            " position='2' device='Network'/><Order position='5'"
            " device='DVD'/><Order position='1' device='Floppy'/></Boot>"));

  ck_assert_uint_eq (m->nics.items[0].boot_order, 1);
  ck_assert_uint_eq (m->disks.items[0].boot_order, 2);
  ck_assert_str_eq (fate_of (m, "Order@device"), "mapped");
}
END_TEST

/* The item says "ensoniq1371" of each. */
START_TEST (the_sound_of_virtualbox)
{
  CLEANUP_MACHINE struct vf_machine *m = read_parts (
      NULL,
      "<Item><r:InstanceID>7</r:InstanceID><r:ResourceSubType>ensoniq1371"
      "</r:ResourceSubType><r:ResourceType>35</r:ResourceType></Item>",
      VBOX ("<AudioAdapter controller='AC97' enabled='true'/>"));

  ck_assert_uint_eq (m->devices.count, 1);
  ck_assert_str_eq (m->devices.items[0].model, "AC97");
}
END_TEST

/* --vm takes VMware's own UUID, too. */
START_TEST (one_by_its_uuid)
{
  CLEANUP_MACHINE struct vf_machine *m = read_parts (
      "4220FCA7-11DD-D67E-8F63-5A1B2C3D4E5F",
      "<vmw:Config vmw:key='uuid' vmw:value='" VBOX_UUID "'/>", "");

  ck_assert_str_eq (m->identity.source_id, "v");
}
END_TEST

/* A disk that no device names stays behind; one that is the base of another
 * does not. */
START_TEST (unused_disks_are_told)
{
  enum { DISK = 17 };
  CLEANUP_MACHINE struct vf_machine *m = read_item (
      DISK, "<r:HostResource>ovf:/disk/d1</r:HostResource>");

  ck_assert_str_eq (fate_of (m, "Disk[d1]@diskId"), "mapped");
  ck_assert_str_eq (fate_of (m, "Disk[d2]@diskId"), "loss");
  ck_assert_str_eq (fate_of (m, "Disk[d3]@diskId"), "irrelevant");
  ck_assert_str_eq (fate_of (m, "Disk[d4]@diskId"), "loss");
}
END_TEST

/* In a <Value> for a deployment option, too; keys of a .vmx are hidden as they
 * are in one. */
START_TEST (passwords_are_not_told)
{
  CLEANUP_MACHINE struct vf_machine *m = read_parts (
      NULL,
      "<vmw:ExtraConfig vmw:key='RemoteDisplay.vnc.password'"
      " vmw:value='secret'/>"
      "<vmw:ExtraConfig vmw:key='guestinfo.root.passwd' vmw:value='secret'/>",
      "<GuestCustomizationSection><AdminPassword>secret</AdminPassword>"
      "</GuestCustomizationSection>"
      "<ProductSection><Property ovf:key='p' ovf:password='true'"
      " ovf:value='secret'><Value ovf:value='secret'/></Property>"
      "<Property ovf:key='t' ovf:type='password' ovf:value='secret'/>"
      "<Property ovf:key='db_passwd' ovf:value='secret'/>"
      "<Property ovf:key='q' ovf:password='false'><Value ovf:value='word'/>"
      "</Property>"
      "</ProductSection>");
  unsigned words = 0;
  size_t i;

  for (i = 0; i < m->account.entries.count; i++) {
    const char *value = m->account.entries.items[i].value;

    ck_assert (!value || !strstr (value, "secret"));
    words += value && strcmp (value, "word") == 0;
  }
  ck_assert_uint_eq (words, 1);
  for (i = 0; i < m->properties.count; i++)
    ck_assert (!m->properties.items[i].value
               || strcmp (m->properties.items[i].value, "secret") != 0);
}
END_TEST

UNIT_MAIN ("formats/ovf/item", the_first_known_model_is_taken,
           what_a_resource_means, values_that_cannot_be_are_lost,
           only_an_open_vmci_is_a_device, the_bytes_of_virtualbox,
           the_hardware_of_virtualbox, the_boot_order_of_virtualbox,
           the_sound_of_virtualbox, one_by_its_uuid, unused_disks_are_told,
           passwords_are_not_told)
