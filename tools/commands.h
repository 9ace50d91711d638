/* vmferry: all subcommands in the order in which --help shows them, and which
 * program runs them: "disk" and "definition" are vmferry itself, "vm" is the
 * helper vmferry-vm, so that only those who need libguestfs or libvirt load
 * them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_COMMANDS_H
#define VF_TOOLS_COMMANDS_H

#define VF_DISK_COMMANDS(X)                                                   \
  X (info, "say what an image is: format, sizes, chain, extents")             \
  X (map, "list where data, zeros and holes lie")                             \
  X (check, "look for damage in an image")                                    \
  X (copy, "copy a disk into qcow2, raw, vhdx, vmdk, a device or NBD")        \
  X (compare, "compare what the guest sees in two images")                    \
  X (serve, "serve an image read-only by NBD")

#define VF_DEFINITION_COMMANDS(X)                                             \
  X (show, "show a VM definition as it was read")

#define VF_VM_COMMANDS(X)                                                     \
  X (emit, "write a VM definition for KVM, without touching disks")           \
  X (inspect, "say what is inside a VM and what a conversion would change")   \
  X (convert, "convert a VM: disks, guest and definition")                    \
  X (boot, "boot a converted VM isolated and say whether it came up")

#endif
