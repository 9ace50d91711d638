/* vmferry: the main job: a VM definition and its disks become qcow2 files and
 * a libvirt domain that boots.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_CONVERT_H
#define VF_CONVERT_VM_CONVERT_H

#include <stdbool.h>
#include <stddef.h>

#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/hardware/resource-choices.h"
#include "formats/machine-format.h"
#include "formats/writer.h"

struct vf_conversion;
struct vf_error;
struct vf_job;
struct vf_network_map;

/* A disk that is to be read from elsewhere than the definition says. */
struct vf_disk_location {
  char *key;            /* of the machine's disk: "scsi0:0" */
  const char *location; /* path or NBD URI */
};

/* All owned by the caller. */
struct vf_convert_options {
  const char *definition; /* its path; NULL: of the images */
  struct vf_machine_params machine; /* which of the definition's */
  const char *const *images; /* disks of a VM without definition */
  size_t n_images;
  const struct vf_disk_location *locations;
  size_t n_locations;
  const char *const *allowed_dirs; /* further folders for named files */
  size_t n_allowed_dirs;
  bool no_digests; /* do not compare a package with its manifest */
  const char *folder;     /* of the target; made when it is not there */
  const char *name;       /* NULL: the VM's own, made safe */
  const char *disk_format; /* "qcow2", "raw" */
  enum vf_compression compression;
  const struct vf_network_map *networks;
  size_t n_networks;
  bool are_maps_shared; /* some are for other VMs: all have been looked at */
  struct vf_resource_choices resources;
  struct vf_device_choices devices;
  bool plan_only;  /* stop before the first write; FOLDER may be NULL */
  bool overwrite;  /* files that are there already */
  bool boot_check;
  unsigned boot_timeout_s; /* 0: a default */
  const char *define_uri;  /* NULL: do not define */
  const char *domain_caps; /* file of what the target can give; NULL: the
                              libvirt at define_uri is asked */
  bool no_fsync;
};

/* Converts the VM, stage by stage.  On failure nothing is left in the folder,
 * except that a VM which was converted whole, and then did not boot or could
 * not be defined, stays.
 * Params:  conversion - zeroed but for changes that are known beforehand, on
 *          the heap; filled as far as it came, so that it can be reported
 *          either way
 * Errors:  what the failing stage says, with the stage in front where its
 *          sentence does not tell; EXISTS when a target file is there already;
 *          CANCELLED */
int vf_convert (const struct vf_convert_options *options, struct vf_job *job,
                struct vf_conversion *conversion, struct vf_error *err);

#endif
