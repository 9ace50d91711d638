/* vmferry: tests of images and their chains, over small qcow2 images in
 * memory and a resolver that knows them by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/image.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/image-span.h"
#include "formats/qcow2/qcow2.h"
#include "formats/raw/raw.h"
#include "formats/resolver.h"
#include "tests/formats/small-qcow2.h"
#include "tests/unit.h"

enum { MAX_FILES = 4 };

/* The files that the resolver finds, by name. */
static struct {
  const char *name;
  size_t length;
  uint8_t bytes[SMALL_MAX];
} files[MAX_FILES];
static size_t n_files;
static struct vf_error err;

static void
add_bytes (const char *name, const void *bytes, size_t n)
{
  ck_assert_uint_lt (n_files, MAX_FILES);
  memcpy (files[n_files].bytes, bytes, n);
  files[n_files].name = name;
  files[n_files++].length = n;
}

static void
add (const char *name, const char *picture, const char *parent,
     const char *parent_format)
{
  struct small_qcow2 small = { picture, parent, parent_format };
  uint8_t bytes[SMALL_MAX];

  add_bytes (name, bytes, small_qcow2_make (bytes, &small));
}

static struct vf_io *
memory_open (const struct vf_resolver *resolver __attribute__ ((unused)),
             const struct vf_io *from __attribute__ ((unused)),
             const char *name, struct vf_error *error)
{
  size_t i;

  for (i = 0; i < n_files; i++)
    if (strcmp (files[i].name, name) == 0)
      return vf_io_from_memory (files[i].bytes, files[i].length, name, error);
  vf_error_set (error, VF_ERROR_NOT_FOUND, "\"%s\" is not there", name);
  return NULL;
}

static const struct vf_resolver memory = { .open = memory_open };
static const struct vf_image_params raw_params
    = { .format = &vf_raw_format, .resolver = &memory };
static const struct vf_image_params qcow2_params
    = { .format = &vf_qcow2_format, .resolver = &memory };

/* The file called NAME as an image. */
static struct vf_image *
open_image (const char *name)
{
  const struct vf_image_params params = { .resolver = &memory };

  return vf_image_open (memory_open (&memory, NULL, name, &err), &params,
                        &err);
}

/* The first byte of each cluster, with '.' for zeros. */
static const char *
content (struct vf_image *image)
{
  static char text[SMALL_CLUSTERS + 1];
  char bytes[SMALL_CLUSTERS * SMALL_CLUSTER];
  size_t i, n = vf_image_size (image) / SMALL_CLUSTER;

  ck_assert_uint_le (n, SMALL_CLUSTERS);
  ck_assert_int_eq (
      vf_image_read (image, bytes, vf_image_size (image), 0, &err), 0);
  for (i = 0; i < n; i++) {
    text[i] = bytes[i * SMALL_CLUSTER];
    if (!text[i])
      text[i] = '.';
    ck_assert_int_eq (bytes[i * SMALL_CLUSTER],
                      bytes[(i + 1) * SMALL_CLUSTER - 1]);
  }
  text[n] = '\0';
  return text;
}

/* What each cluster is, by kind (h, z, d) and depth: "d0h2". */
static const char *
spans (struct vf_image *image)
{
  static char text[2 * SMALL_CLUSTERS + 1];
  struct vf_span span;
  uint64_t offset, i;
  char *to = text;

  for (offset = 0; offset < vf_image_size (image); offset += span.length) {
    ck_assert_int_eq (vf_image_next_span (image, offset, &span, &err), 0);
    ck_assert_uint_eq (span.start, offset);
    ck_assert_uint_gt (span.length, 0);
    ck_assert_uint_le (span.length, vf_image_size (image) - offset);
    for (i = 0; i < span.length / SMALL_CLUSTER; i++) {
      *to++ = "hzd"[span.kind];
      *to++ = (char)('0' + span.depth);
    }
  }
  *to = '\0';
  return text;
}

START_TEST (a_chain_is_read_through)
{
  struct vf_image *image, *middle;

  add ("top", "A.0..", "middle", "qcow2");
  add ("middle", ".BBB.", "base", "qcow2");
  add ("base", "CCCC.", NULL, NULL);
  image = open_image ("top");
  ck_assert_msg (image != NULL, "%s", err.text);
  ck_assert_str_eq (content (image), "AB.B.");
  ck_assert_str_eq (spans (image), "d0d1z0d1h2");
  middle = vf_image_get_parent (image);
  ck_assert_str_eq (vf_io_name (vf_image_get_io (middle)), "middle");
  ck_assert_str_eq (content (middle), "CBBB.");
  vf_image_close (image);
}
END_TEST

