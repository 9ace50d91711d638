/* vmferry: recognising the files that make up a VMDK.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMDK_PROBE_H
#define VF_FORMATS_VMDK_PROBE_H

#include <stddef.h>
#include <stdint.h>

struct vf_probe;

/* What a file is by its first bytes. */
enum vf_vmdk_file_kind {
  VF_VMDK_FILE_OTHER, /* perhaps plain guest data */
  VF_VMDK_FILE_HOSTED,
  VF_VMDK_FILE_COWD,
  VF_VMDK_FILE_SESPARSE,
  VF_VMDK_FILE_UNFINISHED, /* hosted, but its writer was interrupted */
  VF_VMDK_FILE_CTK,        /* change tracking, not a disk */
  VF_VMDK_FILE_DESCRIPTOR,
  VF_VMDK_FILE_UTF16, /* a descriptor that an editor saved as UTF-16 */
};

/* The kind of a file that starts with these N bytes. */
enum vf_vmdk_file_kind vf_vmdk_file_kind (const void *head, size_t n);

/* How sure it is that a file is part of a VMDK, 0 to 100. */
int vf_vmdk_probe (const struct vf_probe *probe);

#endif
