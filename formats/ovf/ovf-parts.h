/* vmferry: the parts of an OVF.  Each reads its part into the machine and says
 * what became of its elements; the order in formats/ovf/ovf-read.c matters
 * where one needs what another has read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_PARTS_H
#define VF_FORMATS_OVF_OVF_PARTS_H

#include "formats/ova/package.h"
#include "formats/ovf/ovf-item.h"
#include "formats/ovf/ovf-node.h"

struct vf_machine;
struct vf_machine_disk;
struct vf_machine_names;
struct vf_machine_params;
struct vf_vmx;

/* An OVF on its way into a machine. */
struct vf_ovf {
  struct _xmlNode *envelope;
  struct _xmlNode *system;   /* the VirtualSystem that is read */
  struct _xmlNode *hardware; /* its VirtualHardwareSection that counts */
  struct vf_ovf_fates fates;
  struct vf_package package; /* files and disks; the files are not opened */
  char *configuration;       /* the id of the deployment option; NULL none */
  VF_VECTOR (struct vf_ovf_item) items; /* that the machine has */
  struct vf_vmx *vmx; /* VMware's keys as those of a .vmx; NULL not yet */
  size_t vmx_first;   /* in it: the first that is an element's */
  VF_VECTOR (struct _xmlNode *) vmx_elements; /* of its entries from there */
};

/* Whether the file's namespace is that of an OVF that is known.
 * Errors:  UNSUPPORTED, CORRUPT when it is no envelope */
int vf_ovf_check_envelope (const struct _xmlNode *envelope,
                           struct vf_error *err);

/* Appends all virtual systems.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_list_systems (struct _xmlNode *envelope,
                         struct vf_machine_names *names, struct vf_error *err);

/* Sets ovf->system to the one that VM means; NULL: the only one.
 * Errors:  USAGE listing those there are, CORRUPT when there is none, NOMEM */
int vf_ovf_choose_system (struct vf_ovf *ovf, const char *vm,
                          struct vf_error *err);

/* Sets ovf->configuration to ID; NULL: to the default, or else to the first.
 * Errors:  USAGE listing those there are, NOMEM */
int vf_ovf_choose_configuration (struct vf_ovf *ovf, const char *id,
                                 struct vf_error *err);

/* Whether LIST, ovf:configuration of an element (NULL: it has none), names the
 * chosen one. */
bool vf_ovf_is_configured (const struct vf_ovf *ovf, const char *list);

/* Sets ovf->hardware, the platform and the hardware version, and ovf->items to
 * the items that count.
 * Errors:  CORRUPT, LIMIT, NOMEM */
int vf_ovf_read_hardware (struct vf_ovf *ovf, struct vf_machine *machine,
                          struct vf_error *err);

/* Name, description, identifiers, properties, start-up.
 * Errors:  NOMEM */
int vf_ovf_read_general (struct vf_ovf *ovf, struct vf_machine *machine,
                         struct vf_error *err);

/* What is inside, as the writer of the OVF says.
 * Errors:  NOMEM */
int vf_ovf_read_os (struct vf_ovf *ovf, struct vf_machine *machine,
                    struct vf_error *err);

/* ProductSection: what the appliance asks whoever deploys it.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_read_properties (struct vf_ovf *ovf, struct vf_machine *machine,
                            struct vf_error *err);

/* Whether the value of PROPERTY, a <Property>, is a password: it says so, or
 * is called like one. */
bool vf_ovf_is_password (const struct _xmlNode *property);

/* Sets ovf->vmx from <vmw:Config> of the hardware and <vmw:ExtraConfig>, and
 * reads what is not said by items.
 * Errors:  NOMEM, LIMIT, CORRUPT */
int vf_ovf_read_vmx_keys (struct vf_ovf *ovf, struct vf_machine *machine,
                          struct vf_error *err);

/* Adds to the disks of MACHINE what those keys say of them, and gives the
 * elements the fates that the keys have met, after all that reads ovf->vmx.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_judge_vmx_keys (struct vf_ovf *ovf, struct vf_machine *machine,
                           struct vf_error *err);

/* Items of vCPUs and memory.
 * Errors:  CORRUPT when an amount cannot be, NOMEM */
int vf_ovf_read_cpu (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err);

/* Items of controllers, disks and drives.
 * Errors:  CORRUPT, LIMIT, NOMEM */
int vf_ovf_read_storage (struct vf_ovf *ovf, struct vf_machine *machine,
                         struct vf_error *err);

/* The disk that HOST_RESOURCE of an item means, for a disk; its file.
 * Errors:  NOMEM */
int vf_ovf_read_backing (struct vf_ovf *ovf, const struct vf_ovf_item *item,
                         struct vf_machine *machine,
                         struct vf_machine_disk *disk, struct vf_error *err);

/* Items of network cards.
 * Errors:  LIMIT, NOMEM */
int vf_ovf_read_nics (struct vf_ovf *ovf, struct vf_machine *machine,
                      struct vf_error *err);

/* All other items.
 * Errors:  LIMIT, NOMEM */
int vf_ovf_read_devices (struct vf_ovf *ovf, struct vf_machine *machine,
                         struct vf_error *err);

/* What oVirt and RHV add to a virtual system.
 * Errors:  NOMEM */
int vf_ovf_read_ovirt (struct vf_ovf *ovf, struct vf_machine *machine,
                       struct vf_error *err);

/* <vbox:Machine>, VirtualBox's own description.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_read_virtualbox (struct vf_ovf *ovf, struct vf_machine *machine,
                            struct vf_error *err);

/* The same for its network cards, from its <Hardware>. */
int vf_ovf_read_virtualbox_nics (struct vf_ovf *ovf, struct _xmlNode *hardware,
                                 struct vf_machine *machine,
                                 struct vf_error *err);

/* The same for its serial ports.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_read_virtualbox_ports (struct vf_ovf *ovf,
                                  struct _xmlNode *hardware,
                                  struct vf_machine *machine,
                                  struct vf_error *err);

/* The same for the order in which its devices boot.
 * Errors:  NOMEM */
int vf_ovf_read_virtualbox_boot (struct vf_ovf *ovf, struct _xmlNode *hardware,
                                 struct vf_machine *machine,
                                 struct vf_error *err);

/* In which order devices boot; after all of them, and the keys of a .vmx that
 * need them.
 * Errors:  NOMEM */
int vf_ovf_read_boot_order (struct vf_ovf *ovf, struct vf_machine *machine,
                            struct vf_error *err);

/* Tells of disks in the package that no device has; after all that reads
 * disks.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_judge_unused (struct vf_ovf *ovf, struct vf_error *err);

/* Puts every element and attribute into the machine's account.
 * Errors:  NOMEM, LIMIT */
int vf_ovf_read_account (struct vf_ovf *ovf, struct vf_machine *machine,
                         struct vf_error *err);

#endif
