/* vmferry: writing a machine out for a hypervisor.  An emitter is one const
 * struct and one line in emit.c; it is pure: machine and choices in, text out,
 * and what it had to leave out goes to the report.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_VM_EMIT_EMIT_H
#define VF_CONVERT_VM_EMIT_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "convert/vm/hardware/device-choices.h"
#include "convert/vm/hardware/resource-choices.h"

struct vf_account;
struct vf_error;
struct vf_machine;
struct vf_host;

/* Where a network of the source goes. */
struct vf_network_map {
  char *source; /* a network's name, a key ("ethernet0"), a MAC, or "*" */
  char *target; /* a libvirt network, or a bridge */
  bool is_bridge;
  bool is_openvswitch; /* of bridges: tags by itself */
  int vlan;     /* 1 to 4094; 0: the source's */
  unsigned mtu; /* bytes; 0: the source's */
};

/* A disk as the target will have it. */
struct vf_emit_disk {
  const char *key;    /* of the machine's disk: "scsi0:0" */
  const char *path;   /* absolute, or as the target host will find it */
  const char *format; /* "qcow2", "raw" */
};

/* All owned by the caller. */
struct vf_emit_options {
  const struct vf_host *target;
  const char *name; /* NULL: the machine's own, made safe */
  const struct vf_network_map *networks;
  size_t n_networks;
  /* The converted disks.  NULL: the files of the source under the names that
   * a conversion would give them, in output_dir. */
  const struct vf_emit_disk *disks;
  size_t n_disks;
  const char
      *output_dir; /* for disks == NULL; NULL: libvirt's images folder */
  struct vf_resource_choices resources;
  const char *nvram_path; /* of variables for OVMF; NULL: they start anew */
  struct vf_device_choices devices;
  struct vf_guest_support guest; /* what inspection found, if there was one */
  bool has_nvme; /* the emitter's: NVMe need not become SATA */
};

struct vf_emitter {
  const char *name; /* as in --to: "libvirt" */
  const char *summary;
  const char *extension; /* of a file with its text: "xml" */
  /* The members of a machine that it writes, by their names in
   * convert/vm/emit/gaps.h ("cpu.affinity", "smbios.*"); NULL at the end. */
  const char *const *says;
  bool has_nvme; /* it can write disks of NVMe */
  /* What it calls a VM of this name, malloc'd; NULL: so, or it asks for no name
   * that is the VM's alone. */
  char *(*name_of) (const char *name, struct vf_error *err);
  /* The definition as text.
   * Params:  report - what is changed or left out is added; see account.h
   * Returns: a malloc'd string. */
  char *(*emit) (const struct vf_machine *machine,
                 const struct vf_emit_options *options,
                 struct vf_account *report, struct vf_error *err);
};

/* All emitters, by name, NULL at the end. */
extern const struct vf_emitter *const vf_emitters[];

/* The emitter called NAME.
 * Errors:  USAGE, naming those there are */
const struct vf_emitter *vf_emitter_find (const char *name,
                                          struct vf_error *err);

/* Parses "SRC:DST" of --network and --bridge.  SRC may be left out (":DST" or
 * "DST"), which is "*".  The last colon separates, unless SRC is a MAC.
 * Owner:   the caller frees the two texts with vf_network_map_clear.
 * Errors:  USAGE */
int vf_network_map_parse (const char *text, bool is_bridge,
                          struct vf_network_map *ret_map,
                          struct vf_error *err);

/* Frees the texts of MAP. */
void vf_network_map_clear (struct vf_network_map *map);

/* NAME as libvirt and file systems accept it: no "/", control characters or
 * leading dot, at most 200 bytes; "vm" when nothing is left.
 * Returns: a malloc'd string. */
char *vf_safe_name (const char *name, struct vf_error *err);

/* The name that a conversion gives the file of disk number INDEX, counted
 * over the disks proper (no drives): "NAME-sda.qcow2", ..., "NAME-sdaa.qcow2".
 * Returns: a malloc'd string. */
char *vf_disk_file_name (const char *name, unsigned index, const char *format,
                         struct vf_error *err);

#endif
