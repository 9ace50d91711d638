/* vmferry: tests of reading an initramfs, and of writing the archive that is
 * put behind one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/cpio.h"

#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "drivers/cpio-writer.h"
#include "inspect/initramfs.h"
#include "tests/unit.h"

#define MODULES "usr/lib/modules/6.1"

static struct vf_error err;

/* An initramfs under construction. */
struct archive {
  char bytes[262144];
  size_t size;
};

static void
append (struct archive *archive, const void *bytes, size_t n)
{
  ck_assert_uint_lt (archive->size + n, sizeof archive->bytes);
  memcpy (archive->bytes + archive->size, bytes, n);
  archive->size += n;
}

static void
append_zeros (struct archive *archive, size_t n)
{
  static const char zeros[8192];

  append (archive, zeros, n);
}

/* A cpio archive with a folder, NAME with TEXT, and a module. */
static void *
make_plain (const char *name, const char *text, size_t *ret_size)
{
  CLEANUP_CPIO_WRITER struct vf_cpio_writer *writer
      = vf_cpio_writer_new (&err);
  void *bytes;

  ck_assert_ptr_nonnull (writer);
  vf_cpio_writer_add_folder (writer, "usr/lib", &err);
  vf_cpio_writer_add_file (writer, name, text, strlen (text), &err);
  vf_cpio_writer_add_file (writer, MODULES "/kernel/x/crc-16.ko", "ELF", 3,
                           &err);
  bytes = vf_cpio_writer_finish (writer, ret_size, &err);
  ck_assert_ptr_nonnull (bytes);
  return bytes;
}

static void
append_plain (struct archive *archive, const char *name, const char *text)
{
  size_t size;
  CLEANUP_FREE void *bytes = make_plain (name, text, &size);

  append (archive, bytes, size);
}

