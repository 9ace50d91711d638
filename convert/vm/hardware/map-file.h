/* vmferry: files that say what of the source becomes what of the target, for
 * networks and for passed-through devices.  A line is "SOURCE -> TARGET"; "#"
 * starts a line that is a remark, and empty lines are none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_MAP_FILE_H
#define VF_CONVERT_VM_HARDWARE_MAP_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/vector.h"

struct vf_device_map;
struct vf_error;
struct vf_machine;
struct vf_network_map;

struct vf_map_line {
  unsigned number;       /* in the file, from 1 */
  char *source, *target; /* without blanks around them; never empty */
};

/* Start it as all zeros. */
struct vf_map_file {
  VF_VECTOR (struct vf_map_line) lines;
};

/* Reads the file at PATH into FILE.
 * Owner:   the caller frees it with vf_map_file_clear, also on error.
 * Errors:  those of opening and reading a file; USAGE for a line that is no
 *          map or a source that is there twice, LIMIT for a file of more than
 *          a MiB or 4096 maps, NOMEM */
int vf_map_file_read (const char *path, struct vf_map_file *file,
                      struct vf_error *err);

/* Splits TEXT, of N bytes, into the lines of FILE.
 * Errors:  as vf_map_file_read */
int vf_map_file_parse (const char *text, size_t n, struct vf_map_file *file,
                       struct vf_error *err);

/* Frees the lines. */
void vf_map_file_clear (struct vf_map_file *file);

/* The network map of LINE, whose target is "KIND:NAME [vlan=N] [mtu=N]"; KIND
 * is "network", "bridge" or "openvswitch".
 * Owner:   the caller frees the two texts with vf_network_map_clear.
 * Errors:  USAGE, NOMEM */
int vf_map_line_network (const struct vf_map_line *line,
                         struct vf_network_map *ret_map, struct vf_error *err);

/* The device map of LINE, whose target is a PCI address: "0000:3b:00.0", or
 * "3b:00.0".  The source's text stays that of LINE.
 * Errors:  USAGE */
int vf_map_line_device (const struct vf_map_line *line,
                        struct vf_device_map *ret_map, struct vf_error *err);

/* Whether MACHINE has the device that MAP is about. */
bool vf_device_map_is_used (const struct vf_device_map *map,
                            const struct vf_machine *machine);

#define CLEANUP_MAP_FILE __attribute__ ((cleanup (vf_map_file_clear)))

#endif
