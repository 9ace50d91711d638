/* vmferry: building what an image says of itself, and putting it into JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/info.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "common/json.h"
#include "common/vector.h"

void
vf_info_clear (struct vf_info *info)
{
  size_t i;

  for (i = 0; i < info->n_rows; i++)
    free (info->rows[i].text);
  for (i = 0; i < info->n_members; i++)
    free (info->members[i].name);
  vf_info_drop_extents (info);
  for (i = 0; i < info->n_snapshots; i++) {
    free (info->snapshots[i].id);
    free (info->snapshots[i].name);
  }
  for (i = 0; i < info->n_disks; i++) {
    free (info->disks[i].name);
    free (info->disks[i].format);
  }
  free (info->rows);
  free (info->extents);
  free (info->snapshots);
  free (info->members);
  free (info->disks);
  free (info->creator);
  *info = (struct vf_info){ 0 };
}

int
vf_info_set_creator (struct vf_info *info, const char *text,
                     struct vf_error *err)
{
  char *copy = strdup (text);

  if (!copy)
    return vf_error_nomem (err, "creator");
  free (info->creator);
  info->creator = copy;
  return 0;
}

/* Appends ROW and takes its text, whatever happens. */
static int
add_row (struct vf_info *info, struct vf_info_row row, struct vf_error *err)
{
  if (vf_vector_grow ((void **)&info->rows, &info->rows_capacity,
                      info->n_rows, sizeof row)) {
    free (row.text);
    return vf_error_nomem (err, row.key);
  }
  info->rows[info->n_rows++] = row;
  return 0;
}

int
vf_info_add_text (struct vf_info *info, const char *key, const char *text,
                  struct vf_error *err)
{
  struct vf_info_row row = { .key = key, .kind = VF_INFO_TEXT };

  row.text = strdup (text);
  if (!row.text)
    return vf_error_nomem (err, key);
  return add_row (info, row, err);
}

int
vf_info_add_number (struct vf_info *info, const char *key,
                    enum vf_info_kind kind, uint64_t number,
                    struct vf_error *err)
{
  struct vf_info_row row = { .key = key, .kind = kind, .number = number };

  return add_row (info, row, err);
}

int
vf_info_add_extent (struct vf_info *info, const struct vf_info_extent *extent,
                    struct vf_error *err)
{
  struct vf_info_extent copy = *extent;

  if (vf_vector_grow ((void **)&info->extents, &info->extents_capacity,
                      info->n_extents, sizeof copy))
    return vf_error_nomem (err, "extents");
  if (extent->path) {
    copy.path = strdup (extent->path);
    if (!copy.path)
      return vf_error_nomem (err, "extents");
  }
  info->extents[info->n_extents++] = copy;
  return 0;
}

int
vf_info_add_snapshot (struct vf_info *info,
                      const struct vf_info_snapshot *snapshot,
                      struct vf_error *err)
{
  struct vf_info_snapshot copy = *snapshot;

  copy.id = strdup (snapshot->id);
  copy.name = strdup (snapshot->name);
  if (copy.id && copy.name
      && vf_vector_grow ((void **)&info->snapshots, &info->snapshots_capacity,
                         info->n_snapshots, sizeof copy)
             == 0) {
    info->snapshots[info->n_snapshots++] = copy;
    return 0;
  }
  free (copy.id);
  free (copy.name);
  return vf_error_nomem (err, "snapshots");
}

const char *
vf_info_snapshot_time (const struct vf_info_snapshot *snapshot, char buf[32])
{
  time_t seconds = snapshot->seconds;
  struct tm parts;

  if (!gmtime_r (&seconds, &parts)
      || !strftime (buf, 32, "%Y-%m-%dT%H:%M:%SZ", &parts))
    buf[0] = '\0';
  return buf;
}

static struct vf_json *
snapshot_json (const struct vf_info_snapshot *snapshot)
{
  struct vf_json *json = vf_json_object ();
  char time[32];

  vf_json_put_text (json, "id", snapshot->id);
  vf_json_put_text (json, "name", snapshot->name);
  vf_json_put_text (json, "time", vf_info_snapshot_time (snapshot, time));
  vf_json_put_u64 (json, "virtual_size", snapshot->size);
  vf_json_put_u64 (json, "vm_state_size", snapshot->vm_state_size);
  return json;
}

static struct vf_json *
snapshots_json (const struct vf_info *info)
{
  struct vf_json *list = vf_json_array ();
  size_t i;

  for (i = 0; i < info->n_snapshots; i++)
    vf_json_add (list, snapshot_json (&info->snapshots[i]));
  return list;
}