static void
append_gzip (struct archive *archive, const char *name, const char *text)
{
  size_t size;
  CLEANUP_FREE void *bytes = make_plain (name, text, &size);
  unsigned char out[65536];
  z_stream z = { .next_in = bytes,
                 .avail_in = (unsigned)size,
                 .next_out = out,
                 .avail_out = sizeof out };

  ck_assert_int_eq (
      deflateInit2 (&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  ck_assert_int_eq (deflate (&z, Z_FINISH), Z_STREAM_END);
  append (archive, out, sizeof out - z.avail_out);
  deflateEnd (&z);
}

static void
append_zstd (struct archive *archive, const char *name, const char *text)
{
  size_t size;
  CLEANUP_FREE void *bytes = make_plain (name, text, &size);
  char out[65536];
  size_t n = ZSTD_compress (out, sizeof out, bytes, size, 3);

  ck_assert (!ZSTD_isError (n));
  append (archive, out, n);
}

START_TEST (segments_of_all_kinds)
{
  static struct archive archive;
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };

  append_plain (&archive, "kernel/x86/microcode/GenuineIntel.bin", "ucode");
  append_zeros (&archive, 512);
  append_gzip (&archive, "conf/initramfs.conf", "MODULES=most\n");
  append_zeros (&archive, 4096);
  append_zstd (&archive, "conf/conf.d/resume", "RESUME=/dev/sda2\n");
  append_zeros (&archive, (4 - archive.size % 4) % 4);
  append_plain (&archive, "conf/conf.d/resume", "RESUME=UUID=1\n");
  ck_assert_int_eq (vf_initramfs_read (archive.bytes, archive.size, "6.1",
                                       &initramfs, &err),
                    0);
  ck_assert (initramfs.is_initramfs_tools);
  ck_assert_str_eq (vf_initramfs_text (&initramfs, "conf/initramfs.conf"),
                    "MODULES=most\n");
  ck_assert_str_eq (vf_initramfs_text (&initramfs, "conf/conf.d/resume"),
                    "RESUME=UUID=1\n");
  ck_assert_ptr_null (vf_initramfs_text (&initramfs, "conf"));
  ck_assert_str_eq (initramfs.modules_dir, MODULES);
  ck_assert (vf_initramfs_has_module (&initramfs, "kernel/x/crc-16.ko.xz"));
  ck_assert (!vf_initramfs_has_module (&initramfs, "kernel/x/crc.ko"));
  ck_assert (vf_text_list_has (&initramfs.folders, "usr/lib"));
}
END_TEST

START_TEST (modules_of_another_kernel)
{
  static struct archive archive;
  CLEANUP_INITRAMFS struct vf_initramfs initramfs = { 0 };

  append_plain (&archive, "etc/systemd/network/10-a.link", "x");
  ck_assert_int_eq (vf_initramfs_read (archive.bytes, archive.size, "6.10",
                                       &initramfs, &err),
                    0);
  ck_assert_ptr_null (initramfs.modules_dir);
  ck_assert_uint_eq (initramfs.modules.count, 0);
  ck_assert_uint_eq (initramfs.links.count, 1);
  ck_assert_str_eq (initramfs.links.items[0], "10-a.link");
}
END_TEST

static int
fail_at_second (void *data, const struct vf_cpio_entry *entry,
                struct vf_error *error)
{
  int *count = data;

  (void)entry;
  if (++*count == 2)
    return vf_error_set (error, VF_ERROR_CANCELLED, "enough");
  return 0;
}

START_TEST (visitor_can_stop)
{
  static struct archive archive;
  int count = 0;

  append_gzip (&archive, "a", "b");
  ck_assert_int_eq (vf_cpio_visit_all (archive.bytes, archive.size,
                                       fail_at_second, &count, &err),
                    -1);
  ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
  ck_assert_int_eq (count, 2);
}
END_TEST

static int
look_at (void *data, const struct vf_cpio_entry *entry, struct vf_error *error)
{
  size_t *largest = data;

  (void)error;
  if (S_ISREG (entry->mode) && entry->size > *largest) {
    *largest = entry->size;
    ck_assert_int_eq (entry->data != NULL, entry->size <= VF_CPIO_DATA_MAX);
  }
  return 0;
}

START_TEST (large_files_are_passed_over)
{
  CLEANUP_CPIO_WRITER struct vf_cpio_writer *writer
      = vf_cpio_writer_new (&err);
  CLEANUP_FREE char *big = calloc (1, VF_CPIO_DATA_MAX + 1);
  CLEANUP_FREE void *bytes = NULL;
  size_t size;
  size_t largest = 0;

  vf_cpio_writer_add_file (writer, "small", big, VF_CPIO_DATA_MAX, &err);
  vf_cpio_writer_add_file (writer, "big", big, VF_CPIO_DATA_MAX + 1, &err);
  bytes = vf_cpio_writer_finish (writer, &size, &err);
  ck_assert_int_eq (vf_cpio_visit_all (bytes, size, look_at, &largest, &err),
                    0);
  ck_assert_uint_eq (largest, VF_CPIO_DATA_MAX + 1);
}
END_TEST

START_TEST (damage_is_told)
{
  static struct archive archive;
  size_t largest = 0;

  append_plain (&archive, "a", "b");
  for (size_t n = 1; n < archive.size - 4; n++)
    ck_assert_int_eq (
        vf_cpio_visit_all (archive.bytes, n, look_at, &largest, &err), -1);
  archive.bytes[6 + 8 * 11 + 1] = 'f'; /* the name's size */
  ck_assert_int_eq (vf_cpio_visit_all (archive.bytes, archive.size, look_at,
                                       &largest, &err),
                    -1);
  ck_assert_ptr_nonnull (strstr (err.text, "the name's size"));
  archive.bytes[20] = 'x';
  ck_assert_int_eq (vf_cpio_visit_all (archive.bytes, archive.size, look_at,
                                       &largest, &err),
                    -1);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
}
END_TEST

START_TEST (damaged_streams)
{
  static struct archive archive;
  size_t largest = 0;

  append_gzip (&archive, "a", "b");
  for (size_t n = 4; n < archive.size; n += 7)
    ck_assert_int_eq (
        vf_cpio_visit_all (archive.bytes, n, look_at, &largest, &err), -1);
  archive.size = 0;
  append_zstd (&archive, "a", "b");
  for (size_t n = 4; n < archive.size; n += 7)
    ck_assert_int_eq (
        vf_cpio_visit_all (archive.bytes, n, look_at, &largest, &err), -1);
}
END_TEST

START_TEST (other_compressions_are_named)
{
  static const struct {
    const char *bytes;
    enum vf_error_code code;
    const char *word;
  } cases[] = {
    { "\xfd"
      "7zXZ\0\0",
      VF_ERROR_UNSUPPORTED, "xz" },
    { "\x02\x21\x4c\x18zzz", VF_ERROR_UNSUPPORTED, "lz4" },
    { "garbage", VF_ERROR_CORRUPT, "neither" },
  };
  size_t largest = 0;

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    ck_assert_int_eq (
        vf_cpio_visit_all (cases[i].bytes, 7, look_at, &largest, &err), -1);
    ck_assert_int_eq (err.code, cases[i].code);
    ck_assert_ptr_nonnull (strstr (err.text, cases[i].word));
  }
  ck_assert_int_eq (vf_cpio_visit_all ("\0\0", 2, look_at, &largest, &err), 0);
}
END_TEST

UNIT_MAIN ("inspect/cpio", segments_of_all_kinds, modules_of_another_kernel,
           visitor_can_stop, large_files_are_passed_over, damage_is_told,
           damaged_streams, other_compressions_are_named)
