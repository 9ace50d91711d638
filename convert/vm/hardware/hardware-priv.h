/* vmferry: the parts of the decision what a machine becomes, one file each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_HARDWARE_HARDWARE_PRIV_H
#define VF_CONVERT_VM_HARDWARE_HARDWARE_PRIV_H

#include "convert/vm/hardware/hardware.h"

/* UUID, generation id and serial number, in the order of bytes that lets the
 * guest read what it read before.
 * Errors:  NOMEM */
int vf_hardware_set_identity (struct vf_hardware *hardware,
                              const struct vf_emit_options *options,
                              struct vf_account *report, struct vf_error *err);

/* What a disk is attached to. */
struct vf_attachment {
  enum vf_bus bus;
  const char *model; /* of a SCSI controller, libvirt's word; else NULL */
};

/* The attachment for DISK, which is no drive: by choice, by what the guest can
 * drive, and by what the source had. */
struct vf_attachment
vf_hardware_attachment (const struct vf_hardware *hardware,
                        const struct vf_emit_options *options,
                        const struct vf_machine_disk *disk);

/* Gives DISK, which is not in the list yet, its place at ATTACHMENT, and adds
 * controllers as they are needed.
 * Errors:  NOMEM; UNSUPPORTED for a third floppy drive */
int vf_hardware_place (struct vf_hardware *hardware,
                       struct vf_hardware_disk *disk,
                       struct vf_attachment attachment, struct vf_error *err);

/* The serial number of a disk, as far as its bus can show it.
 * Errors:  NOMEM */
int vf_hardware_set_disk_identity (struct vf_hardware_disk *disk,
                                   struct vf_account *report,
                                   struct vf_error *err);

/* Adds to REPORT what of DISK is not as it was.
 * Errors:  NOMEM */
int vf_hardware_report_disk (const struct vf_hardware_disk *disk,
                             struct vf_account *report, struct vf_error *err);

/* Adds to REPORT that the guest may have no drivers for the disks it was given
 * on virtio, where nobody looked into it or chose.
 * Errors:  NOMEM */
int vf_hardware_report_drivers (const struct vf_hardware *hardware,
                                const struct vf_emit_options *options,
                                struct vf_account *report,
                                struct vf_error *err);

/* The slots or indices that Linux is to name the NICs by.
 * Params:  report - is told where they were asked for and cannot be given
 * Errors:  NOMEM */
int vf_hardware_number_nics (struct vf_hardware *hardware,
                             const struct vf_emit_options *options,
                             struct vf_account *report, struct vf_error *err);

/* The boot order of disks, drives and NICs. */
void vf_hardware_set_boot_order (struct vf_hardware *hardware);

/* Disks and drives: their buses, places, names and files.
 * Errors:  NOMEM */
int vf_hardware_set_disks (struct vf_hardware *hardware,
                           const struct vf_emit_options *options,
                           struct vf_account *report, struct vf_error *err);

/* NICs, and the networks that the options name for them.
 * Errors:  NOMEM */
int vf_hardware_set_nics (struct vf_hardware *hardware,
                          const struct vf_emit_options *options,
                          struct vf_account *report, struct vf_error *err);

#endif
