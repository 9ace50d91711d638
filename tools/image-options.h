/* vmferry: the options that say how to open an image, shared by all commands
 * that open one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_IMAGE_OPTIONS_H
#define VF_TOOLS_IMAGE_OPTIONS_H

#include <stdio.h>

#include "tools/command.h"

struct vf_source;

struct vf_image_options {
  const char *format;
  struct vf_option_list allowed_dirs;
};

/* The row of --allow-path; LIST_MEMBER is a struct vf_option_list. */
#define VF_ALLOW_PATH_ROW(type, list_member)                                  \
  { "allow-path", 0, VF_OPTION_LIST, "DIR", offsetof (type, list_member),     \
    "also open extents and parents that lie here", NULL, false }

/* Rows for a command's table; IMAGE_MEMBER is its struct vf_image_options. */
#define VF_IMAGE_OPTION_ROWS(type, image_member)                              \
  { "format", 'f', VF_OPTION_TEXT, "FORMAT",                                  \
    offsetof (type, image_member.format),                                     \
    "format of the image; found by content without it", NULL, false },        \
  VF_ALLOW_PATH_ROW (type, image_member.allowed_dirs)

#define VF_OPTIONS_END                                                        \
  { NULL, 0, VF_OPTION_FLAG, NULL, 0, NULL, NULL, false }

/* Opens the image at LOCATION (a path or an NBD URI) as OPTIONS say.
 * Owner and errors: as vf_source_open */
struct vf_source *vf_image_options_open (const struct vf_image_options *options,
                                         const char *location,
                                         struct vf_error *err);

#endif
