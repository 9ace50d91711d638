/* vmferry: holding the files of an OVF package to its manifest.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "formats/check-report.h"
#include "formats/image-format.h"
#include "formats/ova/package.h"

static bool
is_same_id (const struct vf_file_id *a, const struct vf_file_id *b)
{
  return a->device == b->device && a->inode == b->inode
         && a->offset == b->offset;
}

/* The entry whose name leads to the file in IO.  Members of an archive that is
 * no file have but their names. */
static const struct vf_manifest_entry *
find_by_file (const struct vf_package *package, const struct vf_io *io)
{
  const struct vf_manifest_entry *entry = package->manifest->entries.items;
  struct vf_file_id id;
  bool has_id = vf_io_get_file_id (io, &id);
  size_t i;

  for (i = 0; i < package->manifest->entries.count; i++, entry++)
    if (entry->file
        && (has_id && entry->has_id
                ? is_same_id (&entry->id, &id)
                : strcmp (entry->file, vf_io_name (io)) == 0))
      return entry;
  return NULL;
}

/* The entry with the name of the file in IO, as the manifest has it, which
 * lies beside the OVF: without the OVF's folder, or without any. */
static const struct vf_manifest_entry *
find_by_name (const struct vf_package *package, const struct vf_io *io)
{
  const char *ovf = vf_io_name (package->from), *name = vf_io_name (io);
  const char *slash = strrchr (ovf, '/');
  size_t n = slash ? slash + 1 - ovf : 0;
  const struct vf_manifest_entry *entry = NULL;

  if (strncmp (name, ovf, n) == 0)
    entry = vf_manifest_find (package->manifest, name + n);
  slash = strrchr (name, '/');
  if (!entry && slash)
    entry = vf_manifest_find (package->manifest, slash + 1);
  return entry;
}

static const struct vf_manifest_entry *
find_entry (const struct vf_package *package, const struct vf_io *io)
{
  const struct vf_manifest_entry *entry = find_by_file (package, io);

  return entry ? entry : find_by_name (package, io);
}

int
vf_package_verify_ovf (const struct vf_package *package, struct vf_io *io,
                       struct vf_error *err)
{
  const struct vf_manifest_entry *entry
      = package->manifest ? find_entry (package, io) : NULL;
  struct vf_job job = { 0 };

  return entry ? vf_manifest_compare (entry, io, &job, err) : 0;
}

/* Whether an io of the same name was opened before number I. */
static bool
is_repeated (const struct vf_package *package, size_t i)
{
  const char *name = vf_io_name (package->used.items[i]);

  while (i-- > 0)
    if (strcmp (vf_io_name (package->used.items[i]), name) == 0)
      return true;
  return false;
}

int
vf_package_verify_used (const struct vf_package *package, struct vf_job *job,
                        struct vf_error *err)
{
  const struct vf_manifest_entry *entry;
  struct vf_io *io;
  size_t i;

  for (i = 0; package->manifest && i < package->used.count; i++) {
    io = package->used.items[i];
    entry = find_entry (package, io);
    if (entry && !is_repeated (package, i)
        && vf_manifest_compare (entry, io, job, err))
      return -1;
  }
  return 0;
}

static int
note_files (const struct vf_package *package, struct vf_image *image,
            struct vf_error *err)
{
  size_t i;

  for (i = 0; i < package->used.count; i++)
    if (!find_entry (package, package->used.items[i])
        && !is_repeated (package, i)
        && vf_image_add_note (image, err,
                              "the manifest has no digest of \"%s\"",
                              vf_io_name (package->used.items[i])))
      return -1;
  return 0;
}

/* Finds out which files the names in the manifest lead to.  Those of disks are
 * looked up in the same way, whatever their spelling. */
static int
find_files (const struct vf_package *package, struct vf_error *err)
{
  struct vf_manifest_entry *entry = package->manifest->entries.items;
  struct vf_error why;
  size_t i;

  for (i = 0; i < package->manifest->entries.count; i++, entry++) {
    CLEANUP_IO struct vf_io *io = vf_resolver_open (
        package->files, package->from, entry->name, &why);

    if (!io)
      continue;
    entry->has_id = vf_io_get_file_id (io, &entry->id);
    entry->file = strdup (vf_io_name (io));
    if (!entry->file)
      return vf_error_nomem (err, "a manifest");
  }
  return 0;
}

int
vf_package_note_gaps (const struct vf_package *package,
                      struct vf_image *image, struct vf_error *err)
{
  const struct vf_manifest_entry *entry, *first = NULL;
  size_t i, n = 0;

  if (!package->manifest)
    return 0;
  if (find_files (package, err))
    return -1;
  for (i = 0; i < package->manifest->entries.count; i++) {
    entry = &package->manifest->entries.items[i];
    if (!entry->file && !n++)
      first = entry;
  }
  if (n
      && vf_image_add_note (image, err,
                            "the manifest has digests of %zu file%s not here, "
                            "\"%s\" first",
                            n, n == 1 ? " that is" : "s that are",
                            first->name))
    return -1;
  return note_files (package, image, err);
}

static int
check_entry (const struct vf_package *package,
             const struct vf_manifest_entry *entry,
             struct vf_check_report *report, struct vf_error *err)
{
  struct vf_error why;
  CLEANUP_IO struct vf_io *io
      = vf_resolver_open (package->files, package->from, entry->name, &why);
  struct vf_job nobody = { 0 };

  if (io
      && vf_manifest_compare (entry, io, report->job ? report->job : &nobody,
                              &why)
             == 0)
    return 0;
  if (why.code == VF_ERROR_CANCELLED) {
    *err = why;
    return -1;
  }
  return vf_check_report_add (report,
                              !io && why.code == VF_ERROR_NOT_FOUND
                                  ? VF_FINDING_NOTE
                                  : VF_FINDING_DAMAGE,
                              0, 0, err, "manifest: %s", why.text);
}

int
vf_package_check (const struct vf_package *package,
                  struct vf_check_report *report, struct vf_error *err)
{
  size_t i;

  for (i = 0; package->manifest && i < package->manifest->entries.count; i++)
    if (check_entry (package, &package->manifest->entries.items[i], report,
                     err))
      return -1;
  return 0;
}
