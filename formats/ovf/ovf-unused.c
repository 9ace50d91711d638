/* vmferry: disks of a package that no virtual machine in it has.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

/* Where so many devices name disks, nobody looks through them all. */
enum { MAX_RESOURCES = 4096 };

/* What devices of all machines name, each malloc'd. */
typedef VF_VECTOR (char *) resource_list;

static void
clear_resources (resource_list *list)
{
  size_t i;

  for (i = 0; i < list->count; i++)
    free (list->items[i]);
  free (list->items);
}

/* The element behind AT in the order of the file; NULL at the end.  The parser
 * has bounded how deep it goes. */
static xmlNode *
next_node (xmlNode *at, const xmlNode *root)
{
  if (at->children)
    return at->children;
  while (at != root && !at->next)
    at = at->parent;
  return at == root ? NULL : at->next;
}

static int
collect (xmlNode *root, resource_list *list, struct vf_error *err)
{
  xmlNode *at;

  for (at = root; at && list->count < MAX_RESOURCES;
       at = next_node (at, root)) {
    CLEANUP_FREE char *text = NULL;

    if (!vf_xml_is (at, "HostResource"))
      continue;
    if (vf_ovf_text (at, &text, err))
      return -1;
    if (!text)
      continue;
    if (vf_vector_push (list, text))
      return vf_error_nomem (err, "the disks of an OVF");
    text = NULL;
  }
  return 0;
}

/* Whether RESOURCE is ID, or ends in it behind a slash. */
static bool
means (const char *resource, const char *id)
{
  size_t n = strlen (resource), m = strlen (id);

  return n >= m && strcmp (resource + n - m, id) == 0
         && (n == m || resource[n - m - 1] == '/');
}

/* Whether disk number INDEX is named by a device, by itself or by its file, or
 * is what another disk is based on. */
static bool
is_used (const struct vf_envelope *envelope, size_t index,
         const resource_list *list)
{
  const struct vf_ovf_disk *disk = &envelope->disks.items[index];
  const char *file = disk->file < envelope->files.count
                         ? envelope->files.items[disk->file].id
                         : NULL;
  size_t i;

  for (i = 0; i < list->count; i++)
    if (means (list->items[i], disk->id)
        || (file && means (list->items[i], file)))
      return true;
  for (i = 0; i < envelope->disks.count; i++)
    if (envelope->disks.items[i].parent
        && strcmp (envelope->disks.items[i].parent, disk->id) == 0)
      return true;
  return false;
}

static int
judge_disks (struct vf_ovf *ovf, const resource_list *list,
             struct vf_error *err)
{
  const struct vf_envelope *envelope = ovf->package.envelope;
  xmlNode *section = vf_ovf_section (ovf->envelope, "DiskSection", NULL);
  xmlNode *element = NULL;
  size_t i;

  for (i = 0; i < envelope->disks.count; i++) {
    element = vf_ovf_child (section, VF_OVF_NS_OVF, "Disk", element);
    if (!element)
      break;
    if (!envelope->disks.items[i].id || vf_ovf_fate_of (&ovf->fates, element)
        || is_used (envelope, i, list))
      continue;
    if (vf_ovf_judge (&ovf->fates,
                      vf_ovf_attribute (element, VF_OVF_NS_OVF, "diskId"),
                      VF_FATE_LOSS,
                      "no device of any VM has this disk: it stays behind",
                      err))
      return -1;
  }
  return 0;
}

int
vf_ovf_judge_unused (struct vf_ovf *ovf, struct vf_error *err)
{
  VF_CLEANUP (clear_resources) resource_list list = { 0 };

  if (collect (ovf->envelope, &list, err))
    return -1;
  /* VirtualBox's devices name disks by their UUIDs, if at all. */
  if (!list.count || list.count == MAX_RESOURCES)
    return 0;
  return judge_disks (ovf, &list, err);
}