START_TEST (a_short_parent_goes_on_with_zeros)
{
  struct vf_image *image;

  add ("top", "......", "base", NULL);
  add ("base", "BB", NULL, NULL);
  image = open_image ("top");
  ck_assert_str_eq (content (image), "BB....");
  ck_assert_str_eq (spans (image), "d1d1h1h1h1h1");
  vf_image_close (image);
}
END_TEST

START_TEST (a_short_image_hides_the_end_of_its_parent)
{
  struct vf_image *image;

  add ("top", "...", "base", NULL);
  add ("base", "BBBBBB", NULL, NULL);
  image = open_image ("top");
  ck_assert_uint_eq (vf_image_size (image), 3 * SMALL_CLUSTER);
  ck_assert_str_eq (content (image), "BBB");
  vf_image_close (image);
}
END_TEST

/* The middle image is the shortest: what lies past it is zeros, although the
 * base has data there. */
START_TEST (a_short_middle_image_hides_the_base)
{
  struct vf_image *image;

  add ("top", "....", "middle", "qcow2");
  add ("middle", "..", "base", NULL);
  add ("base", "CCCC", NULL, NULL);
  image = open_image ("top");
  ck_assert_str_eq (content (image), "CC..");
  ck_assert_str_eq (spans (image), "d2d2h1h1");
  vf_image_close (image);
}
END_TEST

START_TEST (reads_cross_spans_at_any_byte)
{
  struct vf_image *image;
  char whole[6 * SMALL_CLUSTER], part[6 * SMALL_CLUSTER];
  size_t start, n;

  add ("top", "A.0B.C", "base", NULL);
  add ("base", ".DDDD.", NULL, NULL);
  image = open_image ("top");
  ck_assert_int_eq (vf_image_read (image, whole, sizeof whole, 0, &err), 0);
  for (start = 0; start < sizeof whole; start += 251)
    for (n = 0; n <= sizeof whole - start; n += 509) {
      memset (part, '?', sizeof part);
      ck_assert_int_eq (vf_image_read (image, part, n, start, &err), 0);
      ck_assert_mem_eq (part, whole + start, n);
      ck_assert (n == sizeof part || part[n] == '?');
    }
  vf_image_close (image);
}
END_TEST

START_TEST (reads_outside_are_refused)
{
  static const struct {
    uint64_t offset;
    size_t n;
    bool fits;
  } rows[] = {
    { 0, 1024, true },   { 1024, 0, true },       { 1023, 1, true },
    { 0, 1025, false },  { 1024, 1, false },      { 1025, 0, false },
    { UINT64_MAX, 1, false }, { 1, SIZE_MAX, false },
  };
  struct vf_image *image;
  char buf[1024];
  size_t i;

  add ("top", "AB", NULL, NULL);
  image = open_image ("top");
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    ck_assert_int_eq (
        vf_image_read (image, buf, rows[i].n, rows[i].offset, &err) == 0,
        rows[i].fits);
    if (!rows[i].fits)
      ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  }
  vf_image_close (image);
}
END_TEST

START_TEST (an_endless_chain_has_a_limit)
{
  add ("self", "A", "self", "qcow2");
  ck_assert_ptr_null (open_image ("self"));
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  ck_assert_str_eq (err.text, "self: its chain of parents is longer than 256 "
                              "images");
}
END_TEST

/* Memory is never the same file as other memory; files are. */
START_TEST (a_loop_of_files_is_found)
{
  char dir[] = "/tmp/vmferry-image.XXXXXX", path[64];
  struct small_qcow2 small = { "A", "a.qcow2", NULL };
  struct vf_file_resolver resolver;
  const struct vf_image_params params = { .resolver = &resolver.resolver };
  uint8_t bytes[SMALL_MAX];
  FILE *file;

  ck_assert_ptr_nonnull (mkdtemp (dir));
  snprintf (path, sizeof path, "%s/a.qcow2", dir);
  file = fopen (path, "w");
  fwrite (bytes, 1, small_qcow2_make (bytes, &small), file);
  fclose (file);
  vf_file_resolver_init (&resolver, NULL, 0);
  ck_assert_ptr_null (vf_image_open (vf_io_open_file (path, &err),
                                     &params, &err));
  unlink (path);
  rmdir (dir);
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_ptr_nonnull (
      strstr (err.text, "parent \"a.qcow2\" is in the chain already"));
}
END_TEST

