/* vmferry: what the kinds of devices of a .vmx are read into, and how what
 * was read is settled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_DEVICE_H
#define VF_FORMATS_VMX_VMX_DEVICE_H

#include <stdbool.h>

#include "formats/machine-device.h"
#include "formats/vmx/vmx-table.h"

struct vf_error;
struct vf_machine;

/* A device as the file has it; the texts are the owner's of the struct. */
struct vf_vmx_raw_device {
  struct vf_machine_device device;
  char *file_type; /* of a port */
  char *endpoint;  /* of a pipe or a network: "client", "server" */
  char *vendor, *product, *profile; /* of what is passed through */
  enum vf_tristate is_open;         /* to other VMs */
  bool is_nothing;                  /* what the target need not have */
};

/* What is known after the rows of a port have been read: what stands behind
 * it, and whether it listens.
 * Errors:  NOMEM */
int vf_vmx_settle_port (struct vf_vmx *vmx, const char *prefix,
                        struct vf_vmx_raw_device *raw, struct vf_error *err);

/* The same for a device of the host: its identifiers, or the profile of a
 * virtual GPU. */
int vf_vmx_settle_passthrough (struct vf_vmx *vmx, const char *prefix,
                               struct vf_vmx_raw_device *raw,
                               struct vf_error *err);

/* The same for a device on VMware's USB bus: one for input, a hub, or one of
 * the host. */
int vf_vmx_settle_usb_device (struct vf_vmx *vmx, const char *prefix,
                              struct vf_vmx_raw_device *raw,
                              struct vf_error *err);

/* The same for VMCI: a device that anyone wanted, or none. */
int vf_vmx_settle_vmci (struct vf_vmx *vmx, const char *prefix,
                        struct vf_vmx_raw_device *raw, struct vf_error *err);

/* The same for a module of persistent memory and for a shared folder: a path
 * of the host. */
int vf_vmx_settle_file (struct vf_vmx *vmx, const char *prefix,
                        struct vf_vmx_raw_device *raw, struct vf_error *err);

/* Adds the host's USB devices that were to be connected.
 * Errors:  NOMEM, LIMIT */
int vf_vmx_read_host_usb (struct vf_vmx *vmx, struct vf_machine *machine,
                          struct vf_error *err);

/* Adds the TPM, whether Workstation or a manager asked for it.
 * Errors:  NOMEM, LIMIT */
int vf_vmx_read_tpm (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err);

#endif
