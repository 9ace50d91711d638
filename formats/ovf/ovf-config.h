/* vmferry: <vmw:Config>, a key and its value: reading one, and what becomes of
 * those of an item that nothing reads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_OVF_OVF_CONFIG_H
#define VF_FORMATS_OVF_OVF_CONFIG_H

#include "formats/machine-cpu.h"

struct _xmlNode;
struct vf_error;
struct vf_ovf_fates;

/* Judges the Config elements of ITEM by a table; those of no row stay unknown.
 * What reads one of them says so after this.
 * Errors:  NOMEM */
int vf_ovf_judge_configs (struct vf_ovf_fates *fates, struct _xmlNode *item,
                          struct vf_error *err);

/* Sets *RET_CONFIG to the <vmw:Config> KEY of ELEMENT, an item or a section,
 * and *RET_VALUE to its value, malloc'd; each NULL for none.
 * Errors:  NOMEM */
int vf_ovf_find_config (struct _xmlNode *element, const char *key,
                        struct _xmlNode **ret_config, char **ret_value,
                        struct vf_error *err);

/* The value of <vmw:Config> KEY of ELEMENT; it is mapped with that.
 * Returns: 0, and a malloc'd text or NULL; -1 with NOMEM */
int vf_ovf_config (struct vf_ovf_fates *fates, struct _xmlNode *element,
                   const char *key, char **ret_value, struct vf_error *err);

/* The same as a truth value; *VALUE stays as it is when there is none.
 * Errors:  NOMEM */
int vf_ovf_config_truth (struct vf_ovf_fates *fates, struct _xmlNode *element,
                         const char *key, enum vf_tristate *value,
                         struct vf_error *err);

/* The same as a number of at most MAX; a text that is none is lost.
 * Errors:  NOMEM */
int vf_ovf_config_number (struct vf_ovf_fates *fates, struct _xmlNode *element,
                          const char *key, int max, int *value,
                          struct vf_error *err);

/* The same for "slotInfo.pciSlotNumber", a place on VMware's board.
 * Errors:  NOMEM */
int vf_ovf_config_slot (struct vf_ovf_fates *fates, struct _xmlNode *item,
                        int *slot, struct vf_error *err);

#endif
