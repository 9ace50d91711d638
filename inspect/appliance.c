/* vmferry: starting and ending the appliance.  It is always started directly
 * (no libvirt daemon in between), without a network, and with the accelerator
 * that was found to work: a KVM that is there but does not run guests makes
 * libguestfs wait for ten minutes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/appliance.h"

#include <errno.h>
#include <guestfs.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "common/kvm.h"
#include "common/tempdir.h"
#include "inspect/appliance-guard.h"
#include "inspect/appliance-priv.h"

/* dpkg in a chroot and file system checks fit; the default of some
 * distributions (512 MiB) is too little for the latter. */
#define APPLIANCE_MEMORY_MIB 1280

static enum vf_error_code
code_of_errno (int errnum)
{
  switch (errnum) {
  case ENOENT:
    return VF_ERROR_NOT_FOUND;
  case EROFS:
  case EACCES:
    return VF_ERROR_PERMISSION;
  case ENOSPC:
  case EIO:
    return VF_ERROR_IO;
  default:
    return VF_ERROR_EXTERNAL;
  }
}

/* The first line of TEXT: what follows in libguestfs' messages is advice on
 * how to debug libguestfs. */
static int
first_line_length (const char *text)
{
  return (int)strcspn (text, "\n");
}

int
vf_appliance_error (struct vf_appliance *appliance, const char *what,
                    struct vf_error *err)
{
  const char *text = guestfs_last_error (appliance->handle);
  int errnum = guestfs_last_errno (appliance->handle);

  if (vf_job_check (appliance->job, err) == -1)
    return -1;
  if (appliance->guard && vf_guard_has_expired (appliance->guard))
    return vf_error_set (err, VF_ERROR_LIMIT, "%s: does not end", what);
  if (!text)
    text = "libguestfs does not say why";
  vf_error_set (err, code_of_errno (errnum), "%s: %.*s", what,
                first_line_length (text), text);
  err->errnum = errnum;
  return -1;
}

/* What libguestfs says goes to the log, not to standard error. */
static void
pass_to_log (guestfs_h *handle, void *opaque, uint64_t event, int event_handle,
             int flags, const char *buf, size_t buf_len, const uint64_t *array,
             size_t array_len)
{
  struct vf_job *job = opaque;

  (void)handle, (void)event, (void)event_handle, (void)flags;
  (void)array, (void)array_len;
  while (buf_len && buf[buf_len - 1] == '\n')
    buf_len--;
  if (buf_len)
    vf_job_log (job, VF_LOG_DETAIL, "appliance: %.*s", (int)buf_len, buf);
}

/* The accelerator, by a trial.  The environment may ask for TCG as well. */
static int
choose_accelerator (guestfs_h *handle, struct vf_job *job)
{
  struct vf_error reason = { 0 };

  if (vf_kvm_usable (&reason))
    return 0;
  vf_job_log (job, VF_LOG_WARNING,
              "%s: the appliance runs without KVM, which is slower",
              reason.text);
  return guestfs_set_backend_setting (handle, "force_tcg", "1");
}

static int
configure (guestfs_h *handle, struct vf_job *job)
{
  guestfs_set_error_handler (handle, NULL, NULL);
  if (guestfs_set_event_callback (handle, pass_to_log,
                                  GUESTFS_EVENT_LIBRARY
                                      | GUESTFS_EVENT_WARNING,
                                  0, job)
      == -1)
    return -1;
  if (guestfs_set_backend (handle, "direct") == -1
      || guestfs_set_program (handle, "vmferry") == -1
      || guestfs_set_network (handle, 0) == -1
      || guestfs_set_autosync (handle, 1) == -1
      || guestfs_set_memsize (handle, APPLIANCE_MEMORY_MIB) == -1)
    return -1;
  return choose_accelerator (handle, job);
}

static int
add_disks (guestfs_h *handle, const struct vf_appliance_disk *disks,
           size_t count, bool read_only)
{
  for (size_t i = 0; i < count; i++)
    if (guestfs_add_drive_opts (
            handle, disks[i].path, GUESTFS_ADD_DRIVE_OPTS_READONLY, read_only,
            GUESTFS_ADD_DRIVE_OPTS_FORMAT, disks[i].format,
            /* an overlay that is thrown away on failure needs no flushes
             * before its end */
            GUESTFS_ADD_DRIVE_OPTS_CACHEMODE, "unsafe",
            GUESTFS_ADD_DRIVE_OPTS_DISCARD, "besteffort", -1)
        == -1)
      return -1;
  return 0;
}

static struct vf_appliance *
new_appliance (struct vf_job *job, struct vf_error *err)
{
  struct vf_appliance *appliance = calloc (1, sizeof *appliance);

  if (!appliance) {
    vf_error_nomem (err, "the appliance");
    return NULL;
  }
  appliance->job = job;
  appliance->handle = guestfs_create_flags (GUESTFS_CREATE_NO_CLOSE_ON_EXIT);
  if (!appliance->handle) {
    vf_error_set_errno (err, errno, "libguestfs makes no handle");
    free (appliance);
    return NULL;
  }
  return appliance;
}

/* From here on the appliance is ended when the job is cancelled, whatever it
 * is at. */
static int
watch_over (struct vf_appliance *appliance, struct vf_error *err)
{
  int pid = guestfs_get_pid (appliance->handle);

  if (pid <= 0)
    return vf_appliance_error (appliance, "the appliance's process", err);
  appliance->guard = vf_guard_new (pid, appliance->job, err);
  return appliance->guard ? 0 : -1;
}

struct vf_appliance *
vf_appliance_launch (const struct vf_appliance_disk *disks, size_t count,
                     bool read_only, struct vf_job *job, struct vf_error *err)
{
  CLEANUP_APPLIANCE struct vf_appliance *appliance = new_appliance (job, err);

  if (!appliance)
    return NULL;
  appliance->disk_count = count;
  /* Of ours, so that it goes even when we are ended within a call. */
  appliance->folder = vf_tempdir_create (NULL, err);
  if (!appliance->folder)
    return NULL;
  if (guestfs_set_tmpdir (appliance->handle,
                          vf_tempdir_path (appliance->folder))
          == -1
      || configure (appliance->handle, job) == -1
      || add_disks (appliance->handle, disks, count, read_only) == -1
      || guestfs_launch (appliance->handle) == -1) {
    vf_appliance_error (appliance, "the appliance does not start", err);
    return NULL;
  }
  if (watch_over (appliance, err) == -1 || vf_job_check (job, err) == -1)
    return NULL;
  return TAKE (appliance);
}

int
vf_appliance_finish (struct vf_appliance *appliance, struct vf_error *err)
{
  int result = 0;

  /* The shutdown reaps what the guard watches. */
  vf_guard_free (TAKE (appliance->guard));
  if (guestfs_umount_all (appliance->handle) == -1
      || guestfs_shutdown (appliance->handle) == -1)
    result = vf_appliance_error (appliance, "the appliance does not end well",
                                 err);
  vf_appliance_abandon (appliance);
  return result;
}

void
vf_appliance_abandon (struct vf_appliance *appliance)
{
  if (!appliance)
    return;
  vf_guard_free (appliance->guard);
  guestfs_close (appliance->handle);
  vf_tempdir_remove (appliance->folder);
  free (appliance);
}

size_t
vf_appliance_disk_count (const struct vf_appliance *appliance)
{
  return appliance->disk_count;
}
