/* vmferry emit: its options, and what they ask of an emitter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_EMIT_OPTIONS_H
#define VF_TOOLS_EMIT_OPTIONS_H

#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine-format.h"
#include "tools/command.h"
#include "tools/device-options.h"
#include "tools/network-options.h"
#include "tools/resource-options.h"

struct vf_domain_caps;

/* The values of the table. */
struct vf_emit_values {
  struct vf_common_options common;
  struct vf_machine_params machine;
  struct vf_network_options networks;
  struct vf_resource_options resources;
  struct vf_device_options devices;
  const char *format;
  const char *to;
  const char *output;
  const char *name;
  const char *define;
  const char *disk_dir;
  const char *domain_type;
  bool all_vms;
  bool strict;
};

/* The table. */
extern const struct vf_option vf_emit_option_rows[];

/* What is asked for, and what that points to; it stays where it is. */
struct vf_emit_wish {
  const struct vf_emitter *emitter;
  const struct vf_machine_format *format; /* NULL: found by content */
  struct vf_emit_options options;
  struct vf_network_maps maps;
  struct vf_device_options_result devices;
  struct vf_host host;
  struct vf_domain_caps *caps; /* NULL: nobody told */
};

/* Parses VALUES into WISH, which is all zeros and points into VALUES.
 * Owner:   the caller clears WISH, also on error.
 * Errors:  USAGE; those of the files that options name */
int vf_emit_options_parse (const struct vf_emit_values *values,
                           struct vf_emit_wish *wish, struct vf_error *err);

/* Finds out what the host of the target is, and what it can give, where a file
 * or its libvirt tells.
 * Errors:  those of the file, or of libvirt */
int vf_emit_wish_ask_host (const struct vf_emit_values *values,
                           struct vf_emit_wish *wish, struct vf_error *err);

/* Frees what WISH owns. */
void vf_emit_wish_clear (struct vf_emit_wish *wish);

#define CLEANUP_EMIT_WISH __attribute__ ((cleanup (vf_emit_wish_clear)))

#endif
