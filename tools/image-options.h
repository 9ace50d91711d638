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
struct vf_source_params;

struct vf_image_options {
  const char *format;
  struct vf_option_list allowed_dirs;
  const char *snapshot;
  const char *disk;
  const char *vhd_size;
  bool no_manifest;
  bool ignore_cid;
  bool salvage;  /* open what can be opened; no option of all commands */
  bool may_list; /* as in vf_image_params; no option */
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
  VF_ALLOW_PATH_ROW (type, image_member.allowed_dirs),                        \
  { "snapshot", 0, VF_OPTION_TEXT, "NAME",                                    \
    offsetof (type, image_member.snapshot),                                   \
    "the disk as an internal snapshot has it (qcow2)", NULL, false },         \
  { "disk", 0, VF_OPTION_TEXT, "NAME",                                        \
    offsetof (type, image_member.disk),                                       \
    "which disk of an OVA: its file, or its number from 1", NULL, false },    \
  { "vhd-size", 0, VF_OPTION_TEXT, "RULE",                                    \
    offsetof (type, image_member.vhd_size),                                   \
    "which size of a VHD counts: chs or current", NULL, false },              \
  { "no-manifest", 0, VF_OPTION_FLAG, NULL,                                   \
    offsetof (type, image_member.no_manifest),                                \
    "do not compare an OVA with the digests of its manifest", NULL, false },  \
  { "ignore-cid", 0, VF_OPTION_FLAG, NULL,                                    \
    offsetof (type, image_member.ignore_cid),                                 \
    "go on when a parent was changed after its child", NULL, false }

#define VF_OPTIONS_END                                                        \
  { NULL, 0, VF_OPTION_FLAG, NULL, 0, NULL, NULL, false }

/* How the image at LOCATION is opened; points into both. */
struct vf_source_params
vf_image_options_source (const struct vf_image_options *options,
                         const char *location);

/* Opens the image at LOCATION (a path or an NBD URI) as OPTIONS say, and logs
 * the notes of its chain as warnings.
 * Owner and errors: as vf_source_open */
struct vf_source *vf_image_options_open (struct vf_tool *tool,
                                         const struct vf_image_options *options,
                                         const char *location,
                                         struct vf_error *err);

#endif
