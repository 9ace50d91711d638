/* vmferry: an <Item> of virtual hardware: its fields, by any of the names that
 * the versions and dialects of OVF give them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_ITEM_H
#define VF_FORMATS_OVF_OVF_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/machine-cpu.h"
#include "formats/ovf/ovf-node.h"
#include "formats/ovf/unit.h"

/* CIM_ResourceAllocationSettingData.ResourceType, as far as it is read. */
enum {
  VF_OVF_OTHER = 1,
  VF_OVF_CPU = 3,
  VF_OVF_MEMORY = 4,
  VF_OVF_IDE = 5,
  VF_OVF_SCSI = 6,
  VF_OVF_NIC = 10,
  VF_OVF_FLOPPY = 14,
  VF_OVF_CD = 15,
  VF_OVF_DVD = 16,
  VF_OVF_DISK = 17,
  VF_OVF_EXTENT = 19,  /* of storage: XenServer's word for a disk */
  VF_OVF_STORAGE = 20, /* controllers that are neither IDE nor SCSI */
  VF_OVF_SERIAL = 21,
  VF_OVF_PARALLEL = 22,
  VF_OVF_USB = 23,
  VF_OVF_GRAPHICS = 24,
  VF_OVF_LOGICAL_DISK = 31,
  VF_OVF_ETHERNET = 33, /* a connection, not a card */
  VF_OVF_MISC = 34,
  VF_OVF_SOUND = 35,
};

enum vf_ovf_field {
  VF_OVF_ID,
  VF_OVF_TYPE,
  VF_OVF_SUBTYPE,
  VF_OVF_OTHER_TYPE,
  VF_OVF_QUANTITY,
  VF_OVF_UNITS,
  VF_OVF_QUANTITY_UNITS,
  VF_OVF_PARENT,
  VF_OVF_ON_PARENT,
  VF_OVF_ADDRESS,
  VF_OVF_HOST_RESOURCE,
  VF_OVF_CONNECTION,
  VF_OVF_AUTOMATIC,
  VF_OVF_RESERVATION,
  VF_OVF_LIMIT,
  VF_OVF_WEIGHT,
  VF_OVF_CORES,
  VF_OVF_LABEL,
  /* oVirt's and RHV's */
  VF_OVF_RHV_TYPE,
  VF_OVF_RHV_DEVICE,
  VF_OVF_RHV_BOOT,
  VF_OVF_RHV_PLUGGED,
  VF_OVF_RHV_LINKED,
  VF_OVF_RHV_READ_ONLY,
  VF_OVF_RHV_MAC,
  VF_OVF_RHV_SOCKETS,
  VF_OVF_RHV_CORES,
  VF_OVF_RHV_THREADS,
  VF_OVF_RHV_MAX_VCPUS,
  VF_OVF_RHV_USB,
  VF_OVF_FIELDS,
};

struct vf_ovf_item {
  struct _xmlNode *node;
  unsigned type;               /* ResourceType; 0 none, or no number */
  char *fields[VF_OVF_FIELDS]; /* NULL what it does not have */
  struct _xmlNode *places[VF_OVF_FIELDS];
  bool is_chosen; /* it belongs to the configuration by name */
  int place;      /* of a controller: its place in the list while that grows */
  bool is_controller;
  char key[48]; /* of the machine's device that it has become; "" none */
};

/* Reads the fields of NODE, and judges those that no device has a use for.
 * Owner:   the caller clears ITEM, also on error.
 * Errors:  NOMEM */
int vf_ovf_item_read (struct vf_ovf_item *item, struct _xmlNode *node,
                      struct vf_ovf_fates *fates, struct vf_error *err);

/* Frees what ITEM owns. */
void vf_ovf_item_clear (struct vf_ovf_item *item);

/* The number in a field; false when there is none. */
bool vf_ovf_item_number (const struct vf_ovf_item *item,
                         enum vf_ovf_field field, uint64_t *ret_number);

/* The truth value in a field; VF_UNSET when there is none. */
enum vf_tristate vf_ovf_item_truth (const struct vf_ovf_item *item,
                                    enum vf_ovf_field field);

/* What TEXT (may be NULL) says: "true", "0"; VF_UNSET when it is neither. */
enum vf_tristate vf_ovf_truth (const char *text);

/* "Hard disk 1", else its id, for texts. */
const char *vf_ovf_item_label (const struct vf_ovf_item *item);

/* Whether WORD stands in a subtype, a list with commas or blanks; any case. */
bool vf_ovf_subtype_has (const char *subtype, const char *word);

/* A word of subtypes, and the word for the same elsewhere in vmferry. */
struct vf_ovf_model {
  const char *subtype; /* NULL at the end of a table */
  const char *model;
};

/* What MODELS have for the first word of SUBTYPE that they know: such a list
 * is in the order of preference.
 * Returns: a text of the table, or SUBTYPE itself when they know none. */
const char *vf_ovf_choose_model (const char *subtype,
                                 const struct vf_ovf_model *models);

#endif
