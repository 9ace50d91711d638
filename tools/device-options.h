/* vmferry: the options about the devices of a VM on its target, shared by the
 * commands that write a definition.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TOOLS_DEVICE_OPTIONS_H
#define VF_TOOLS_DEVICE_OPTIONS_H

#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/hardware/map-file.h"
#include "tools/command.h"

struct vf_device_options {
  const char *profile;
  const char *disk_bus;
  const char *nic_model;
  const char *nic_names;
  const char *graphics;
  const char *device_map;
};

/* By value of their enums, which the parser relies on. */
extern const char *const vf_profile_names[], *const vf_disk_choice_names[],
    *const vf_nic_choice_names[], *const vf_nic_names_names[],
    *const vf_graphics_names[];

/* Rows for a command's table; MEMBER is its struct vf_device_options. */
#define VF_DEVICE_OPTION_ROWS(type, member)                                   \
  { "profile", 0, VF_OPTION_CHOICE, "safe|fast",                              \
    offsetof (type, member.profile),                                          \
    "how disks and NICs are driven; safe without this", vf_profile_names,     \
    false },                                                                  \
  { "disk-bus", 0, VF_OPTION_CHOICE, "BUS", offsetof (type, member.disk_bus), \
    "auto, virtio, virtio-scsi, or source: what is nearest to it",            \
    vf_disk_choice_names, false },                                            \
  { "nic-model", 0, VF_OPTION_CHOICE, "MODEL",                                \
    offsetof (type, member.nic_model),                                        \
    "auto, virtio, or source: what is nearest to it", vf_nic_choice_names,    \
    false },                                                                  \
  { "nic-names", 0, VF_OPTION_CHOICE, "auto|board|slot|index",                \
    offsetof (type, member.nic_names),                                        \
    "what Linux names interfaces by; auto without this",                      \
    vf_nic_names_names, false },                                              \
  { "graphics", 0, VF_OPTION_CHOICE, "vnc|spice|none",                        \
    offsetof (type, member.graphics), "the screen; vnc without this",         \
    vf_graphics_names, false },                                               \
  { "device-map", 0, VF_OPTION_TEXT, "FILE",                                  \
    offsetof (type, member.device_map),                                       \
    "which of the host's PCI devices are passed through", NULL, false }

/* The choices, and what they point into.  Start it as all zeros. */
struct vf_device_options_result {
  struct vf_device_choices choices;
  struct vf_map_file file;
  VF_VECTOR (struct vf_device_map) maps;
};

/* The choices that OPTIONS make.
 * Owner:   the caller frees RESULT with vf_device_options_clear, also on
 *          error.
 * Errors:  USAGE; those of reading the map */
int vf_device_options_parse (const struct vf_device_options *options,
                             struct vf_device_options_result *result,
                             struct vf_error *err);

/* Frees what the parser made. */
void vf_device_options_clear (struct vf_device_options_result *result);

#define CLEANUP_DEVICE_OPTIONS                                                \
  __attribute__ ((cleanup (vf_device_options_clear)))

#endif
