/* vmferry: devices of a libvirt domain that need no more than a row each, and
 * what protects the domain from its host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

static const char of_layout[] = "the target has its own layout";
static const char of_host[] = "how the source's host served the device";
static const char of_screen[] = "goes with the screen";
static const char of_launch[] = "made for one start on one host";

/* As seen from the domain. */
const struct vf_libvirt_row vf_libvirt_rows_device[] = {
  VOID_ROW ("devices/emulator", "a file of the source's host"),
  TAKEN_ROW ("devices/input@type"),
  TAKEN_ROW ("devices/input@bus"),
  TAKEN_ROW ("devices/input@model"),
  LOST_ROW ("devices/input/source*", "a device of the source's host"),
  TAKEN_ROW ("devices/sound@model"),
  VOID_ROW ("devices/sound/*", of_screen),
  VOID_ROW ("devices/audio*", of_screen),
  TAKEN_ROW ("devices/tpm@model"),
  TAKEN_ROW ("devices/tpm/backend@type"),
  TAKEN_ROW ("devices/tpm/backend@version"),
  VOID_ROW ("devices/tpm/backend@persistent_state", of_host),
  LOST_ROW ("devices/tpm/backend/encryption@secret",
            "what the TPM holds is not carried over"),
  LOST_ROW ("devices/tpm/backend/device@path",
            "a device of the source's host"),
  VOID_ROW ("devices/tpm/backend/*", of_host),
  TAKEN_ROW ("devices/watchdog@model"),
  TAKEN_ROW ("devices/watchdog@action"),
  TAKEN_ROW ("devices/rng@model"),
  VOID_ROW ("devices/rng/backend*", of_host),
  LOST_ROW ("devices/rng/rate@*", "how much may be drawn is the default"),
  VOID_ROW ("devices/rng/driver*", of_host),
  TAKEN_ROW ("devices/panic@model"),
  TAKEN_ROW ("devices/memballoon@model"),
  VOID_ROW ("devices/memballoon@*", of_host),
  VOID_ROW ("devices/memballoon/driver*", of_host),
  VOID_ROW ("devices/memballoon/stats@period", of_host),
  TAKEN_ROW ("devices/vsock@model"),
  TAKEN_ROW ("devices/vsock/cid@*"),
  VOID_ROW ("devices/vsock/driver*", of_host),
  TAKEN_ROW ("devices/smartcard@mode"),
  TAKEN_ROW ("devices/smartcard@type"),
  LOST_ROW ("devices/smartcard/certificate", "a card of the source's host"),
  LOST_ROW ("devices/smartcard/database", "a card of the source's host"),
  VOID_ROW ("devices/smartcard/*", of_host),
  TAKEN_ROW ("devices/filesystem@type"),
  VOID_ROW ("devices/filesystem@*", of_host),
  TAKEN_ROW ("devices/filesystem/driver@type"),
  VOID_ROW ("devices/filesystem/driver@*", of_host),
  TAKEN_ROW ("devices/filesystem/source@*"),
  LOST_ROW ("devices/filesystem/target@dir",
            "a folder of the source's host is not shared with the guest"),
  VOID_ROW ("devices/filesystem/binary*", of_host),
  LOST_ROW ("devices/filesystem/*", of_host),
  TAKEN_ROW ("devices/iommu@model"),
  VOID_ROW ("devices/iommu/*", "follows the number of vCPUs"),
  LOST_ROW ("devices/redirdev@*", "USB devices are not redirected"),
  LOST_ROW ("devices/redirdev/*", "USB devices are not redirected"),
  LOST_ROW ("devices/redirfilter*", "USB devices are not redirected"),
  VOID_ROW ("devices/hub*", "the target's USB has its own ports"),
  VOID_ROW ("devices/lease*", "a lock of the source's host"),
  LOST_ROW ("devices/shmem*", "memory shared with other VMs"),
  LOST_ROW ("devices/nvram*", "of another architecture"),
  LOST_ROW ("devices/crypto*", "the guest has no crypto device"),
  LOST_ROW ("devices/pstore*", "the guest has no store for crashes"),
  TAKEN_ROW ("launchSecurity@type"),
  TAKEN_ROW ("launchSecurity/policy"),
  { "launchSecurity/session", VF_LIBVIRT_SECRET, 0, VF_FATE_LOSS, of_launch },
  { "launchSecurity/dhCert", VF_LIBVIRT_SECRET, 0, VF_FATE_LOSS, of_launch },
  LOST_ROW ("launchSecurity*", of_launch),
  END_ROW,
};

