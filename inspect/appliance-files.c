/* vmferry: files of the guest, read and written through the appliance.  A
 * write is never in place: what the guest has is whole at any time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/appliance.h"

#include <errno.h>
#include <guestfs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/error.h"
#include "common/job.h"
#include "common/text.h"
#include "inspect/appliance-guard.h"
#include "inspect/appliance-priv.h"

/* Up to here bytes travel in one message; libguestfs' limit is 4 MiB. */
#define MESSAGE_MAX ((size_t)2 << 20)
/* Up to here a file is read by messages, which takes next to no time each; a
 * download starts two processes in the appliance, but is faster per byte. */
#define MESSAGES_MAX ((size_t)16 << 20)

/* What a program of the guest may take: dpkg makes an initramfs in minutes
 * without KVM; a maintainer script that asks a question never ends. */
#define PROGRAM_LIMIT_MS (30u * 60 * 1000)

bool
vf_appliance_exists (struct vf_appliance *appliance, const char *path)
{
  return guestfs_is_file_opts (appliance->handle, path,
                               GUESTFS_IS_FILE_OPTS_FOLLOWSYMLINKS, 1, -1)
             == 1
         || guestfs_is_dir_opts (appliance->handle, path,
                                 GUESTFS_IS_DIR_OPTS_FOLLOWSYMLINKS, 1, -1)
                == 1;
}