START_TEST (a_missing_parent_is_named)
{
  add ("top", "A", "gone.qcow2", NULL);
  ck_assert_ptr_null (open_image ("top"));
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
  ck_assert_str_eq (err.text, "top: parent: \"gone.qcow2\" is not there");
}
END_TEST

START_TEST (no_resolver_means_no_parent)
{
  add ("top", "A", "base", NULL);
  add ("base", "B", NULL, NULL);
  ck_assert_ptr_null (vf_image_open (
      memory_open (&memory, NULL, "top", &err), NULL, &err));
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
}
END_TEST

START_TEST (an_unknown_parent_format_is_an_error)
{
  add ("top", "A", "base", "hdd");
  add ("base", "B", NULL, NULL);
  ck_assert_ptr_null (open_image ("top"));
  ck_assert_ptr_nonnull (strstr (err.text, "top: parent \"base\": no format "
                                           "\"hdd\""));
}
END_TEST

/* A guest can write a qcow2 header into its raw disk.  Declared raw, that is
 * data; and the parent that it names is never opened. */
START_TEST (declared_raw_stays_raw)
{
  struct vf_image *image, *parent;

  add ("top", "....", "disk", "raw");
  add ("disk", "B", "/etc/shadow", NULL);
  image = open_image ("top");
  ck_assert_msg (image != NULL, "%s", err.text);
  parent = vf_image_get_parent (image);
  ck_assert_ptr_eq (vf_image_get_format (parent), &vf_raw_format);
  ck_assert_ptr_null (vf_image_get_parent (parent));
  ck_assert_uint_eq (vf_image_size (parent), files[1].length);
  vf_image_close (image);

  image = vf_image_open (memory_open (&memory, NULL, "disk", &err),
                         &raw_params, &err);
  ck_assert_ptr_nonnull (image);
  ck_assert_ptr_null (vf_image_get_parent (image));
  vf_image_close (image);
}
END_TEST

/* Where the child does not say what its parent is, the content does; but a
 * guest may have written that, so that it leads to no other file. */
START_TEST (a_guessed_parent_leads_nowhere)
{
  struct vf_image *image;
  const char *const *notes;
  size_t n;

  add ("top", "A.", "disk", NULL);
  add ("disk", "B.", "other", "qcow2");
  add ("other", "CC", NULL, NULL);
  ck_assert_ptr_null (open_image ("top"));
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  ck_assert_ptr_nonnull (strstr (err.text, "disk: parent: \"other\" is not"));

  image = open_image ("disk"); /* the user's own choice */
  ck_assert_msg (image != NULL, "%s", err.text);
  vf_image_get_notes (image, &n);
  ck_assert_uint_eq (n, 0);
  vf_image_close (image);

  add ("second", "A.", "other", NULL);
  image = open_image ("second");
  ck_assert_msg (image != NULL, "%s", err.text);
  notes = vf_image_get_notes (image, &n);
  ck_assert_uint_eq (n, 1);
  ck_assert_str_eq (notes[0], "it does not say which format its parent "
                              "\"other\" has, whose content says qcow2");
  vf_image_close (image);
}
END_TEST

/* A format that is declared is not asked for by content, either. */
START_TEST (declared_qcow2_must_be_qcow2)
{
  add_bytes ("disk", "no header at all", 16);
  ck_assert_ptr_null (vf_image_open (
      memory_open (&memory, NULL, "disk", &err), &qcow2_params, &err));
  ck_assert_int_eq (err.code, VF_ERROR_CORRUPT);
  ck_assert_int_eq (strncmp (err.text, "disk: ", 6), 0);
}
END_TEST

