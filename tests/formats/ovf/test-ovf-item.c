/* vmferry: tests of what single items of an OVF become, in whatever spelling.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/ovf/read.h"

#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_"

/* What each file has around the items that are tested: two vCPUs, memory, a
 * SCSI controller with the id 3 and a disk's file. */
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
      " ovf:fileRef='file2'/></DiskSection>"
      "<VirtualSystem ovf:id='v'><VirtualHardwareSection><System>"
      "<vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType></System>"
      "<Item><r:InstanceID>1</r:InstanceID><r:ResourceType>3</r:ResourceType>"
      "<r:VirtualQuantity>2</r:VirtualQuantity></Item>"
      "<Item><r:InstanceID>2</r:InstanceID><r:ResourceType>4</r:ResourceType>"
      "<r:AllocationUnits>byte * 2^20</r:AllocationUnits>"
      "<r:VirtualQuantity>64</r:VirtualQuantity></Item>";
static const char after[] = "</VirtualHardwareSection></VirtualSystem>"
                            "</Envelope>";

/* The machine with an item of TYPE and what MORE says of it. */
static struct vf_machine *
read_item (unsigned type, const char *more)
{
  CLEANUP_FREE char *text
      = vf_text_printf ("%s<Item><r:InstanceID>9</r:InstanceID>"
                        "<r:ResourceType>%u</r:ResourceType>%s</Item>%s",
                        before, type, more, after);
  struct vf_error err;
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "x.ovf", &err);
  struct vf_machine *machine = vf_machine_read (
      io, "vm/x.ovf", &vf_machine_format_ovf, NULL, &err);

  ck_assert_msg (machine != NULL, "%s: %s", more, err.text);
  return machine;
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

UNIT_MAIN ("formats/ovf/item", the_first_known_model_is_taken,
           what_a_resource_means)
