/* vmferry: members of structs, by their tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/machine-member.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/json.h"
#include "formats/machine-cpu.h"

static void
put_known (struct vf_json *object, const char *name, bool is_known,
           uint64_t value)
{
  if (is_known)
    vf_json_put_u64 (object, name, value);
  else
    vf_json_put_text (object, name, NULL);
}

static void
put_tristate (struct vf_json *object, const char *name, enum vf_tristate value)
{
  if (value == VF_UNSET)
    vf_json_put_text (object, name, NULL);
  else
    vf_json_put_bool (object, name, value == VF_YES);
}

static void
put_array (struct vf_json *object, const char *name, const char *text)
{
  vf_json_put_text (object, name, *text ? text : NULL);
}

static void
put_member (const struct vf_member *member, const void *at,
            struct vf_json *object)
{
  switch (member->kind) {
  case VF_MEMBER_TEXT:
    return vf_json_put_text (object, member->name, *(char *const *)at);
  case VF_MEMBER_ARRAY:
    return put_array (object, member->name, at);
  case VF_MEMBER_TRISTATE:
    return put_tristate (object, member->name, *(const enum vf_tristate *)at);
  case VF_MEMBER_COUNT:
    return vf_json_put_u64 (object, member->name, *(const unsigned *)at);
  case VF_MEMBER_KNOWN:
    return put_known (object, member->name, *(const unsigned *)at > 0,
                      *(const unsigned *)at);
  case VF_MEMBER_BYTES:
    return put_known (object, member->name, *(const uint64_t *)at > 0,
                      *(const uint64_t *)at);
  case VF_MEMBER_LIMIT:
    return put_known (object, member->name, *(const int64_t *)at >= 0,
                      (uint64_t) * (const int64_t *)at);
  case VF_MEMBER_NUMBER:
    return put_known (object, member->name, *(const int *)at >= 0,
                      (uint64_t) * (const int *)at);
  case VF_MEMBER_ENUM:
    return vf_json_put_text (object, member->name,
                             member->names[*(const unsigned *)at]);
  }
}

void
vf_members_put (const struct vf_member *members, const void *item,
                struct vf_json *object)
{
  for (; members->name; members++)
    put_member (members, (const char *)item + members->offset, object);
}

struct vf_json *
vf_members_to_json (const struct vf_member *members, const void *item)
{
  struct vf_json *object = vf_json_object ();

  vf_members_put (members, item, object);
  return object;
}

void
vf_members_free (const struct vf_member *members, void *item)
{
  for (; members->name; members++)
    if (members->kind == VF_MEMBER_TEXT)
      free (*(char **)((char *)item + members->offset));
}