static int
compare (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

int
vf_appliance_list_folder (struct vf_appliance *appliance, const char *path,
                          struct vf_text_list *ret_names, struct vf_error *err)
{
  struct vf_text_list names = { 0 };

  if (guestfs_is_dir_opts (appliance->handle, path,
                           GUESTFS_IS_DIR_OPTS_FOLLOWSYMLINKS, 1, -1)
      == 1) {
    names.items = guestfs_ls (appliance->handle, path);
    if (!names.items)
      return vf_appliance_error (appliance, path, err);
    while (names.items[names.count])
      names.count++;
    names.capacity = names.count;
    qsort (names.items, names.count, sizeof *names.items, compare);
  }
  *ret_names = names;
  return 0;
}

static int
too_short (const char *path, struct vf_error *err)
{
  return vf_error_set (err, VF_ERROR_IO, "%s: shorter than its size says",
                       path);
}

static int
read_by_messages (struct vf_appliance *appliance, const char *path,
                  char *bytes, size_t size, struct vf_error *err)
{
  for (size_t done = 0; done < size;) {
    size_t part = size - done < MESSAGE_MAX ? size - done : MESSAGE_MAX;
    size_t got = 0;
    CLEANUP_FREE char *chunk = guestfs_pread (appliance->handle, path,
                                              (int)part, (int64_t)done, &got);

    if (!chunk)
      return vf_appliance_error (appliance, path, err);
    if (got == 0 || got > part)
      return too_short (path, err);
    memcpy (bytes + done, chunk, got);
    done += got;
  }
  return 0;
}

static int
read_by_download (struct vf_appliance *appliance, const char *path,
                  char *bytes, size_t size, struct vf_error *err)
{
  CLEANUP_FD int fd = memfd_create ("vmferry-download", MFD_CLOEXEC);
  char name[64];

  if (fd == -1)
    return vf_error_set_errno (err, errno, "%s", path);
  snprintf (name, sizeof name, "/dev/fd/%d", fd);
  if (guestfs_download (appliance->handle, path, name) == -1)
    return vf_appliance_error (appliance, path, err);
  for (size_t done = 0; done < size;) {
    ssize_t n = pread (fd, bytes + done, size - done, (off_t)done);

    if (n <= 0)
      return too_short (path, err);
    done += (size_t)n;
  }
  return 0;
}

/* The size of a regular file, or -1. */
static int64_t
size_of_file (struct vf_appliance *appliance, const char *path, size_t max,
              struct vf_error *err)
{
  int64_t size;

  if (guestfs_is_file_opts (appliance->handle, path,
                            GUESTFS_IS_FILE_OPTS_FOLLOWSYMLINKS, 1, -1)
      != 1)
    return vf_error_set (err, VF_ERROR_NOT_FOUND, "%s: there is no such file",
                         path);
  size = guestfs_filesize (appliance->handle, path);
  if (size < 0)
    return vf_appliance_error (appliance, path, err);
  if ((uint64_t)size > max)
    return vf_error_set (err, VF_ERROR_LIMIT, "%s: %lld bytes, more than %zu",
                         path, (long long)size, max);
  return size;
}

void *
vf_appliance_read_file (struct vf_appliance *appliance, const char *path,
                        size_t max, size_t *ret_size, struct vf_error *err)
{
  CLEANUP_FREE char *bytes = NULL;
  int64_t size;
  int result;

  if (vf_job_check (appliance->job, err) == -1)
    return NULL;
  size = size_of_file (appliance, path, max, err);
  if (size == -1)
    return NULL;
  bytes = malloc ((size_t)size + 1);
  if (!bytes) {
    vf_error_nomem (err, path);
    return NULL;
  }
  if ((size_t)size <= MESSAGES_MAX)
    result = read_by_messages (appliance, path, bytes, (size_t)size, err);
  else
    result = read_by_download (appliance, path, bytes, (size_t)size, err);
  if (result == -1)
    return NULL;
  *ret_size = (size_t)size;
  return TAKE (bytes);
}

char *
vf_appliance_read_text (struct vf_appliance *appliance, const char *path,
                        size_t max, struct vf_error *err)
{
  size_t size;
  CLEANUP_FREE char *bytes
      = vf_appliance_read_file (appliance, path, max, &size, err);
  char *text;

  if (!bytes)
    return NULL;
  text = realloc (bytes, size + 1);
  if (!text) {
    vf_error_nomem (err, path);
    return NULL;
  }
  bytes = NULL;
  text[size] = '\0';
  return text;
}

/* Writes N bytes to PATH, in place. */
static int
upload (struct vf_appliance *appliance, const char *path, const void *bytes,
        size_t n, struct vf_error *err)
{
  CLEANUP_FD int fd = memfd_create ("vmferry-upload", MFD_CLOEXEC);
  char name[64];

  if (fd == -1)
    return vf_error_set_errno (err, errno, "%s", path);
  for (size_t done = 0; done < n;) {
    ssize_t part = pwrite (fd, (const char *)bytes + done, n - done,
                           (off_t)done);

    if (part <= 0)
      return vf_error_set_errno (err, errno, "%s", path);
    done += (size_t)part;
  }
  snprintf (name, sizeof name, "/dev/fd/%d", fd);
  if (guestfs_upload (appliance->handle, name, path) == -1)
    return vf_appliance_error (appliance, path, err);
  return 0;
}

/* PATH's contents under the temporary name, with PATH's mode and owner. */
static int
write_beside (struct vf_appliance *appliance, const char *path,
              const char *temporary, const void *bytes, size_t n,
              struct vf_error *err)
{
  guestfs_h *g = appliance->handle;
  bool is_old = guestfs_is_file_opts (
                    g, path, GUESTFS_IS_FILE_OPTS_FOLLOWSYMLINKS, 1, -1)
                == 1;

  /* What has that name may be a pipe, that nobody reads. */
  guestfs_rm_f (g, temporary);
  if (n <= MESSAGE_MAX
          ? guestfs_write (g, temporary, bytes, n) == -1
          : upload (appliance, temporary, bytes, n, err) == -1)
    return vf_appliance_error (appliance, path, err);
  if (is_old
          ? guestfs_copy_attributes (g, path, temporary,
                                     GUESTFS_COPY_ATTRIBUTES_ALL, 1, -1)
                == -1
          : guestfs_chmod (g, 0644, temporary) == -1)
    return vf_appliance_error (appliance, path, err);
  return 0;
}

int
vf_appliance_write_file (struct vf_appliance *appliance, const char *path,
                         const void *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_FREE char *real = NULL;
  CLEANUP_FREE char *temporary = NULL;

  if (vf_job_check (appliance->job, err) == -1)
    return -1;
  /* Through a symbolic link, the file behind it is what changes. */
  real = guestfs_realpath (appliance->handle, path);
  temporary = vf_text_printf ("%s.vmferry", real ? real : path);
  if (!temporary)
    return vf_error_nomem (err, path);
  if (write_beside (appliance, real ? real : path, temporary, bytes, n, err)
          == -1
      || vf_appliance_rename (appliance, temporary, real ? real : path, err)
             == -1) {
    guestfs_rm_f (appliance->handle, temporary);
    return -1;
  }
  return 0;
}

int
vf_appliance_make_folder (struct vf_appliance *appliance, const char *path,
                          struct vf_error *err)
{
  if (guestfs_mkdir_p (appliance->handle, path) == -1)
    return vf_appliance_error (appliance, path, err);
  return 0;
}

int
vf_appliance_chmod (struct vf_appliance *appliance, const char *path,
                    unsigned mode, struct vf_error *err)
{
  if (guestfs_chmod (appliance->handle, (int)mode, path) == -1)
    return vf_appliance_error (appliance, path, err);
  return 0;
}

int
vf_appliance_rename (struct vf_appliance *appliance, const char *from,
                     const char *to, struct vf_error *err)
{
  if (guestfs_rename (appliance->handle, from, to) == -1)
    return vf_appliance_error (appliance, to, err);
  return 0;
}

int
vf_appliance_remove (struct vf_appliance *appliance, const char *path,
                     struct vf_error *err)
{
  if (guestfs_rm_f (appliance->handle, path) == -1)
    return vf_appliance_error (appliance, path, err);
  return 0;
}

char *
vf_appliance_run (struct vf_appliance *appliance, const char *const argv[],
                  struct vf_error *err)
{
  char *output;

  if (vf_job_check (appliance->job, err) == -1)
    return NULL;
  vf_guard_limit (appliance->guard, PROGRAM_LIMIT_MS);
  output = guestfs_command (appliance->handle, (char *const *)argv);
  vf_guard_limit (appliance->guard, 0);
  if (!output)
    vf_appliance_error (appliance, argv[0], err);
  return output;
}
