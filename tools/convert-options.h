/* vmferry convert: its options, and what they ask of the convert wing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_CONVERT_OPTIONS_H
#define VF_TOOLS_CONVERT_OPTIONS_H

#include "convert/vm/convert.h"
#include "tools/command.h"
#include "tools/device-options.h"
#include "tools/network-options.h"
#include "tools/resource-options.h"

/* The values of the table. */
struct vf_convert_values {
  struct vf_common_options common;
  struct vf_option_list locations;
  struct vf_option_list allowed_dirs;
  struct vf_machine_params machine;
  struct vf_network_options networks;
  struct vf_resource_options resources;
  struct vf_device_options devices;
  const char *folder;
  const char *name;
  const char *output_format;
  const char *compression;
  const char *define_uri;
  uint64_t boot_timeout;
  bool all_vms;
  bool plan;
  bool boot_check;
  bool overwrite;
  bool strict;
  bool no_fsync;
  bool no_manifest;
};

/* The table. */
extern const struct vf_option vf_convert_option_rows[];

/* What is asked of the convert wing, and what that points to. */
struct vf_convert_wish {
  struct vf_convert_options options;
  struct vf_network_maps maps;
  struct vf_device_options_result devices;
  struct vf_disk_location *locations;
};

/* Parses VALUES into WISH, which is all zeros and points into VALUES.
 * Owner:   the caller clears WISH, also on error.
 * Errors:  USAGE; those of the files that options name */
int vf_convert_options_parse (const struct vf_convert_values *values,
                              struct vf_convert_wish *wish,
                              struct vf_error *err);

/* Frees what WISH owns. */
void vf_convert_wish_clear (struct vf_convert_wish *wish);

#define CLEANUP_CONVERT_WISH                                                  \
  __attribute__ ((cleanup (vf_convert_wish_clear)))

#endif
