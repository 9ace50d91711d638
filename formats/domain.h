/* vmferry: a libvirt domain as far as QEMU has to know it to start the same
 * machine: no networks, no lifecycle, no host devices.  What the definition
 * says beyond that and what could matter to a guest is listed, not lost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_DOMAIN_H
#define VF_FORMATS_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/cleanup.h"
#include "common/vector.h"

struct vf_error;

enum vf_domain_device {
  VF_DOMAIN_DISK,
  VF_DOMAIN_CDROM,
  VF_DOMAIN_FLOPPY,
};

struct vf_domain_disk {
  enum vf_domain_device device;
  char *path;   /* as the definition has it; NULL: an empty drive */
  char *format; /* "raw" where the definition is mute, as libvirt has it */
  char *bus;    /* "virtio", "scsi", "sata", ...; NULL unknown */
  char *target; /* "vda" */
  char *serial; /* NULL none */
  unsigned controller, scsi_target, unit; /* from the drive's address */
  bool has_address;
  bool is_read_only;
  unsigned boot_order; /* 1 first; 0 none */
};

struct vf_domain_nic {
  char *mac;   /* NULL unknown */
  char *model; /* "virtio", "e1000", ...; NULL unknown */
};

/* A SCSI controller; others are as the machine type has them. */
struct vf_domain_controller {
  unsigned index;
  char *model; /* "virtio-scsi", "vmpvscsi", ...; NULL unknown */
};

struct vf_domain_firmware {
  bool is_uefi;
  bool is_secure_boot;
  char *loader;         /* path; NULL: whatever fits */
  char *nvram;          /* path of the machine's own variables; NULL none */
  char *nvram_template; /* path; NULL none */
};

struct vf_domain {
  char *name;
  char *uuid; /* NULL unknown */
  uint64_t memory_bytes;
  unsigned vcpus;                         /* those present at power-on */
  unsigned sockets, dies, cores, threads; /* all 0: no topology given */
  char *arch;                             /* "x86_64"; NULL unknown */
  char *machine;                          /* "pc-q35-7.2"; NULL unknown */
  char *cpu_mode;                         /* "host-model", "custom", ... */
  char *cpu_model;                        /* NULL none */
  bool is_localtime;                      /* the clock, instead of UTC */
  bool has_serial;                        /* a serial port or console */
  bool has_agent_channel;                 /* org.qemu.guest_agent.0 */
  bool has_rng;
  struct vf_domain_firmware firmware;
  VF_VECTOR (struct vf_domain_disk) disks;
  VF_VECTOR (struct vf_domain_nic) nics;
  VF_VECTOR (struct vf_domain_controller) controllers;
  VF_VECTOR (char *) ignored; /* "devices/hostdev", "memoryBacking", ... */
};

/* Reads a domain from N bytes of XML.  Nothing outside of the text is read:
 * no entities, no DTD, no network.
 * Owner:   the caller frees it with vf_domain_free.
 * Errors:  CORRUPT when it is no well-formed domain or a value is out of
 *          range, LIMIT when it is too large, NOMEM
 * Source:  libvirt, formatdomain.html (9.0) */
struct vf_domain *vf_domain_read_xml (const char *text, size_t n,
                                      struct vf_error *err);

/* Reads a domain from a file; paths of disks that are relative are taken from
 * its folder.
 * Errors:  as vf_domain_read_xml, and those of opening a file */
struct vf_domain *vf_domain_open (const char *path, struct vf_error *err);

/* Frees a domain and all it owns; NULL is allowed. */
void vf_domain_free (struct vf_domain *domain);

VF_DEFINE_CLEANUP (domain, struct vf_domain, vf_domain_free)
#define CLEANUP_DOMAIN VF_CLEANUP (vf_cleanup_domain)

#endif
