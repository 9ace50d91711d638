/* vmferry: reading and writing sets of vCPUs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt-vcpus.h"

#include <stdio.h>
#include <stdlib.h>

/* "12" or "12-15" of a list.  Returns: what follows, NULL for no range. */
static const char *
parse_range (const char *list, unsigned *ret_first, unsigned *ret_last)
{
  char *end;
  unsigned long first = strtoul (list, &end, 10), last = first;

  if (end == list)
    return NULL;
  list = end;
  if (*list == '-') {
    last = strtoul (++list, &end, 10);
    if (end == list)
      return NULL;
  }
  if (first > last || last >= VF_LIBVIRT_MAX_VCPUS)
    return NULL;
  *ret_first = (unsigned)first;
  *ret_last = (unsigned)last;
  return end;
}

/* Sets what follows from the members of SET. */
static void
count_vcpus (struct vf_libvirt_vcpus *set)
{
  unsigned i;

  set->first = set->last = set->count = 0;
  for (i = 0; i < VF_LIBVIRT_MAX_VCPUS; i++)
    if (set->has[i]) {
      set->first = set->count++ ? set->first : i;
      set->last = i;
    }
}

bool
vf_libvirt_parse_vcpus (const char *list, struct vf_libvirt_vcpus *ret)
{
  unsigned first, last, i;

  *ret = (struct vf_libvirt_vcpus){ .count = 0 };
  while (*list) {
    bool is_in = *list != '^';

    list = parse_range (list + !is_in, &first, &last);
    if (!list || (*list && *list != ','))
      return false;
    for (i = first; i <= last; i++)
      ret->has[i] = is_in;
    list += *list == ',';
  }
  count_vcpus (ret);
  return true;
}

bool
vf_libvirt_join_vcpus (struct vf_libvirt_vcpus *set,
                       const struct vf_libvirt_vcpus *more)
{
  unsigned i, before = set->count;

  for (i = 0; i < VF_LIBVIRT_MAX_VCPUS; i++)
    set->has[i] = set->has[i] || more->has[i];
  count_vcpus (set);
  return set->count == before + more->count;
}

char *
vf_libvirt_format_vcpus (const struct vf_libvirt_vcpus *set)
{
  enum { LONGEST = sizeof "4095-4095," };
  char *text = malloc ((size_t)set->count * LONGEST + 1), *at = text;
  unsigned i, last;

  if (!text)
    return NULL;
  *at = '\0';
  for (i = 0; i < VF_LIBVIRT_MAX_VCPUS; i = last + 1) {
    last = i;
    if (!set->has[i])
      continue;
    while (last + 1 < VF_LIBVIRT_MAX_VCPUS && set->has[last + 1])
      last++;
    at += sprintf (at, last > i ? "%s%u-%u" : "%s%u", at > text ? "," : "", i,
                   last);
  }
  return text;
}
