/* vmferry: from a domain to QEMU's arguments.  Pure: what exists on the host
 * has been looked up before and stands in struct vf_boot_plan.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_BOOT_BOOT_ARGS_H
#define VF_CONVERT_VM_BOOT_BOOT_ARGS_H

#include <stdbool.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_domain;
struct vf_error;

/* Arguments under construction; start it as all zeros. */
struct vf_args {
  VF_VECTOR (char *) argv;
  VF_VECTOR (char *) notes; /* where the machine differs from the domain */
  unsigned n_ports;         /* PCIe root ports so far */
  bool is_q35;
  bool is_broken; /* memory was out */
};

/* What is known of the host. */
struct vf_boot_plan {
  const char *folder;    /* holds disk-N.qcow2, nvram.fd, screen-port */
  const char *uefi_code; /* NULL: BIOS */
  bool uefi_is_secure;   /* the code wants SMM */
  bool has_kvm;
  bool has_user_network; /* QEMU was built with it */
  unsigned long long max_memory_bytes;
};

/* Appends an argument. */
void vf_args_add (struct vf_args *args, const char *fmt, ...)
    __attribute__ ((format (printf, 2, 3)));

/* Appends an option and its argument. */
void vf_args_add_option (struct vf_args *args, const char *option,
                         const char *fmt, ...)
    __attribute__ ((format (printf, 3, 4)));

/* Notes a difference, once. */
void vf_args_note (struct vf_args *args, const char *fmt, ...)
    __attribute__ ((format (printf, 2, 3)));

/* TEXT as a value in QEMU's option lists, where a comma is two.
 * Returns: a malloc'd string; NULL when memory is out. */
char *vf_args_quote (const char *text);

/* ",bus=..." for the next PCI device: on q35 a new root port, which it
 * appends; else "".
 * Params:  buf - holds the result, at least 32 bytes
 * Returns: BUF */
const char *vf_args_next_bus (struct vf_args *args, char buf[32]);

/* The same, with the number that the guest is to see as the port's slot; 0:
 * none. */
const char *vf_args_next_slot (struct vf_args *args, unsigned slot,
                               char buf[32]);

/* QEMU's device for a SCSI controller of libvirt's MODEL; NULL: it has none.
 * Without a model it is what libvirt takes. */
const char *vf_args_scsi_device (const char *model);

/* The same for a NIC. */
const char *vf_args_nic_device (const char *model);

/* Appends DOMAIN's disks and NICs.
 * Errors:  UNSUPPORTED for a bus or model that QEMU has not */
int vf_args_add_devices (struct vf_args *args, const struct vf_domain *domain,
                         const struct vf_boot_plan *plan,
                         struct vf_error *err);

/* The whole command line, NULL-terminated, from "qemu-system-x86_64" on.  The
 * sockets are PLAN's folder plus "/console", "/screen", "/agent", "/qmp".
 * Owner:   the caller clears ARGS with vf_args_clear, also on error.
 * Errors:  UNSUPPORTED, NOMEM */
int vf_args_build (struct vf_args *args, const struct vf_domain *domain,
                   const struct vf_boot_plan *plan, struct vf_error *err);

/* Frees what ARGS owns. */
void vf_args_clear (struct vf_args *args);

#endif
