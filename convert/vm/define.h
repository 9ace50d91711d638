/* vmferry: handing a domain to libvirt.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_DEFINE_H
#define VF_CONVERT_VM_DEFINE_H

struct vf_error;

/* Whether a domain called NAME could be defined at URI: for those who want to
 * know before they do the work.
 * Errors:  EXISTS, EXTERNAL with libvirt's words */
int vf_define_check (const char *uri, const char *name, struct vf_error *err);

/* Defines the domain XML at the hypervisor URI ("qemu:///system"), with
 * libvirt's own validation.  A domain of that name or UUID that is already
 * there is left as it is.
 * Errors:  EXISTS, EXTERNAL with libvirt's words */
int vf_define (const char *uri, const char *xml, struct vf_error *err);

#endif
