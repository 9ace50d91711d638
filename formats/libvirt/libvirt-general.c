/* vmferry: who a libvirt domain is: hypervisor, names, identifiers, guest
 * system, lifecycle, clock.
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

#define MEMBER(name) offsetof (struct vf_machine, name)
#define TEXT(path, member)                                                    \
  {                                                                           \
    path, VF_LIBVIRT_TEXT, MEMBER (member), 0, NULL                           \
  }

static const char of_time[] = "when and how the source's clock was set";

const struct vf_libvirt_row vf_libvirt_rows_general[] = {
  TAKEN_ROW ("domain@type"),
  VOID_ROW ("domain@id", "the domain ran when this was written"),
  TEXT ("name", identity.name),
  TEXT ("title", identity.title),
  TEXT ("description", identity.description),
  TAKEN_ROW ("uuid"),
  TAKEN_ROW ("genid"),
  VOID_ROW ("hwuuid", "the same identifier once more"),
  TEXT ("vmware:moref", identity.source_id),
  VOID_ROW ("vmware:datacenterpath", "a place in the source's inventory"),
  TEXT ("metadata/libosinfo:libosinfo/libosinfo:os@id", os.osinfo_uri),
  VOID_ROW ("metadata/*", "notes of other software"),
  TEXT ("on_poweroff", lifecycle.on_poweroff),
  TEXT ("on_reboot", lifecycle.on_reboot),
  TEXT ("on_crash", lifecycle.on_crash),
  LOST_ROW ("on_lockfailure", "the target's host takes no locks"),
  TAKEN_ROW ("clock@offset"),
  TAKEN_ROW ("clock@adjustment"),
  VOID_ROW ("clock@basis", of_time),
  VOID_ROW ("clock@start", of_time),
  LOST_ROW ("clock@timezone", "the clock has the zone of the target's host"),
  LOST_ROW ("clock/timer@frequency", "the guest measures its clocks anew"),
  VOID_ROW ("clock/timer*", "the target's timers follow the guest system"),
  END_ROW,
};

/* Whose definition it is, by the type of the domain. */
static const struct {
  const char *type;
  enum vf_platform platform;
} platforms[] = {
  { "vmware", VF_PLATFORM_VMWARE },   { "hyperv", VF_PLATFORM_HYPERV },
  { "vbox", VF_PLATFORM_VIRTUALBOX }, { "xen", VF_PLATFORM_XEN },
  { "kvm", VF_PLATFORM_QEMU },        { "qemu", VF_PLATFORM_QEMU },
  { "hvf", VF_PLATFORM_QEMU },        { "kqemu", VF_PLATFORM_QEMU },
};

static int
read_platform (const struct vf_libvirt_tree *tree, struct vf_machine *machine,
               struct vf_error *err)
{
  static const char *const containers[] = { "lxc", "openvz", "uml" };
  const struct vf_libvirt_element *root = tree->elements.items;
  const char *type = vf_libvirt_get (tree, root, "domain@type");
  size_t i;

  for (i = 0; type && i < sizeof containers / sizeof *containers; i++)
    if (strcmp (type, containers[i]) == 0)
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "<domain> type: \"%s\" is a container, must be a "
                           "virtual machine",
                           type);
  for (i = 0; type && i < sizeof platforms / sizeof *platforms; i++)
    if (strcmp (type, platforms[i].type) == 0)
      machine->platform = platforms[i].platform;
  return 0;
}

/* libvirt's Hyper-V driver gives the VM's own GUID, which its guest does not
 * see; its VMware drivers the bytes of the table as a text; all others what
 * QEMU takes, whose first fields lie the other way round in the table.
 * Source:  hyperv_driver.c; vmx.c; smbios.c of QEMU */
static int
read_uuid (struct vf_libvirt_tree *tree, struct vf_machine *machine,
           struct vf_error *err)
{
  static const uint8_t none[16];
  struct vf_machine_identity *identity = &machine->identity;
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, tree->elements.items, "uuid");

  if (!entry)
    return 0;
  if (machine->platform == VF_PLATFORM_HYPERV)
    return vf_libvirt_set_text (&identity->instance_uuid, entry->value, err)
                   || vf_libvirt_judge (entry, VF_FATE_LOSS,
                                        "names the VM to Hyper-V; what its "
                                        "guest reads is not told",
                                        err)
               ? -1
               : 0;
  if (!vf_libvirt_parse_uuid (entry->value, identity->bios_uuid))
    return vf_libvirt_judge (entry, VF_FATE_LOSS, "not 16 bytes", err);
  if (memcmp (identity->bios_uuid, none, sizeof none) == 0)
    return vf_libvirt_judge (entry, VF_FATE_IRRELEVANT,
                             "libvirt's word for none", err);
  identity->has_bios_uuid = true;
  if (machine->platform != VF_PLATFORM_VMWARE)
    vf_libvirt_swap_uuid (identity->bios_uuid);
  return vf_libvirt_set_text (&identity->bios_uuid_text, entry->value, err);
}

