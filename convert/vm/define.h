/* vmferry: handing a domain to libvirt.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_DEFINE_H
#define VF_CONVERT_VM_DEFINE_H

#include <stdbool.h>

struct vf_domain_caps;
struct vf_error;

/* Whether a domain called NAME could be defined at URI: for those who want to
 * know before they do the work.
 * Errors:  EXISTS, EXTERNAL with libvirt's words */
int vf_define_check (const char *uri, const char *name, struct vf_error *err);

/* Asks the hypervisor URI what it can give to a domain on q35, by KVM or by
 * emulation.
 * Params:  ret_caps - freed with vf_domain_caps_free; stays NULL where the
 *          driver cannot tell
 * Errors:  EXTERNAL with libvirt's words, NOMEM */
int vf_define_ask (const char *uri, bool has_kvm,
                   struct vf_domain_caps **ret_caps, struct vf_error *err);

/* Defines the domain XML at the hypervisor URI ("qemu:///system"), with
 * libvirt's own validation.  A domain of that name or UUID that is already
 * there is left as it is.
 * Errors:  EXISTS, EXTERNAL with libvirt's words */
int vf_define (const char *uri, const char *xml, struct vf_error *err);

#endif
