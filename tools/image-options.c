/* vmferry: opening an image as the options say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/image-options.h"

#include "formats/source.h"

struct vf_source *
vf_image_options_open (const struct vf_image_options *options,
                       const char *location, struct vf_error *err)
{
  struct vf_source_params params = {
    .location = location,
    .format_name = options->format,
    .allowed_dirs = options->allowed_dirs.items,
    .n_allowed_dirs = options->allowed_dirs.count,
  };

  return vf_source_open (&params, err);
}