START_TEST (own_spans_do_not_ask_the_parent)
{
  struct vf_image *image;
  struct vf_span span;

  add ("top", "A.", "base", NULL);
  add ("base", "BB", NULL, NULL);
  image = open_image ("top");
  ck_assert_int_eq (vf_image_own_span (image, 700, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_HOLE);
  ck_assert_uint_eq (span.start, 700);
  ck_assert_uint_eq (span.length, 1024 - 700);
  vf_image_close (image);
}
END_TEST

START_TEST (an_image_stands_in_for_a_file)
{
  struct vf_image *image, *above;
  struct vf_span span;
  struct vf_io *io;
  char byte = 0;

  add ("disk", "A.", NULL, NULL);
  image = open_image ("disk");
  io = vf_image_as_io (image, &err);
  ck_assert_uint_eq (vf_io_size (io), 1024);
  ck_assert (!vf_io_is_writable (io));
  ck_assert_int_eq (vf_io_next_span (io, 512, &span, &err), 0);
  ck_assert_int_eq (span.kind, VF_SPAN_ZERO); /* there is nobody to ask */
  ck_assert_int_eq (vf_io_write (io, "x", 1, 0, &err), -1);
  above = vf_image_open (io, &raw_params, &err);
  ck_assert_int_eq (vf_image_read (above, &byte, 1, 511, &err), 0);
  ck_assert_int_eq (byte, 'A');
  ck_assert_int_eq (vf_image_read (above, &byte, 1, 1024, &err), -1);
  vf_image_close (above);
  vf_image_close (image);
}
END_TEST

START_TEST (an_empty_disk_is_an_image)
{
  struct vf_image *image;

  add_bytes ("empty", "", 0);
  image = open_image ("empty");
  ck_assert_msg (image != NULL, "%s", err.text);
  ck_assert_uint_eq (vf_image_size (image), 0);
  ck_assert_int_eq (vf_image_read (image, NULL, 0, 0, &err), 0);
  ck_assert_str_eq (spans (image), "");
  vf_image_close (image);
}
END_TEST

/* Formats without a check of their own are walked; what is damaged there is
 * in the report, and ERR stays as it was. */
START_TEST (walking_is_the_check_of_raw)
{
  struct vf_check_report report = { 0 };
  struct vf_image *image;

  add_bytes ("disk", "123456", 6);
  image = open_image ("disk");
  ck_assert_int_eq (vf_image_check (image, &report, &err), 0);
  ck_assert_uint_eq (report.data_bytes, 6);
  ck_assert_uint_eq (report.n_damages, 0);
  vf_check_report_clear (&report);
  vf_image_close (image);
}
END_TEST

static int
damaged_span (struct vf_image *image __attribute__ ((unused)),
              uint64_t offset, struct vf_span *ret_span,
              struct vf_error *error)
{
  if (offset >= 512)
    return vf_error_set (error, VF_ERROR_CORRUPT, "table: entry 1 is bad");
  *ret_span = (struct vf_span){ .length = 512, .kind = VF_SPAN_DATA };
  return 0;
}

START_TEST (damage_goes_into_the_report)
{
  struct vf_image_format format = vf_raw_format;
  struct vf_check_report report = { 0 };
  struct vf_error untouched = { 0 };
  const struct vf_image_params params
      = { .format = &format, .resolver = &memory };
  struct vf_image *image;

  format.next_span = damaged_span;
  add ("disk", "AB", NULL, NULL);
  image = vf_image_open (memory_open (&memory, NULL, "disk", &err), &params,
                         &err);
  ck_assert_int_eq (vf_image_check (image, &report, &untouched), 0);
  ck_assert_int_eq (untouched.code, VF_ERROR_NONE);
  ck_assert_uint_eq (report.n_damages, 1);
  ck_assert_uint_eq (report.findings[0].lost_start, 512);
  ck_assert_uint_eq (report.findings[0].lost_length,
                     vf_image_size (image) - 512);
  ck_assert_str_eq (report.findings[0].text, "disk: table: entry 1 is bad");
  vf_check_report_clear (&report);
  vf_image_close (image);
}
END_TEST

UNIT_MAIN ("formats/image", a_chain_is_read_through,
           a_short_parent_goes_on_with_zeros,
           a_short_image_hides_the_end_of_its_parent,
           a_short_middle_image_hides_the_base,
           reads_cross_spans_at_any_byte, reads_outside_are_refused,
           an_endless_chain_has_a_limit, a_loop_of_files_is_found,
           a_missing_parent_is_named, no_resolver_means_no_parent,
           an_unknown_parent_format_is_an_error, declared_raw_stays_raw,
           a_guessed_parent_leads_nowhere,
           declared_qcow2_must_be_qcow2, own_spans_do_not_ask_the_parent,
           an_image_stands_in_for_a_file, an_empty_disk_is_an_image,
           walking_is_the_check_of_raw, damage_goes_into_the_report)
