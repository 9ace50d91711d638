/* vmferry: opening a VMDK: which kind of file it is, what its descriptor says
 * of the disk as a whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/vmdk/descriptor-check.h"
#include "formats/vmdk/extent-open.h"
#include "formats/vmdk/probe.h"
#include "formats/vmdk/vmdk-image.h"

/* Reads and parses LENGTH bytes of text at OFFSET. */
static int
read_descriptor (struct vf_vmdk_image *vmdk, uint64_t offset, uint64_t length,
                 struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (length > VF_VMDK_MAX_DESCRIPTOR)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "descriptor: has %" PRIu64 " bytes, the limit is %d",
                         length, VF_VMDK_MAX_DESCRIPTOR);
  text = malloc (length + 1);
  if (!text)
    return vf_error_nomem (err, "the descriptor");
  if (vf_io_read (vmdk->image.io, text, length, offset, err))
    return vf_error_prefix (err, "descriptor");
  text[length] = '\0';
  if (vf_vmdk_descriptor_parse (text, length, &vmdk->desc, err)
      || vf_vmdk_descriptor_check (&vmdk->desc, err))
    return -1;
  return vf_vmdk_set_parent (vmdk, err);
}

static int
open_descriptor_file (struct vf_vmdk_image *vmdk, struct vf_error *err)
{
  if (read_descriptor (vmdk, 0, vf_io_size (vmdk->image.io), err))
    return -1;
  return vf_vmdk_open_lines (&vmdk->image, &vmdk->desc, &vmdk->extents, err);
}

static int
read_embedded (struct vf_vmdk_image *vmdk, struct vf_error *err)
{
  const struct vf_vmdk_header *header = &vmdk->header;
  uint64_t offset, length;

  if (!vf_sectors_to_bytes (header->descriptor_offset, &offset)
      || !vf_sectors_to_bytes (header->descriptor_size, &length)
      || !vf_range_inside (offset, length, vf_io_size (vmdk->image.io)))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "sparse header: descriptor at bytes 28 and 36 is "
                         "%" PRIu64 " sectors at sector %" PRIu64
                         ", must lie inside the %" PRIu64 " bytes of the file",
                         header->descriptor_size, header->descriptor_offset,
                         vf_io_size (vmdk->image.io));
  return read_descriptor (vmdk, offset, length, err);
}

static int
open_hosted_file (struct vf_vmdk_image *vmdk, struct vf_error *err)
{
  if (vf_vmdk_header_read (vmdk->image.io, 0, &vmdk->header, err))
    return -1;
  vmdk->has_header = true;
  if (vmdk->header.descriptor_offset == 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "sparse header: descriptor offset at byte 28 is 0: "
                         "this is one part of a disk; open the descriptor "
                         "file that names it");
  if (read_embedded (vmdk, err))
    return -1;
  if (vmdk->header.capacity == 0)
    return vf_vmdk_open_lines (&vmdk->image, &vmdk->desc, &vmdk->extents, err);
  if (vmdk->desc.lines.count == 0
      && vf_image_add_note (&vmdk->image, err,
                            "descriptor: lists no extent; whether the disk "
                            "has a parent is not known"))
    return -1;
  return vf_vmdk_open_embedded (&vmdk->image, &vmdk->header, &vmdk->desc,
                                &vmdk->extents, err);
}

/* Refuses what is part of VMware's world, but not read here. */
static int
refuse_kind (enum vf_vmdk_file_kind kind, struct vf_error *err)
{
  switch (kind) {
  case VF_VMDK_FILE_COWD:
  case VF_VMDK_FILE_SESPARSE:
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "data of a snapshot of ESX (%s), which is no disk by "
                         "itself: open the descriptor that names it, the "
                         "small .vmdk beside it without \"%s\" in its name",
                         kind == VF_VMDK_FILE_COWD ? "COWD" : "SESparse",
                         kind == VF_VMDK_FILE_COWD ? "-delta" : "-sesparse");
  case VF_VMDK_FILE_CTK:
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "a change tracking file, not a disk: open the .vmdk "
                         "beside it");
  case VF_VMDK_FILE_UTF16:
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "a descriptor in UTF-16, which an editor made of it: "
                         "save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
  default:
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "not a VMDK: it starts with no VMDK signature and "
                         "no descriptor; where it is the data of one, open "
                         "the descriptor, which is another file");
  }
}

int
vf_vmdk_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  size_t n = vf_min_u64 (VF_PROBE_HEAD, vf_io_size (image->io));
  char head[VF_PROBE_HEAD];
  enum vf_vmdk_file_kind kind;
  size_t i;
  int r;

  if (vf_io_read (image->io, head, n, 0, err))
    return -1;
  kind = vf_vmdk_file_kind (head, n);
  if (kind == VF_VMDK_FILE_DESCRIPTOR)
    r = open_descriptor_file (vmdk, err);
  else if (kind == VF_VMDK_FILE_HOSTED || kind == VF_VMDK_FILE_UNFINISHED)
    r = open_hosted_file (vmdk, err);
  else
    r = refuse_kind (kind, err);
  if (r)
    return -1;
  if (vmdk->extents.length == 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: lists no extent that holds anything");
  image->size = vmdk->extents.length;
  for (i = 0; i < vmdk->extents.count; i++)
    image->read_memory = vf_max_u64 (image->read_memory,
                                     vmdk->extents.items[i]->read_memory);
  return 0;
}
