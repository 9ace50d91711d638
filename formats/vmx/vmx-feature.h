/* vmferry: CPU features that a .vmx forces, asks for or takes away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_VMX_VMX_FEATURE_H
#define VF_FORMATS_VMX_VMX_FEATURE_H

#include <stddef.h>
#include <stdint.h>

struct vf_error;
struct vf_machine;
struct vf_vmx;

/* A register of CPUID of which features are bits. */
struct vf_vmx_register {
  uint32_t leaf;
  uint32_t subleaf;
  const char *name;      /* "ecx"; NULL ends the list */
  const char *names[32]; /* of its bits, as libvirt has them; NULL: none */
};

extern const struct vf_vmx_register vf_vmx_registers[];

/* Reads "cpuid.<leaf>.<register>" and "featMask.vm.cpuid.<NAME>" into
 * machine->cpu.features.  What is no feature's name and yes or no is kept as
 * it stands, by its key.
 * Errors:  NOMEM */
int vf_vmx_read_features (struct vf_vmx *vmx, struct vf_machine *machine,
                          struct vf_error *err);

#endif
