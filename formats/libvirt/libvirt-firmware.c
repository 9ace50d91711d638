/* vmferry: the firmware of a libvirt domain, and in which order it tries disks
 * and NICs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_firmware, name)

static const char of_kernel[] = "the guest boots its own kernel, not a file "
                                "of the host";
static const char of_host_file[] = "a file of the source's host";

/* As seen from the domain. */
const struct vf_libvirt_row vf_libvirt_rows_firmware[] = {
  TAKEN_ROW ("os@firmware"),
  TAKEN_ROW ("os/type"),
  TAKEN_ROW ("os/type@arch"),
  VOID_ROW ("os/type@machine",
            "the board follows the firmware and the guest system"),
  TAKEN_ROW ("os/firmware/feature@name"),
  TAKEN_ROW ("os/firmware/feature@enabled"),
  VOID_ROW ("os/loader", of_host_file),
  { "os/loader@secure", VF_LIBVIRT_SWITCH, MEMBER (secure_boot), 0, NULL },
  TAKEN_ROW ("os/loader@type"),
  VOID_ROW ("os/loader@*", of_host_file),
  { "os/nvram", VF_LIBVIRT_TEXT, MEMBER (nvram_name), 0, NULL },
  VOID_ROW ("os/nvram@*", of_host_file),
  { "os/nvram/source@file", VF_LIBVIRT_TEXT, MEMBER (nvram_name), 0, NULL },
  LOST_ROW ("os/nvram/source*", "the variables do not lie in a file"),
  TAKEN_ROW ("os/boot@dev"),
  TAKEN_ROW ("os/bootmenu@enable"),
  TAKEN_ROW ("os/bootmenu@timeout"),
  TAKEN_ROW ("os/bios@rebootTimeout"),
  LOST_ROW ("os/bios@useserial", "the firmware's screen is the display"),
  TAKEN_ROW ("os/smbios@mode"),
  VOID_ROW ("os/acpi/table*", of_host_file),
  LOST_ROW ("os/kernel", of_kernel),
  LOST_ROW ("os/initrd", of_kernel),
  LOST_ROW ("os/cmdline", of_kernel),
  LOST_ROW ("os/dtb", of_kernel),
  LOST_ROW ("os/shim", of_kernel),
  LOST_ROW ("os/root", of_kernel),
  LOST_ROW ("bootloader", of_kernel),
  LOST_ROW ("bootloader_args", of_kernel),
  END_ROW,
};

/* Firmware for UEFI goes by these names in the files of distributions. */
static bool
is_efi_file (const char *path)
{
  static const char *const names[]
      = { "OVMF", "ovmf", "edk2", "AAVMF", "UEFI", "uefi", "RISCV_VIRT" };
  size_t i;

  for (i = 0; path && i < sizeof names / sizeof *names; i++)
    if (strstr (path, names[i]))
      return true;
  return false;
}

static bool
is_efi (const struct vf_libvirt_tree *tree)
{
  const struct vf_libvirt_element *os = vf_libvirt_descend (tree, "os");

  if (vf_libvirt_get (tree, os, "@firmware"))
    return vf_libvirt_has (tree, os, "@firmware", "efi");
  return vf_libvirt_has (tree, os, "loader@type", "pflash")
         || is_efi_file (vf_libvirt_get (tree, os, "loader"));
}

/* <firmware> says what the firmware that libvirt chose had to have. */
static void
read_features (const struct vf_libvirt_tree *tree,
               struct vf_machine_firmware *firmware)
{
  const struct vf_libvirt_element *list
      = vf_libvirt_descend (tree, "os/firmware");
  const struct vf_libvirt_element *feature = NULL;

  while ((feature = vf_libvirt_child (tree, list, "feature", feature))) {
    enum vf_tristate is_on
        = vf_libvirt_parse_switch (vf_libvirt_get (tree, feature, "@enabled"));

    if (vf_libvirt_has (tree, feature, "@name", "secure-boot"))
      firmware->secure_boot = is_on;
    if (vf_libvirt_has (tree, feature, "@name", "enrolled-keys"))
      firmware->enrolled_keys = is_on;
  }
}

static void
read_waits (const struct vf_libvirt_tree *tree,
            struct vf_machine_firmware *firmware)
{
  const struct vf_libvirt_element *os = vf_libvirt_descend (tree, "os");
  uint64_t ms;

