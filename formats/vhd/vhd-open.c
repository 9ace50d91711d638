/* vmferry: opening a VHD: footer, size, header, table, the parent's names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "formats/raw/raw.h"
#include "formats/vhd/footer-find.h"
#include "formats/vhd/locator.h"
#include "formats/vhd/vhd-image.h"
#include "formats/vhd/vhd.h"

/* A footer whose checksum is right cannot be a chance; one without is taken
 * for a damaged VHD rather than for a raw disk with a strange end. */
enum { SCORE_SOUND = 100, SCORE_COOKIE = 50 };

/* By how much Hyper-V stays below what a table entry could reach. */
#define USUAL_MAX_SIZE (UINT64_C (2040) << 30)

/* How sure N bytes are those of a footer. */
static int
score (const uint8_t *bytes, size_t n)
{
  struct vf_vhd_disk_footer disk = { .hidden = 0 };
  struct vf_vhd_footer footer;
  struct vf_error why;

  memcpy (&disk, bytes, n);
  if (!vf_vhd_footer_has_cookie (&disk))
    return 0;
  if (vf_vhd_footer_decode (&disk, 0, VF_VHD_SEAL_NEEDED, &footer, &why)
      && why.code == VF_ERROR_CORRUPT)
    return SCORE_COOKIE;
  return SCORE_SOUND;
}

/* How sure it is by what stands a little before the end: a file that was
 * padded must not become a raw disk with a footer in it. */
static int
score_padded (const uint8_t *tail, size_t n)
{
  const size_t size = sizeof (struct vf_vhd_disk_footer);
  size_t at;

  for (at = 0; at + size < n; at++)
    if (score (tail + at, size) == SCORE_SOUND)
      return SCORE_COOKIE;
  return 0;
}

int
vf_vhd_probe (const struct vf_probe *probe)
{
  const size_t size = sizeof (struct vf_vhd_disk_footer);
  const uint8_t *end = probe->tail + probe->tail_length;
  int best;

  if (probe->head_length < size || probe->tail_length < size)
    return 0;
  best = score (end - size, size);
  best = vf_max_u64 (
      best, score (end - VF_VHD_OLD_FOOTER_SIZE, VF_VHD_OLD_FOOTER_SIZE));
  best = vf_max_u64 (best, score (probe->head, size));
  return best ? best : score_padded (probe->tail, probe->tail_length);
}

static int
open_fixed (const struct vf_vhd_image *vhd, struct vf_error *err)
{
  const struct vf_image *image = &vhd->image;

  if (image->size <= vhd->footer.data_end || image->params.salvage)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "footer: size at byte %" PRIu64 " is %" PRIu64
                       ", but only %" PRIu64 " bytes stand before it",
                       vhd->footer.offset + 48, image->size,
                       vhd->footer.data_end);
}

/* Says by what format the parent is to be opened.  Only a disk of Xen's may
 * have a raw parent, and that has no identifier to name. */
static int
name_parent_format (struct vf_vhd_image *vhd, struct vf_error *err)
{
  if (vf_guid_is_zero (&vhd->dynamic.parent_id))
    return 0;
  vhd->image.parent_ref.format_name = strdup (vf_vhd_format.name);
  return vhd->image.parent_ref.format_name
             ? 0
             : vf_error_nomem (err, "the parent's format");
}

static int
open_dynamic (struct vf_vhd_image *vhd, struct vf_error *err)
{
  struct vf_image *image = &vhd->image;
  struct vf_vhd_bat_params params;

  if (vf_vhd_dynamic_read (image, &vhd->footer, &vhd->dynamic, err)
      || vf_vhd_dynamic_check_batmap (image->io, &vhd->footer, &vhd->dynamic,
                                      err))
    return -1;
  params = (struct vf_vhd_bat_params){
    .size = image->size,
    .data_end = vhd->footer.data_end,
    .header_offset = vhd->dynamic.offset,
    .table_offset = vhd->dynamic.table_offset,
    .block_size = vhd->dynamic.block_size,
    .has_parent = vhd->footer.type == VF_VHD_DIFFERENCING,
    .may_be_cut = image->params.salvage,
    .bit_order = memcmp (vhd->footer.creator, "tap", 3) == 0
                         && vhd->footer.creator_version == 1
                     ? VF_VHD_LOW_BIT_FIRST
                     : VF_VHD_HIGH_BIT_FIRST,
  };
  vhd->bat = vf_vhd_bat_new (image->io, &params, err);
  if (!vhd->bat)
    return -1;
  if (!params.has_parent)
    return 0;
  if (vf_vhd_locators_read (image, &vhd->dynamic.disk, err))
    return -1;
  return name_parent_format (vhd, err);
}

static int
add_notes (struct vf_vhd_image *vhd, struct vf_error *err)
{
  const struct vf_vhd_footer *footer = &vhd->footer;
  struct vf_image *image = &vhd->image;

  if (image->size != footer->current_size
      && image->params.size_rule == VF_SIZE_BY_CREATOR
      && vf_image_add_note (image, err,
                            "footer: the size by geometry, %" PRIu64
                            " bytes, is used, as its creator \"%s\" shows it "
                            "to a guest; the current size is %" PRIu64,
                            image->size, footer->creator,
                            footer->current_size))
    return -1;
  if (footer->type != VF_VHD_FIXED && image->size > USUAL_MAX_SIZE
      && vf_image_add_note (image, err,
                            "footer: the size is %" PRIu64
                            " bytes, but Hyper-V's limit is 2040 GiB",
                            image->size))
    return -1;
  if (!footer->has_saved_state)
    return 0;
  return vf_image_add_note (image, err,
                            "footer: the virtual machine was saved, not shut "
                            "down; what it held in memory is not here");
}

int
vf_vhd_open (struct vf_image *image, struct vf_error *err)
{
  struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;

  if (vf_vhd_footer_find (image, &vhd->footer, err))
    return -1;
  image->size = vf_vhd_footer_size (&vhd->footer, image->params.size_rule);
  if (image->size == 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "footer: it has no geometry at byte %" PRIu64
                         " that the size could follow from",
                         vhd->footer.offset + 56);
  if (add_notes (vhd, err))
    return -1;
  return vhd->footer.type == VF_VHD_FIXED ? open_fixed (vhd, err)
                                          : open_dynamic (vhd, err);
}

int
vf_vhd_check_parent (struct vf_image *image, struct vf_error *err)
{
  const struct vf_vhd_image *vhd = (struct vf_vhd_image *)image;
  const struct vf_image *parent = image->parent;
  const struct vf_guid *wanted = &vhd->dynamic.parent_id, *found;
  char wanted_text[37], found_text[37];

  if (parent->format == &vf_raw_format && vf_guid_is_zero (wanted))
    return 0;
  if (parent->format != &vf_vhd_format)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "parent \"%s\" is %s, must be vhd or raw",
                         vf_io_name (parent->io), parent->format->name);
  found = &((const struct vf_vhd_image *)parent)->footer.id;
  if (vf_guid_equal (wanted, found))
    return 0;
  return vf_error_set (
      err, VF_ERROR_CORRUPT,
      "dynamic header: parent identifier at byte %" PRIu64
      " is %s, but parent \"%s\" is %s",
      vhd->dynamic.offset + 40, vf_vhd_id_text (wanted, wanted_text),
      vf_io_name (parent->io), vf_vhd_id_text (found, found_text));
}