/* What every device has, as seen from it. */
static const struct vf_libvirt_row of_all[] = {
  VOID_ROW ("alias@name", "libvirt's own name for the device"),
  VOID_ROW ("address@*", of_layout),
  VOID_ROW ("acpi@index", of_layout),
  END_ROW,
};

/* Elements that become a device, and where its members stand. */
static const struct kind {
  const char *element;
  enum vf_device_kind kind;
  const char *model, *backing; /* paths; NULL none */
} kinds[] = {
  { "sound", VF_DEVICE_SOUND, "@model", NULL },
  { "tpm", VF_DEVICE_TPM, "@model", "backend@version" },
  { "watchdog", VF_DEVICE_WATCHDOG, "@model", "@action" },
  { "rng", VF_DEVICE_RNG, "@model", NULL },
  { "panic", VF_DEVICE_PANIC, "@model", NULL },
  { "vsock", VF_DEVICE_VSOCK, "@model", NULL },
  { "filesystem", VF_DEVICE_FILESYSTEM, "driver@type", "source@dir" },
  { "smartcard", VF_DEVICE_SMARTCARD, "@mode", NULL },
  { "input", VF_DEVICE_INPUT, "@type", NULL },
};

static const struct kind *
find_kind (const char *name)
{
  size_t i;

  for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp (kinds[i].element, name) == 0)
      return &kinds[i];
  return NULL;
}

/* Every PC has a keyboard and a mouse. */
static bool
is_of_board (const struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element)
{
  return strcmp (element->name, "input") == 0
         && vf_libvirt_has (tree, element, "@bus", "ps2");
}

static int
add_device (struct vf_libvirt_tree *tree,
            const struct vf_libvirt_element *element, const struct kind *kind,
            struct vf_machine *machine, struct vf_error *err)
{
  struct vf_machine_device *device;
  unsigned number = 0;
  char key[48];
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    number += machine->devices.items[i].kind == kind->kind;
  snprintf (key, sizeof key, "%s%u", kind->element, number);
  device = vf_machine_add_device (machine, kind->kind, key, err);
  if (!device
      || vf_libvirt_set_text (
          &device->model, vf_libvirt_get (tree, element, kind->model), err))
    return -1;
  return kind->backing ? vf_libvirt_set_text (
             &device->backing, vf_libvirt_get (tree, element, kind->backing),
             err)
                       : 0;
}

static int
read_device (struct vf_libvirt_tree *tree,
             const struct vf_libvirt_element *element,
             struct vf_machine *machine, struct vf_error *err)
{
  const struct kind *kind = find_kind (element->name);

  if (is_of_board (tree, element)
      && vf_libvirt_judge_rest (tree, element, VF_FATE_IRRELEVANT,
                                "every target machine has it", err))
    return -1;
  if (kind && !is_of_board (tree, element)
      && add_device (tree, element, kind, machine, err))
    return -1;
  if (strcmp (element->name, "memballoon") == 0)
    machine->memory.balloon
        = vf_libvirt_has (tree, element, "@model", "none") ? VF_NO : VF_YES;
  if (strcmp (element->name, "iommu") == 0)
    machine->cpu.iommu = VF_YES;
  return vf_libvirt_read_rows (tree, element, of_all, NULL, err);
}

/* Source:  formatdomain.html, "Launch Security"; bit 2 of SEV's policy is ES
 */
static void
read_launch (const struct vf_libvirt_tree *tree,
             struct vf_machine_security *security)
{
  enum { SEV_ES = 4 };
  const struct vf_libvirt_element *launch
      = vf_libvirt_descend (tree, "launchSecurity");
  uint64_t policy;

  if (vf_libvirt_has (tree, launch, "@type", "tdx"))
    security->launch = VF_LAUNCH_TDX;
  else if (vf_libvirt_has (tree, launch, "@type", "sev-snp"))
    security->launch = VF_LAUNCH_SEV_SNP;
  else if (vf_libvirt_has (tree, launch, "@type", "sev"))
    security->launch
        = vf_libvirt_get_number (tree, launch, "policy", UINT32_MAX, &policy)
                  && policy & SEV_ES
              ? VF_LAUNCH_SEV_ES
              : VF_LAUNCH_SEV;
}

int
vf_libvirt_read_devices (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element = NULL;

  while ((element = vf_libvirt_child (tree, devices, NULL, element)))
    if (read_device (tree, element, machine, err))
      return -1;
  read_launch (tree, &machine->security);
  return vf_libvirt_read_rows (tree, tree->elements.items,
                               vf_libvirt_rows_device, NULL, err);
}