static uint64_t
get_half (const uint8_t *bytes, bool is_little)
{
  uint64_t half = 0;
  unsigned i;

  for (i = 0; i < 8; i++)
    half |= (uint64_t)bytes[i] << 8 * (is_little ? i : 7 - i);
  return half;
}

/* The VMware drivers write the two numbers one after the other, in hexadecimal
 * digits; all others a UUID that QEMU turns around in memory. */
static int
read_genid (struct vf_libvirt_tree *tree, struct vf_machine *machine,
            struct vf_error *err)
{
  struct vf_machine_identity *identity = &machine->identity;
  struct vf_libvirt_entry *entry
      = vf_libvirt_find (tree, tree->elements.items, "genid");
  bool is_little = machine->platform != VF_PLATFORM_VMWARE;
  uint8_t bytes[16];

  if (!entry)
    return 0;
  if (!*entry->value)
    return vf_libvirt_judge (entry, VF_FATE_LOSS,
                             "one that libvirt had to make up", err);
  if (!vf_libvirt_parse_uuid (entry->value, bytes))
    return vf_libvirt_judge (entry, VF_FATE_LOSS, "not 16 bytes", err);
  if (is_little)
    vf_libvirt_swap_uuid (bytes);
  identity->has_genid = true;
  identity->genid_low = get_half (bytes, is_little);
  identity->genid_high = get_half (bytes + 8, is_little);
  return 0;
}

/* What libosinfo's identifiers begin with, and what it means. */
static const struct {
  const char *start;
  enum vf_os_family family;
} families[] = {
  { "http://microsoft.com/", VF_OS_WINDOWS },
  { "http://freebsd.org/", VF_OS_BSD },
  { "http://openbsd.org/", VF_OS_BSD },
  { "http://netbsd.org/", VF_OS_BSD },
  { "http://dragonflybsd.org/", VF_OS_BSD },
  { "http://oracle.com/solaris/", VF_OS_SOLARIS },
  { "http://sun.com/", VF_OS_SOLARIS },
  { "http://apple.com/", VF_OS_DARWIN },
  { "http://novell.com/netware/", VF_OS_OTHER },
  { "http://haiku-os.org/", VF_OS_OTHER },
  { "http://libosinfo.org/unknown", VF_OS_UNKNOWN },
  { "http://", VF_OS_LINUX },
};

static void
read_family (struct vf_machine_os *os)
{
  size_t i;

  for (i = 0; os->osinfo_uri && i < sizeof families / sizeof *families; i++)
    if (strncmp (os->osinfo_uri, families[i].start, strlen (families[i].start))
        == 0) {
      os->family = families[i].family;
      return;
    }
}

/* Source:  formatdomain.html, "Time keeping" */
static int
read_clock (struct vf_libvirt_tree *tree, struct vf_machine *machine,
            struct vf_error *err)
{
  const struct vf_libvirt_element *clock = vf_libvirt_descend (tree, "clock");
  struct vf_libvirt_entry *shift
      = vf_libvirt_find (tree, clock, "@adjustment");
  const char *offset = vf_libvirt_get (tree, clock, "@offset");

  if (!offset)
    return 0;
  machine->clock.is_localtime
      = strcmp (offset, "utc") == 0 ? VF_NO
        : strcmp (offset, "localtime") == 0
                || vf_libvirt_has (tree, clock, "@basis", "localtime")
            ? VF_YES
            : VF_UNSET;
  if (!shift || strcmp (shift->value, "reset") == 0)
    return vf_libvirt_judge (shift, VF_FATE_IRRELEVANT, of_time, err);
  return vf_machine_set_clock_offset (&machine->clock, shift->value, 1)
             ? 0
             : vf_libvirt_judge (shift, VF_FATE_LOSS,
                                 "not a number of seconds below a century",
                                 err);
}

/* A status that libvirt keeps of a domain tells whether it runs. */
static int
read_power (struct vf_libvirt_tree *tree, struct vf_error *err)
{
  struct vf_libvirt_entry *state
      = vf_libvirt_find (tree, tree->elements.items, "domstatus@state");

  if (!state || strcmp (state->value, "shutoff") == 0)
    return 0;
  return vf_libvirt_judge (state, VF_FATE_LOSS,
                           "the VM was not shut down: its disks may be "
                           "inconsistent",
                           err);
}

int
vf_libvirt_read_general (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err)
{
  if (read_platform (tree, machine, err)
      || vf_libvirt_read_rows (tree, tree->elements.items,
                               vf_libvirt_rows_general, machine, err)
      || read_uuid (tree, machine, err) || read_genid (tree, machine, err)
      || read_clock (tree, machine, err) || read_power (tree, err))
    return -1;
  read_family (&machine->os);
  return 0;
}
