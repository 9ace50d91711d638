/* vmferry info: what an image is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/io.h"
#include "common/json.h"
#include "common/text.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/info.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"

struct info_options {
  struct vf_common_options common;
  struct vf_image_options image;
};

static struct vf_json *
chain_json (const struct vf_image *image)
{
  struct vf_json *chain = vf_json_array ();
  struct vf_json *link;

  for (; image; image = vf_image_get_parent (image)) {
    link = vf_json_object ();
    vf_json_put_text (link, "path", vf_io_name (vf_image_get_io (image)));
    vf_json_put_text (link, "format", vf_image_get_format (image)->name);
    vf_json_put_u64 (link, "virtual_size", vf_image_size (image));
    vf_json_add (chain, link);
  }
  return chain;
}

static struct vf_json *
notes_json (const struct vf_image *image)
{
  struct vf_json *list = vf_json_array ();
  const char *const *notes;
  size_t i, n;

  notes = vf_image_get_notes (image, &n);
  for (i = 0; i < n; i++)
    vf_json_add_text (list, notes[i]);
  return list;
}

static int
print_json (const struct vf_image *image, const struct vf_info *info,
            struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  vf_json_put_text (json, "format", vf_image_get_format (image)->name);
  if (!info->is_list)
    vf_json_put_u64 (json, "virtual_size", vf_image_size (image));
  vf_json_put_u64 (json, "file_size", vf_io_size (vf_image_get_io (image)));
  if (!info->is_list)
    vf_json_put (json, "chain", chain_json (image));
  vf_json_put (json, "notes", notes_json (image));
  vf_info_put_json (info, json);
  return vf_output_json (json, err);
}

static void
print_line (const char *key, const char *text)
{
  printf ("%s: ", key);
  vf_output_text (stdout, text);
  putchar ('\n');
}

static void
print_row (const struct vf_info_row *row)
{
  char size[32];

  switch (row->kind) {
  case VF_INFO_TEXT:
    print_line (row->key, row->text);
    break;
  case VF_INFO_BOOL:
    printf ("%s: %s\n", row->key, row->number ? "yes" : "no");
    break;
  case VF_INFO_NUMBER:
    printf ("%s: %" PRIu64 "\n", row->key, row->number);
    break;
  case VF_INFO_SIZE:
    printf ("%s: %s (%" PRIu64 " bytes)\n", row->key,
            vf_text_human_size (row->number, size), row->number);
    break;
  }
}

static void
print_extents (const struct vf_info *info)
{
  const struct vf_info_extent *extent;
  size_t i;

  for (i = 0; i < info->n_extents; i++) {
    extent = &info->extents[i];
    printf ("extent %zu: %s, %s, %" PRIu64 " bytes from guest offset %" PRIu64
            "%s",
            i, extent->kind, extent->access, extent->length, extent->start,
            extent->path ? ", " : "");
    vf_output_text (stdout, extent->path ? extent->path : "");
    putchar ('\n');
  }
}

static void
print_snapshots (const struct vf_info *info)
{
  const struct vf_info_snapshot *snapshot;
  char size[32], time[32];
  size_t i;

  for (i = 0; i < info->n_snapshots; i++) {
    snapshot = &info->snapshots[i];
    printf ("snapshot ");
    vf_output_text (stdout, snapshot->id);
    printf (": \"");
    vf_output_text (stdout, snapshot->name);
    printf ("\", %s, %s of disk",
            vf_info_snapshot_time (snapshot, time),
            vf_text_human_size (snapshot->size, size));
    if (snapshot->vm_state_size)
      printf (", %s of memory",
              vf_text_human_size (snapshot->vm_state_size, size));
    putchar ('\n');
  }
}

static void
print_members (const struct vf_info *info)
{
  const struct vf_info_member *member;
  size_t i;

  for (i = 0; i < info->n_members; i++) {
    member = &info->members[i];
    printf ("member: ");
    vf_output_text (stdout, member->name);
    printf (", %" PRIu64 " bytes", member->size);
    if (member->disk)
      printf (", disk %u%s", member->disk,
              member->is_disk_shown ? ", shown here" : "");
    putchar ('\n');
  }
}

static void
print_disk (const struct vf_info_disk *disk, size_t number)
{
  char size[32];

  printf ("disk %zu: ", number);
  vf_output_text (stdout, disk->name);
  if (disk->is_blank)
    printf (", blank");
  if (disk->capacity != UINT64_MAX)
    printf (", capacity %s (%" PRIu64 " bytes)",
            vf_text_human_size (disk->capacity, size), disk->capacity);
  if (disk->size != UINT64_MAX)
    printf (", file of %" PRIu64 " bytes", disk->size);
  if (disk->format) {
    printf (", format ");
    vf_output_text (stdout, disk->format);
  }
  putchar ('\n');
}

/* The disks of a container, of which none was named. */
static void
print_disks (const struct vf_info *info)
{
  size_t i;

  printf ("disks: %zu%s\n", info->n_disks,
          info->n_disks ? "; --disk says which to look into" : "");
  for (i = 0; i < info->n_disks; i++)
    print_disk (&info->disks[i], i + 1);
}

static void
print_text (const struct vf_image *image, const struct vf_info *info)
{
  const struct vf_image *parent;
  char size[32];
  size_t i;

  print_line ("image", vf_io_name (vf_image_get_io (image)));
  printf ("format: %s%s%s\n", vf_image_get_format (image)->name,
          info->variant ? ", " : "", info->variant ? info->variant : "");
  if (info->is_list)
    print_disks (info);
  else
    printf ("virtual size: %s (%" PRIu64 " bytes)\n",
            vf_text_human_size (vf_image_size (image), size),
            vf_image_size (image));
  printf ("file size: %s\n",
          vf_text_human_size (vf_io_size (vf_image_get_io (image)), size));
  if (info->creator)
    print_line ("creator", info->creator);
  for (i = 0; i < info->n_rows; i++)
    print_row (&info->rows[i]);
  print_extents (info);
  print_members (info);
  print_snapshots (info);
  for (parent = vf_image_get_parent (image); parent;
       parent = vf_image_get_parent (parent)) {
    printf ("parent: ");
    vf_output_text (stdout, vf_io_name (vf_image_get_io (parent)));
    printf (" (%s)\n", vf_image_get_format (parent)->name);
  }
}

static int
run_info (struct vf_tool *tool, const void *values,
          struct vf_error *err)
{
  const struct info_options *options = values;
  struct vf_image_options how = options->image;
  CLEANUP_SOURCE struct vf_source *source = NULL;
  __attribute__ ((cleanup (vf_info_clear))) struct vf_info info = { 0 };
  struct vf_image *image;

  how.may_list = true;
  source = vf_image_options_open (tool, &how, options->common.operands[0],
                                  err);
  if (!source)
    return VF_EXIT_FAILED;
  image = vf_source_image (source);
  if (vf_image_info (image, &info, err))
    return VF_EXIT_FAILED;
  if (options->common.json)
    return print_json (image, &info, err) ? VF_EXIT_FAILED : VF_EXIT_OK;
  print_text (image, &info);
  return VF_EXIT_OK;
}

static const struct vf_option info_options[] = {
  VF_IMAGE_OPTION_ROWS (struct info_options, image),
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_info = {
  .name = "info",
  .operands = "IMAGE",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Say what an image is: format, sizes, chain, extents",
  .options = info_options,
  .options_size = sizeof (struct info_options),
  .run = run_info,
};
