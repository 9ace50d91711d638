/* vmferry: VDI: the block table, read as it is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VDI_BLOCKS_H
#define VF_FORMATS_VDI_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/span.h"

struct vf_error;
struct vf_image;
struct vf_vdi_blocks;
struct vf_vdi_header;

/* The table of the disk in IMAGE's file as HEADER has it.  To salvage, a table
 * that is not all in the file is a note.
 * Params:  image - its io must outlive the table
 * Errors:  CORRUPT when the table does not lie inside the file, NOMEM */
struct vf_vdi_blocks *vf_vdi_blocks_new (struct vf_image *image,
                                         const struct vf_vdi_header *header,
                                         struct vf_error *err);

/* Frees the table; NULL is allowed. */
void vf_vdi_blocks_free (struct vf_vdi_blocks *blocks);

/* How many blocks the disk has; the last may be in part. */
uint64_t vf_vdi_blocks_count (const struct vf_vdi_blocks *blocks);

/* The entries of COUNT blocks from BLOCK on.
 * Threads: any number at once
 * Errors:  IO, CORRUPT */
int vf_vdi_blocks_get (struct vf_vdi_blocks *blocks, uint64_t block,
                       size_t count, uint32_t *ret_entries,
                       struct vf_error *err);

/* What ENTRY of BLOCK means, and where in the file DATA starts.
 * Errors:  CORRUPT for a block that is not in the file */
int vf_vdi_blocks_locate (const struct vf_vdi_blocks *blocks, uint64_t block,
                          uint32_t entry, enum vf_span_kind *ret_kind,
                          uint64_t *ret_offset, struct vf_error *err);

/* What is at guest byte OFFSET: all blocks around it of one kind; those of
 * DATA only as long as they lie one behind the other.  May stop early.
 * Threads: any number at once
 * Errors:  CORRUPT, IO */
int vf_vdi_blocks_span (struct vf_vdi_blocks *blocks, uint64_t offset,
                        struct vf_span *ret_span, struct vf_error *err);

/* What cannot be known after vf_vdi_blocks_span failed at OFFSET: a block, or
 * all whose entries lie in one page with its own. */
void vf_vdi_blocks_lost (struct vf_vdi_blocks *blocks, uint64_t offset,
                         struct vf_span *ret_span);

VF_DEFINE_CLEANUP (vdi_blocks, struct vf_vdi_blocks, vf_vdi_blocks_free)
#define CLEANUP_VDI_BLOCKS VF_CLEANUP (vf_cleanup_vdi_blocks)

#endif
