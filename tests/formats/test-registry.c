/* vmferry: tests of the list of formats: that none is forgotten, and how the
 * content chooses among them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/image-format.h"

#include <dirent.h>
#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/vhd/footer.h"
#include "tests/formats/small-qcow2.h"
#include "tests/unit.h"

static struct vf_error err;

/* Folders of formats/ that hold VM definitions, not disk images. */
static const char *const machine_folders[]
    = { "hyperv", "libvirt", "vmx", NULL };

static bool
is_in (const char *const *list, const char *name)
{
  for (; *list; list++)
    if (strcmp (*list, name) == 0)
      return true;
  return false;
}

static bool
is_registered (const char *name)
{
  const struct vf_image_format *const *f;

  for (f = vf_image_formats; *f; f++)
    if (strcmp ((*f)->name, name) == 0)
      return true;
  return false;
}

START_TEST (each_folder_is_a_format)
{
  const char *top = getenv ("top_srcdir");
  unsigned n_folders = 0, n_formats = 0;
  char path[4096];
  struct dirent *entry;
  DIR *dir;

  snprintf (path, sizeof path, "%s/formats", top ? top : ".");
  dir = opendir (path);
  ck_assert_msg (dir != NULL, "no folder %s", path);
  while ((entry = readdir (dir))) {
    if (entry->d_name[0] == '.' || entry->d_type != DT_DIR
        || is_in (machine_folders, entry->d_name))
      continue;
    ck_assert_msg (is_registered (entry->d_name),
                   "formats/%s has no line in formats/registry.c",
                   entry->d_name);
    n_folders++;
  }
  closedir (dir);
  while (vf_image_formats[n_formats])
    n_formats++;
  ck_assert_uint_eq (n_folders, n_formats);
}
END_TEST

START_TEST (each_format_is_complete)
{
  const struct vf_image_format *const *f;

  for (f = vf_image_formats; *f; f++) {
    ck_assert_ptr_nonnull ((*f)->name);
    ck_assert_ptr_nonnull ((*f)->summary);
    ck_assert_ptr_nonnull ((*f)->extensions);
    ck_assert_ptr_nonnull ((*f)->extensions[0]);
    ck_assert_ptr_nonnull ((*f)->open);
    ck_assert_ptr_nonnull ((*f)->next_span);
    ck_assert_ptr_nonnull ((*f)->read);
    ck_assert_uint_ge ((*f)->image_struct_size, sizeof (struct vf_image));
    ck_assert_msg (f == vf_image_formats
                       || strcmp (f[-1]->name, f[0]->name) < 0,
                   "%s is not in the order of names", (*f)->name);
  }
}
END_TEST

