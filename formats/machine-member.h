/* vmferry: the members of a machine's structs as tables, from which they are
 * written as JSON and freed, so that a member is a row and not three places.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_MACHINE_MEMBER_H
#define VF_FORMATS_MACHINE_MEMBER_H

#include <stddef.h>

struct vf_json;

/* What a member is, and which of its values means unknown: null in JSON. */
enum vf_member_kind {
  VF_MEMBER_TEXT,     /* char *, owned; NULL */
  VF_MEMBER_ARRAY,    /* char [], in the struct; "" */
  VF_MEMBER_TRISTATE, /* enum vf_tristate; VF_UNSET */
  VF_MEMBER_COUNT,    /* unsigned; always known */
  VF_MEMBER_KNOWN,    /* unsigned; 0 */
  VF_MEMBER_BYTES,    /* uint64_t; 0 */
  VF_MEMBER_LIMIT,    /* int64_t; negative */
  VF_MEMBER_NUMBER,   /* int; negative */
  VF_MEMBER_ENUM,     /* an enum; where its name is NULL */
};

struct vf_member {
  const char *name; /* as in JSON; NULL ends a table */
  enum vf_member_kind kind;
  size_t offset;
  const char *const *names; /* of an enum's values, by value */
};

/* Puts the members of ITEM, of which MEMBERS tell, into OBJECT. */
void vf_members_put (const struct vf_member *members, const void *item,
                     struct vf_json *object);

/* ITEM as an object of its own, which the caller owns or puts somewhere. */
struct vf_json *vf_members_to_json (const struct vf_member *members,
                                    const void *item);

/* Frees the texts that ITEM owns. */
void vf_members_free (const struct vf_member *members, void *item);

/* By enum vf_platform. */
extern const char *const vf_platform_names[];

/* The tables, one for each struct of that name. */
extern const struct vf_member vf_members_identity[], vf_members_smbios[],
    vf_members_os[], vf_members_lifecycle[], vf_members_cpu[],
    vf_members_node[], vf_members_feature[], vf_members_schedule[],
    vf_members_memory[], vf_members_firmware[], vf_members_controller[],
    vf_members_disk[], vf_members_nic[], vf_members_device[],
    vf_members_display[], vf_members_security[], vf_members_property[];

#endif