  if (vf_libvirt_has (tree, os, "bootmenu@enable", "yes")
      && vf_libvirt_get_number (tree, os, "bootmenu@timeout", 65535, &ms))
    firmware->boot_delay_ms = (unsigned)ms;
  if (vf_libvirt_get_number (tree, os, "bios@rebootTimeout", 65535, &ms))
    firmware->boot_retry_ms = (unsigned)ms;
}

/* What a guest of another kind of machine would have to unlearn. */
static int
judge_kind (struct vf_libvirt_tree *tree, struct vf_machine *machine,
            struct vf_error *err)
{
  const struct vf_libvirt_element *type = vf_libvirt_descend (tree, "os/type");
  struct vf_libvirt_entry *arch = vf_libvirt_find (tree, type, "@arch");
  struct vf_libvirt_entry *kind = vf_libvirt_find (tree, type, "");

  if (kind && strcmp (kind->value, "exe") == 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "<os> type: \"exe\" is a container, must be a "
                         "virtual machine");
  if (kind && strcmp (kind->value, "hvm") != 0
      && vf_libvirt_judge (kind, VF_FATE_LOSS,
                           "a paravirtual guest: its kernel has to start on "
                           "ordinary hardware",
                           err))
    return -1;
  if (arch && strcmp (arch->value, "x86_64") != 0
      && strcmp (arch->value, "i686") != 0)
    return vf_libvirt_judge (arch, VF_FATE_LOSS,
                             "another architecture: the target's is x86_64",
                             err);
  if (arch && machine->platform == VF_PLATFORM_QEMU)
    machine->os.bits = arch->value[0] == 'i' ? 32 : 64;
  return 0;
}

int
vf_libvirt_read_firmware (struct vf_libvirt_tree *tree,
                          struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_firmware *firmware = &machine->firmware;

  if (vf_libvirt_read_rows (tree, tree->elements.items,
                            vf_libvirt_rows_firmware, firmware, err)
      || judge_kind (tree, machine, err))
    return -1;
  if (is_efi (tree)) {
    firmware->kind = VF_FIRMWARE_EFI;
    firmware->bits = machine->os.bits;
  }
  read_features (tree, firmware);
  read_waits (tree, firmware);
  return firmware->nvram_name && firmware->nvram_name[0] == '/'
             ? vf_libvirt_set_text (&firmware->nvram_path,
                                    firmware->nvram_name, err)
             : 0;
}

/* The devices of one kind that <boot dev> names. */
static const struct {
  const char *name;
  bool is_nic;
  enum vf_disk_device device;
} boot_devices[] = {
  { "hd", false, VF_DISK_DISK },
  { "cdrom", false, VF_DISK_CDROM },
  { "fd", false, VF_DISK_FLOPPY },
  { "network", true, VF_DISK_DISK },
};

/* Gives ORDER to the first device of its kind that has none; only the first
 * disk is tried.  Returns: whether there was one. */
static bool
give_order (struct vf_machine *machine, const char *name, unsigned order)
{
  size_t kind = 0, i;

  while (kind < sizeof boot_devices / sizeof *boot_devices
         && strcmp (boot_devices[kind].name, name) != 0)
    kind++;
  if (kind == sizeof boot_devices / sizeof *boot_devices)
    return false;
  if (boot_devices[kind].is_nic) {
    if (!machine->nics.count || machine->nics.items[0].boot_order)
      return false;
    machine->nics.items[0].boot_order = order;
    return true;
  }
  for (i = 0; i < machine->disks.count; i++)
    if (machine->disks.items[i].device == boot_devices[kind].device) {
      if (machine->disks.items[i].boot_order)
        return false;
      machine->disks.items[i].boot_order = order;
      return true;
    }
  return false;
}

int
vf_libvirt_read_boot_order (struct vf_libvirt_tree *tree,
                            struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *os = vf_libvirt_descend (tree, "os");
  const struct vf_libvirt_element *boot = NULL;
  unsigned order = 1;

  while ((boot = vf_libvirt_child (tree, os, "boot", boot))) {
    struct vf_libvirt_entry *dev = vf_libvirt_find (tree, boot, "@dev");

    if (dev && give_order (machine, dev->value, order))
      order++;
    else if (vf_libvirt_judge (dev, VF_FATE_IRRELEVANT,
                               "the machine has no such device", err))
      return -1;
  }
  return 0;
}
