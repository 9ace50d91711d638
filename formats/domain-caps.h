/* vmferry: what a host can give to a domain: libvirt's domain capabilities, as
 * `virsh domcapabilities` prints them.
 * https://libvirt.org/formatdomaincaps.html
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_DOMAIN_CAPS_H
#define VF_FORMATS_DOMAIN_CAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "common/vector.h"
#include "formats/machine-cpu.h"

struct vf_error;

/* A processor model that libvirt knows by name. */
struct vf_caps_model {
  char *name;
  char *vendor;              /* "Intel", "AMD"; NULL unknown */
  enum vf_tristate usable;   /* on this host */
  char *blockers;            /* features that the host lacks, "hle, rtm"; NULL
                                where libvirt does not tell */
};

/* Owns all it points to; NULL and VF_UNSET where libvirt does not tell. */
struct vf_domain_caps {
  bool has_kvm;
  unsigned max_vcpus; /* 0 unknown */
  enum vf_tristate host_passthrough;
  enum vf_tristate host_model;
  char *host_model_name; /* what host-model comes to */
  char *host_vendor;     /* "Intel", "AMD" */
  VF_VECTOR (struct vf_caps_model) models;
  enum vf_tristate efi;
  enum vf_tristate secure_loader;
  enum vf_tristate tpm_emulator; /* of version 2.0 */
  enum vf_tristate sev;
  unsigned sev_c_bit, sev_reduced_bits; /* 0 unknown */
  bool names_hyperv;                    /* hyperv lists all that there are */
  VF_VECTOR (char *) hyperv;            /* enlightenments: "relaxed" */
};

/* Reads N bytes of XML.
 * Owner:   the caller frees it with vf_domain_caps_free.
 * Errors:  CORRUPT, LIMIT, NOMEM, UNSUPPORTED when the host is no x86_64 */
struct vf_domain_caps *vf_domain_caps_read (const char *text, size_t n,
                                            struct vf_error *err);

/* The same from a file, which errors name. */
struct vf_domain_caps *vf_domain_caps_open (const char *path,
                                            struct vf_error *err);

/* Frees it; NULL is allowed. */
void vf_domain_caps_free (struct vf_domain_caps *caps);

/* The model called NAME; NULL when libvirt does not know it. */
const struct vf_caps_model *
vf_domain_caps_model (const struct vf_domain_caps *caps, const char *name);

/* Whether the enlightenment NAME is there; true as well where libvirt does not
 * tell. */
bool vf_domain_caps_has_hyperv (const struct vf_domain_caps *caps,
                                const char *name);

VF_DEFINE_CLEANUP (domain_caps, struct vf_domain_caps, vf_domain_caps_free)
#define CLEANUP_DOMAIN_CAPS VF_CLEANUP (vf_cleanup_domain_caps)

#endif
