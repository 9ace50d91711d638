/* vmferry: reading the disks of an OVF envelope.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/envelope.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/ovf/ovf-root.h"
#include "formats/ovf/unit.h"
#include "formats/xml-in.h"

void
vf_envelope_free (struct vf_envelope *envelope)
{
  size_t i;

  if (!envelope)
    return;
  for (i = 0; i < envelope->files.count; i++) {
    free (envelope->files.items[i].id);
    free (envelope->files.items[i].href);
    free (envelope->files.items[i].compression);
  }
  for (i = 0; i < envelope->disks.count; i++) {
    free (envelope->disks.items[i].id);
    free (envelope->disks.items[i].format);
    free (envelope->disks.items[i].parent);
  }
  free (envelope->files.items);
  free (envelope->disks.items);
  free (envelope);
}

/* The number in the attribute NAME, and MISSING without it. */
static int
get_number (struct _xmlNode *element, const char *name, uint64_t missing,
            uint64_t *ret_number, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  *ret_number = missing;
  if (vf_xml_get_attribute (element, name, &text, err))
    return -1;
  if (!text || !*text)
    return 0;
  if (vf_text_parse_u64 (text, 0, INT64_MAX, ret_number, err)) {
    err->code = VF_ERROR_CORRUPT;
    return vf_error_prefix (err, "%s", name);
  }
  return 0;
}

/* How large FILE is, and in pieces of how much. */
static int
read_size (struct _xmlNode *element, size_t number, struct vf_ovf_file *file,
           struct vf_error *err)
{
  if (get_number (element, "size", VF_OVF_UNKNOWN, &file->size, err) == 0
      && get_number (element, "chunkSize", 0, &file->chunk, err) == 0)
    return 0;
  return vf_error_prefix (err, "<File> number %zu", number);
}

static int
read_file (struct _xmlNode *element, struct vf_envelope *envelope,
           struct vf_error *err)
{
  struct vf_ovf_file *file;

  if (envelope->files.count == VF_OVF_MAX_FILES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d files",
                         VF_OVF_MAX_FILES);
  if (vf_vector_push (&envelope->files, (struct vf_ovf_file){ 0 }))
    return vf_error_nomem (err, "the files of an OVF");
  file = &envelope->files.items[envelope->files.count - 1];
  if (vf_xml_get_attribute (element, "id", &file->id, err)
      || vf_xml_get_attribute (element, "href", &file->href, err)
      || vf_xml_get_attribute (element, "compression", &file->compression, err)
      || read_size (element, envelope->files.count, file, err))
    return -1;
  if (!file->id || !file->href || !*file->href)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "<File> number %zu has no id or no href",
                         envelope->files.count);
  return 0;
}

/* A capacity that is a property ("${size}") is not known here. */
static int
read_capacity (struct _xmlNode *element, uint64_t *ret_capacity,
               struct vf_error *err)
{
  CLEANUP_FREE char *amount = NULL;
  CLEANUP_FREE char *unit = NULL;
  struct vf_ovf_unit parsed = { .base = VF_OVF_BASE_BYTE, .factor = 1 };
  struct vf_error ignored;
  uint64_t n;

  *ret_capacity = VF_OVF_UNKNOWN;
  if (vf_xml_get_attribute (element, "capacity", &amount, err)
      || vf_xml_get_attribute (element, "capacityAllocationUnits", &unit, err))
    return -1;
  if (unit && *unit
      && (!vf_ovf_unit_parse (unit, &parsed)
          || parsed.base != VF_OVF_BASE_BYTE))
    return 0;
  if (amount && vf_text_parse_u64 (amount, 0, INT64_MAX, &n, &ignored) == 0
      && !vf_mul_u64 (n, parsed.factor, ret_capacity))
    *ret_capacity = VF_OVF_UNKNOWN;
  return 0;
}

/* By id; oVirt writes the href instead. */
static int
find_file (const struct vf_envelope *envelope, const char *id,
           size_t *ret_index, struct vf_error *err)
{
  const struct vf_ovf_file *files = envelope->files.items;
  size_t i;

  for (i = 0; i < envelope->files.count; i++)
    if (strcmp (files[i].id, id) == 0) {
      *ret_index = i;
      return 0;
    }
  for (i = 0; i < envelope->files.count; i++)
    if (strcmp (files[i].href, id) == 0) {
      *ret_index = i;
      return 0;
    }
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "there is no <File> with the id \"%s\" of its fileRef",
                       id);
}

static int
fill_disk (struct _xmlNode *element, const struct vf_envelope *envelope,
           struct vf_ovf_disk *disk, struct vf_error *err)
{
  CLEANUP_FREE char *file = NULL;

  disk->file = SIZE_MAX;
  if (vf_xml_get_attribute (element, "diskId", &disk->id, err)
      || vf_xml_get_attribute (element, "format", &disk->format, err)
      || vf_xml_get_attribute (element, "parentRef", &disk->parent, err)
      || vf_xml_get_attribute (element, "fileRef", &file, err)
      || read_capacity (element, &disk->capacity, err))
    return -1;
  return file && *file ? find_file (envelope, file, &disk->file, err) : 0;
}

static int
read_disk (struct _xmlNode *element, struct vf_envelope *envelope,
           struct vf_error *err)
{
  if (envelope->disks.count == VF_OVF_MAX_FILES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d disks",
                         VF_OVF_MAX_FILES);
  if (vf_vector_push (&envelope->disks, (struct vf_ovf_disk){ 0 }))
    return vf_error_nomem (err, "the disks of an OVF");
  if (fill_disk (element, envelope,
                 &envelope->disks.items[envelope->disks.count - 1], err))
    return vf_error_prefix (err, "<Disk> number %zu", envelope->disks.count);
  return 0;
}

/* Calls READ for each child of SECTION called NAME. */
static int
read_each (struct _xmlNode *section, const char *name,
           int (*read) (struct _xmlNode *, struct vf_envelope *,
                        struct vf_error *),
           struct vf_envelope *envelope, struct vf_error *err)
{
  struct _xmlNode *child = NULL;

  while ((child = vf_xml_child (section, name, child)))
    if (read (child, envelope, err))
      return -1;
  return 0;
}

/* OVF 0.9 has its sections as <Section xsi:type="ovf:DiskSection_Type">. */
static struct _xmlNode *
find_disk_section (struct _xmlNode *root)
{
  struct _xmlNode *section = vf_xml_child (root, "DiskSection", NULL);

  if (section)
    return section;
  while ((section = vf_xml_child (root, "Section", section)))
    if (vf_xml_child (section, "Disk", NULL))
      return section;
  return NULL;
}

struct vf_envelope *
vf_envelope_read (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_ENVELOPE struct vf_envelope *envelope = NULL;
  CLEANUP_XML_DOCUMENT struct _xmlDoc *document = vf_xml_parse (text, n, err);
  struct _xmlNode *root = document ? vf_xml_root (document) : NULL;

  if (!document)
    return NULL;
  if (!vf_xml_is (root, "Envelope")) {
    vf_ovf_refuse_root (root, err);
    return NULL;
  }
  envelope = calloc (1, sizeof *envelope);
  if (!envelope) {
    vf_error_nomem (err, "an OVF");
    return NULL;
  }
  if (read_each (vf_xml_child (root, "References", NULL), "File", read_file,
                 envelope, err)
      || read_each (find_disk_section (root), "Disk", read_disk, envelope,
                    err))
    return NULL;
  return TAKE (envelope);
}
