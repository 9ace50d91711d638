/* vmferry: tests of reading an initramfs: what is in it is found, and a guest
 * cannot make us keep more than fits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/initramfs.h"

#include <string.h>
#include <zlib.h>

#include "common/error.h"
#include "tests/unit.h"

static struct vf_error err;

static void
pad (FILE *out)
{
  while (ftell (out) % 4)
    fputc (0, out);
}

/* Adds a regular file of SIZE spaces. */
static void
add_file (FILE *out, const char *name, unsigned size)
{
  unsigned fields[13] = { 0, 0100644, 0, 0, 1, 0, size };
  size_t i;

  fields[11] = strlen (name) + 1;
  fprintf (out, "070701");
  for (i = 0; i < 13; i++)
    fprintf (out, "%08x", fields[i]);
  fwrite (name, 1, strlen (name) + 1, out);
  pad (out);
  fprintf (out, "%*s", (int)size, "");
  pad (out);
}

START_TEST (modules_of_the_version_are_found)
{
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };
  char *bytes;
  size_t n;
  FILE *out = open_memstream (&bytes, &n);

  add_file (out, "usr/lib/modules/6.1/kernel/virtio_blk.ko.xz", 5);
  add_file (out, "usr/lib/modules/5.9/kernel/virtio_net.ko", 5);
  add_file (out, "usr/lib/modules/6.10/kernel/virtio_pci.ko", 5);
  add_file (out, "TRAILER!!!", 0);
  fclose (out);
  ck_assert_msg (vf_initramfs_read (bytes, n, "6.1", &initramfs, &err) == 0,
                 "%s", err.text);
  ck_assert (vf_initramfs_has_module (&initramfs, "kernel/virtio-blk.ko"));
  ck_assert (!vf_initramfs_has_module (&initramfs, "virtio_net.ko"));
  ck_assert (!vf_initramfs_has_module (&initramfs, "virtio_pci.ko"));
  free (bytes);
}
END_TEST

/* 80 MiB of settings, which pack to next to nothing. */
START_TEST (a_bomb_of_settings_is_refused)
{
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };
  char name[32], path[] = "/tmp/vmferry-initramfs-XXXXXX";
  char *bytes, *packed;
  size_t n, n_packed, i;
  FILE *out = open_memstream (&bytes, &n);
  int fd = mkstemp (path);
  gzFile zip;

  for (i = 0; i < 80 * 16; i++) {
    snprintf (name, sizeof name, "conf/%zu", i);
    add_file (out, name, 65536);
  }
  add_file (out, "TRAILER!!!", 0);
  fclose (out);
  zip = gzdopen (dup (fd), "wb1");
  ck_assert_int_eq (gzwrite (zip, bytes, (unsigned)n), (int)n);
  gzclose (zip);
  n_packed = (size_t)lseek (fd, 0, SEEK_END);
  packed = malloc (n_packed);
  ck_assert_int_eq (pread (fd, packed, n_packed, 0), (ssize_t)n_packed);
  unlink (path);
  ck_assert_int_eq (vf_initramfs_read (packed, n_packed, "6.1", &initramfs,
                                       &err),
                    -1);
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  free (bytes);
  free (packed);
  close (fd);
}
END_TEST

UNIT_MAIN ("inspect/initramfs", modules_of_the_version_are_found,
           a_bomb_of_settings_is_refused)