START_TEST (a_format_is_found_by_name)
{
  const struct vf_image_format *const *f;

  for (f = vf_image_formats; *f; f++)
    ck_assert_ptr_eq (vf_image_format_find ((*f)->name, &err), *f);
  ck_assert_str_eq (vf_image_format_find ("QCow2", &err)->name, "qcow2");
  ck_assert_ptr_null (vf_image_format_find ("vpc", &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_ptr_nonnull (
      strstr (err.text, "no format \"vpc\", use one of gzip, ova, ovf, q"));
  ck_assert_ptr_nonnull (strstr (err.text, "; QEMU's vpc is called vhd"));
  ck_assert_ptr_null (vf_image_format_find ("", &err));
}
END_TEST

START_TEST (only_what_can_be_written_is_a_target)
{
  ck_assert_str_eq (vf_image_format_find_writable ("vmdk", &err)->name,
                    "vmdk");
  ck_assert_ptr_null (vf_image_format_find_writable ("vhd", &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_str_eq (err.text, "the vhd format can be read, but not written: "
                              "use one of qcow2, raw, vhdx, vmdk");
  ck_assert_ptr_null (vf_image_format_find_writable ("nope", &err));
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_str_eq (err.text, "no format \"nope\", use one of qcow2, raw, "
                              "vhdx, vmdk");
}
END_TEST

static const char *
probe (const void *bytes, size_t n)
{
  struct vf_io *io = vf_io_from_memory (bytes, n, "bytes", &err);
  const struct vf_image_format *format = vf_image_format_probe (io, &err);

  vf_io_close (io);
  ck_assert_msg (format != NULL, "%s", err.text);
  return format->name;
}

START_TEST (the_content_chooses)
{
  static const char descriptor[]
      = "# Disk DescriptorFile\nversion=1\nCID=fffffffe\n"
        "parentCID=ffffffff\ncreateType=\"monolithicFlat\"\n\n"
        "RW 4192256 FLAT \"a-flat.vmdk\" 0\n";
  static const struct small_qcow2 small = { "A", NULL, NULL };
  uint8_t bytes[SMALL_MAX] = "";
  size_t n;

  ck_assert_str_eq (probe ("", 0), "raw");
  ck_assert_str_eq (probe ("Q", 1), "raw");
  ck_assert_str_eq (probe (bytes, sizeof bytes), "raw");
  ck_assert_str_eq (probe (descriptor, sizeof descriptor - 1), "vmdk");
  ck_assert_str_eq (probe ("# a comment of something else\n", 30), "raw");
  n = small_qcow2_make (bytes, &small);
  ck_assert_str_eq (probe (bytes, n), "qcow2");
  bytes[3] ^= 1;
  ck_assert_str_eq (probe (bytes, n), "raw");
}
END_TEST

/* A fixed VHD is known by its end, which a guest cannot reach; its start may
 * look like anything. */
START_TEST (two_sure_formats_are_refused)
{
  enum { DISK = 4096 };
  uint8_t bytes[DISK + sizeof (struct vf_vhd_disk_footer)] = { 0 };
  struct vf_vhd_disk_footer footer = {
    .cookie = "conectix",
    .version = vf_be32_make (0x10000),
    .current_size = vf_be64_make (DISK),
    .type = vf_be32_make (VF_VHD_FIXED),
  };
  struct vf_io *io;

  memcpy (bytes + DISK, &footer, sizeof footer);
  ck_assert_str_eq (probe (bytes, sizeof bytes), "vhd"); /* damaged */
  footer.checksum = vf_be32_make (vf_vhd_checksum (
      &footer, sizeof footer, offsetof (struct vf_vhd_disk_footer, checksum)));
  memcpy (bytes + DISK, &footer, sizeof footer);
  ck_assert_str_eq (probe (bytes, sizeof bytes), "vhd");
  ck_assert_str_eq (probe (bytes, sizeof bytes - 1), "vhd"); /* an old one */
  memcpy (bytes, "vhdxfile", 8);
  io = vf_io_from_memory (bytes, sizeof bytes, "bytes", &err);
  ck_assert_ptr_null (vf_image_format_probe (io, &err));
  vf_io_close (io);
  ck_assert_int_eq (err.code, VF_ERROR_USAGE);
  ck_assert_str_eq (err.text, "bytes: it has the marks of vhd and of vhdx; "
                              "say with --format which it is");
}
END_TEST

/* A probe looks at what any file can hold, of any length; scores stay within
 * their range. */
START_TEST (probes_take_anything)
{
  static const char *const starts[]
      = { "", "QFI\xfb", "KDMV", "# Disk DescriptorFile", "vhdxfile", "COWD",
          "conectix" };
  const struct vf_image_format *const *f;
  struct vf_probe what = { .file_size = 0 };
  uint8_t head[VF_PROBE_HEAD];
  size_t i, n;
  int score;

  for (i = 0; i < sizeof starts / sizeof starts[0]; i++)
    for (n = 0; n <= sizeof head; n = n ? 2 * n : 1) {
      uint8_t *exact = malloc (n ? n : 1); /* a read past it is found */

      memset (head, 0xff, sizeof head);
      memcpy (head, starts[i], strlen (starts[i]));
      memcpy (exact, head, n);
      what = (struct vf_probe){ exact, n, exact, n, n };
      for (f = vf_image_formats; *f; f++) {
        score = (*f)->probe ? (*f)->probe (&what) : 0;
        ck_assert_int_ge (score, 0);
        ck_assert_int_le (score, 100);
      }
      free (exact);
    }
}
END_TEST

UNIT_MAIN ("formats/registry", each_folder_is_a_format,
           each_format_is_complete, a_format_is_found_by_name,
           only_what_can_be_written_is_a_target,
           the_content_chooses, two_sure_formats_are_refused,
           probes_take_anything)
