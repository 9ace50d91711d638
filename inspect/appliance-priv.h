/* vmferry: inside of the appliance, for the appliance's own files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_APPLIANCE_PRIV_H
#define VF_INSPECT_APPLIANCE_PRIV_H

#include <stddef.h>

struct guestfs_h;
struct vf_appliance;
struct vf_error;
struct vf_guard;
struct vf_job;
struct vf_tempdir;

struct vf_appliance {
  struct guestfs_h *handle;
  struct vf_job *job;     /* borrowed */
  struct vf_guard *guard; /* over its QEMU; NULL before that runs */
  struct vf_tempdir *folder; /* for libguestfs' files */
  size_t disk_count;
};

/* Sets ERR from libguestfs' last error: CANCELLED when the job was cancelled,
 * LIMIT when the guard's time was up, NOT_FOUND or another code from its
 * errno, else EXTERNAL.  WHAT is put in front.
 * Returns: -1 always. */
int vf_appliance_error (struct vf_appliance *appliance, const char *what,
                        struct vf_error *err);

#endif
