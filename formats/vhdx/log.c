/* vmferry: whether a VHDX was closed in order.  Its tables must not be read
 * past a log that has changes for them: they may be stale or torn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vhdx/log.h"

#include <stddef.h>

#include "common/error.h"
#include "formats/vhdx/header.h"

struct vf_io *
vf_vhdx_log_apply (struct vf_io *io, const struct vf_vhdx_header *header,
                   struct vf_error *err)
{
  char guid[37];

  if (vf_guid_is_zero (&header->log_guid))
    return io;
  vf_error_set (err, VF_ERROR_UNSUPPORTED,
                "log: log GUID at byte 48 of the header is %s: the file was "
                "not closed in order, and its log must be replayed: attach "
                "the disk once in Hyper-V, or run \"qemu-img check -r all\" "
                "on a copy",
                vf_guid_text (&header->log_guid, guid));
  return NULL;
}