void
vf_info_drop_extents (struct vf_info *info)
{
  size_t i;

  for (i = 0; i < info->n_extents; i++)
    free (info->extents[i].path);
  info->n_extents = 0;
}

int
vf_info_add_member (struct vf_info *info, const struct vf_info_member *member,
                    struct vf_error *err)
{
  struct vf_info_member copy = *member;

  if (vf_vector_grow ((void **)&info->members, &info->members_capacity,
                      info->n_members, sizeof copy))
    return vf_error_nomem (err, "members");
  copy.name = strdup (member->name);
  if (!copy.name)
    return vf_error_nomem (err, "members");
  info->members[info->n_members++] = copy;
  return 0;
}

int
vf_info_add_disk (struct vf_info *info, const struct vf_info_disk *disk,
                  struct vf_error *err)
{
  struct vf_info_disk copy = *disk;

  copy.name = strdup (disk->name);
  copy.format = disk->format ? strdup (disk->format) : NULL;
  if (copy.name && (copy.format || !disk->format)
      && vf_vector_grow ((void **)&info->disks, &info->disks_capacity,
                         info->n_disks, sizeof copy)
             == 0) {
    info->disks[info->n_disks++] = copy;
    return 0;
  }
  free (copy.name);
  free (copy.format);
  return vf_error_nomem (err, "disks");
}

static struct vf_json *
disks_json (const struct vf_info *info)
{
  struct vf_json *list = vf_json_array (), *json;
  const struct vf_info_disk *disk;

  for (disk = info->disks; disk < info->disks + info->n_disks; disk++) {
    json = vf_json_object ();
    vf_json_put_u64 (json, "number", disk - info->disks + 1);
    vf_json_put_text (json, "name", disk->name);
    vf_json_put_bool (json, "blank", disk->is_blank);
    vf_json_put_text (json, "format", disk->format);
    if (disk->capacity != UINT64_MAX)
      vf_json_put_u64 (json, "capacity", disk->capacity);
    if (disk->size != UINT64_MAX)
      vf_json_put_u64 (json, "file_size", disk->size);
    vf_json_add (list, json);
  }
  return list;
}

static struct vf_json *
extent_json (const struct vf_info_extent *extent)
{
  struct vf_json *json = vf_json_object ();

  vf_json_put_text (json, "path", extent->path);
  vf_json_put_text (json, "kind", extent->kind);
  vf_json_put_text (json, "access", extent->access);
  vf_json_put_u64 (json, "start", extent->start);
  vf_json_put_u64 (json, "length", extent->length);
  vf_json_put_u64 (json, "offset", extent->offset);
  return json;
}

static void
put_row (const struct vf_info_row *row, struct vf_json *object)
{
  switch (row->kind) {
  case VF_INFO_TEXT:
    vf_json_put_text (object, row->key, row->text);
    break;
  case VF_INFO_BOOL:
    vf_json_put_bool (object, row->key, row->number != 0);
    break;
  case VF_INFO_NUMBER:
  case VF_INFO_SIZE:
    vf_json_put_u64 (object, row->key, row->number);
    break;
  }
}

static struct vf_json *
members_json (const struct vf_info *info)
{
  struct vf_json *list = vf_json_array (), *member;
  size_t i;

  for (i = 0; i < info->n_members; i++) {
    member = vf_json_object ();
    vf_json_put_text (member, "name", info->members[i].name);
    vf_json_put_u64 (member, "size", info->members[i].size);
    if (info->members[i].disk)
      vf_json_put_u64 (member, "disk", info->members[i].disk);
    vf_json_add (list, member);
  }
  return list;
}

void
vf_info_put_json (const struct vf_info *info, struct vf_json *object)
{
  struct vf_json *extents = vf_json_array ();
  size_t i;

  vf_json_put_text (object, "variant", info->variant);
  vf_json_put_text (object, "creator", info->creator);
  for (i = 0; i < info->n_rows; i++)
    put_row (&info->rows[i], object);
  for (i = 0; i < info->n_extents; i++)
    vf_json_add (extents, extent_json (&info->extents[i]));
  vf_json_put (object, "extents", extents);
  if (info->n_snapshots)
    vf_json_put (object, "snapshots", snapshots_json (info));
  if (info->n_members)
    vf_json_put (object, "members", members_json (info));
  if (info->is_list)
    vf_json_put (object, "disks", disks_json (info));
}
