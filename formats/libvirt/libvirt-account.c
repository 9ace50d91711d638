/* vmferry: what becomes of what no part of a libvirt domain knows, the list of
 * all tables, and the account of the whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

static const char of_host[] = "a matter of the source's host";
static const char of_io[] = "how the source's host did its I/O";
static const char of_qemu[] = "given to QEMU by hand";
static const char of_state[] = "what libvirt noted while the domain ran";

/* As seen from the domain. */
const struct vf_libvirt_row vf_libvirt_rows_rest[] = {
  TAKEN_ROW ("sysinfo@type"),
  LOST_ROW ("sysinfo/*", "SMBIOS has the target's own text there"),
  VOID_ROW ("iothreads", of_io),
  VOID_ROW ("iothreadids*", of_io),
  VOID_ROW ("defaultiothread*", of_io),
  LOST_ROW ("blkiotune*", "the weight of the disks is not set"),
  LOST_ROW ("throttlegroups*", "the disks have no limit in common"),
  LOST_ROW ("pm/*", "the guest may sleep as its firmware lets it"),
  VOID_ROW ("resource*", of_host),
  VOID_ROW ("seclabel*", of_host),
  VOID_ROW ("perf*", of_host),
  VOID_ROW ("idmap*", "of containers"),
  VOID_ROW ("keywrap*", "of another architecture"),
  LOST_ROW ("qemu:commandline*", of_qemu),
  LOST_ROW ("qemu:capabilities*", of_qemu),
  LOST_ROW ("qemu:override*", of_qemu),
  VOID_ROW ("qemu:deprecation*", of_qemu),
  LOST_ROW ("xen:commandline*", "given to Xen by hand"),
  LOST_ROW ("bhyve:commandline*", "given to bhyve by hand"),
  VOID_ROW ("domstatus*", of_state),
  VOID_ROW ("domainsnapshot*", "of a snapshot; the domain is as it was then"),
  VOID_ROW ("domaincheckpoint*", "of a checkpoint of the backup"),
  END_ROW,
};

const struct vf_libvirt_table vf_libvirt_tables[] = {
  { "", vf_libvirt_rows_general },
  { "", vf_libvirt_rows_cpu },
  { "", vf_libvirt_rows_numa },
  { "", vf_libvirt_rows_memory },
  { "", vf_libvirt_rows_firmware },
  { "devices/disk", vf_libvirt_rows_disk },
  { "devices/controller", vf_libvirt_rows_controller },
  { "devices/interface", vf_libvirt_rows_nic },
  { "devices/serial", vf_libvirt_rows_port },
  { "devices/hostdev", vf_libvirt_rows_hostdev },
  { "devices/memory", vf_libvirt_rows_module },
  { "", vf_libvirt_rows_device },
  { "devices", vf_libvirt_rows_display },
  { "", vf_libvirt_rows_rest },
  { NULL, NULL },
};

int
vf_libvirt_read_account (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err)
{
  size_t i;

  if (vf_libvirt_read_rows (tree, tree->elements.items, vf_libvirt_rows_rest,
                            NULL, err))
    return -1;
  for (i = 0; i < tree->entries.count; i++) {
    const struct vf_libvirt_entry *entry = &tree->entries.items[i];
    enum vf_fate fate = entry->is_judged ? entry->fate : VF_FATE_UNKNOWN;

    if (vf_account_add (&machine->account, fate, entry->key,
                        entry->is_secret ? NULL : entry->value, entry->note,
                        err))
      return -1;
  }
  return 0;
}
