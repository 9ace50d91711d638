/* vmferry: the virtual hardware of an OVF: which of several sections counts,
 * and which of its items for the chosen deployment option.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

/* A VM has some hundred devices, in each of several configurations. */
enum { MAX_ITEMS = 2000 };

/* Words with which a VirtualSystemType begins.  "vmx-13" counts more than
 * "vmx-04". */
static const struct family {
  const char *word;
  enum vf_platform platform;
  unsigned rank;
} families[] = {
  { "vmx-", VF_PLATFORM_VMWARE, 1000 },
  { "virtualbox", VF_PLATFORM_VIRTUALBOX, 500 },
  { "ENGINE", VF_PLATFORM_QEMU, 400 }, /* oVirt */
  { "RHEVM", VF_PLATFORM_QEMU, 400 },
  { "qemu", VF_PLATFORM_QEMU, 400 },
  { "kvm", VF_PLATFORM_QEMU, 400 },
  { "xen", VF_PLATFORM_XEN, 100 },
  { "hvm", VF_PLATFORM_XEN, 100 }, /* XenServer */
  { "DMTF:xen", VF_PLATFORM_XEN, 100 },
};

struct kind {
  enum vf_platform platform;
  unsigned rank;
  unsigned version; /* of vmx */
};

/* Raises *KIND to WORD's, if that counts more. */
static void
raise_kind (const char *word, struct kind *kind)
{
  size_t i, n;

  for (i = 0; i < sizeof families / sizeof *families; i++) {
    unsigned version = 0;

    n = strlen (families[i].word);
    if (strncasecmp (word, families[i].word, n) != 0)
      continue;
    if (families[i].platform == VF_PLATFORM_VMWARE)
      version = (unsigned)strtoul (word + n, NULL, 10) % 1000;
    if (families[i].rank + version > kind->rank)
      *kind = (struct kind){ families[i].platform, families[i].rank + version,
                             version };
  }
}

/* The best of the types that SECTION lists, with commas or blanks between. */
static int
kind_of (struct _xmlNode *section, struct kind *ret_kind, struct vf_error *err)
{
  struct _xmlNode *system
      = vf_ovf_child (section, VF_OVF_NS_OVF, "System", NULL);
  CLEANUP_FREE char *types = NULL;
  const char *at;

  *ret_kind = (struct kind){ 0 };
  if (vf_ovf_text (
          vf_ovf_child (system, VF_OVF_NS_VSSD, "VirtualSystemType", NULL),
          &types, err))
    return -1;
  for (at = types; at && *at; at += strcspn (at, ", \t\n")) {
    at += strspn (at, ", \t\n");
    raise_kind (at, ret_kind);
  }
  return 0;
}

/* What a section without a known type is, by what else there is. */
static enum vf_platform
guess_platform (struct vf_ovf *ovf)
{
  if (vf_ovf_child (ovf->system, VF_OVF_NS_VBOX, "Machine", NULL))
    return VF_PLATFORM_VIRTUALBOX;
  if (vf_ovf_child (ovf->system, VF_OVF_NS_OVF, "TemplateId", NULL))
    return VF_PLATFORM_QEMU; /* oVirt */
  return VF_PLATFORM_UNKNOWN;
}

static int
choose_section (struct vf_ovf *ovf, struct kind *best, struct vf_error *err)
{
  static const char name[] = "VirtualHardwareSection";
  struct _xmlNode *section = NULL;
  struct kind kind;

  while ((section = vf_ovf_section (ovf->system, name, section))) {
    if (kind_of (section, &kind, err)
        || vf_ovf_judge (&ovf->fates, section, VF_FATE_IRRELEVANT,
                         "another description of the same VM's hardware", err))
      return -1;
    if (ovf->hardware && kind.rank <= best->rank)
      continue;
    ovf->hardware = section;
    *best = kind;
  }
  if (ovf->hardware)
    return vf_ovf_judge (&ovf->fates, ovf->hardware, VF_FATE_MAPPED, NULL,
                         err);
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "the virtual system has no VirtualHardwareSection");
}

/* Whether the item that is read next counts: it is not of another deployment
 * option, and no mere bound of a range. */
static int
check_item (struct vf_ovf *ovf, struct _xmlNode *node, bool *ret_counts,
            bool *ret_is_chosen, struct vf_error *err)
{
  CLEANUP_FREE char *options = NULL;
  CLEANUP_FREE char *bound = NULL;
  const char *note = NULL;

  if (vf_ovf_take (&ovf->fates, node, VF_OVF_NS_OVF, "configuration", &options,
                   err)
      || vf_ovf_take (&ovf->fates, node, VF_OVF_NS_OVF, "bound", &bound, err))
    return -1;
  *ret_is_chosen = vf_ovf_is_configured (ovf, options);
  if (options && *options && !*ret_is_chosen)
    note = "of a deployment option that is not chosen";
  else if (bound && *bound && strcasecmp (bound, "normal") != 0)
    note = "a bound of what may be chosen, not the amount";
  *ret_counts = !note;
  return note ? vf_ovf_judge (&ovf->fates, node, VF_FATE_IRRELEVANT, note, err)
              : vf_ovf_judge (&ovf->fates, node, VF_FATE_UNKNOWN, NULL, err);
}

static int
add_item (struct vf_ovf *ovf, struct _xmlNode *node, struct vf_error *err)
{
  struct vf_ovf_item item = { 0 };
  bool counts, is_chosen;

  if (check_item (ovf, node, &counts, &is_chosen, err))
    return -1;
  if (!counts)
    return 0;
  if (ovf->items.count == MAX_ITEMS)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d items", MAX_ITEMS);
  if (vf_ovf_item_read (&item, node, &ovf->fates, err) == 0) {
    item.is_chosen = is_chosen;
    if (vf_vector_push (&ovf->items, item) == 0)
      return 0;
    vf_error_nomem (err, "items");
  }
  vf_ovf_item_clear (&item);
  return -1;
}

static int
read_items (struct vf_ovf *ovf, struct vf_error *err)
{
  /* OVF 2 has three, of the same fields. */
  static const char *const names[]
      = { "Item", "StorageItem", "EthernetPortItem" };
  struct _xmlNode *node;
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++) {
    node = NULL;
    while (
        (node = vf_ovf_child (ovf->hardware, VF_OVF_NS_OVF, names[i], node)))
      if (add_item (ovf, node, err))
        return -1;
  }
  return 0;
}

static bool
has_same_id (const struct vf_ovf_item *a, const struct vf_ovf_item *b)
{
  const char *x = a->fields[VF_OVF_ID], *y = b->fields[VF_OVF_ID];

  return x && y && strcmp (x, y) == 0;
}

/* There is one amount of vCPUs and of memory, whatever the items are called.
 */
static bool
is_amount (const struct vf_ovf_item *item)
{
  return item->type == VF_OVF_CPU || item->type == VF_OVF_MEMORY;
}

/* Why ITEM does not count beside OTHER, which is another; NULL: it does. */
static const char *
why_not (const struct vf_ovf_item *item, const struct vf_ovf_item *other,
         bool is_later)
{
  if (item->type != other->type)
    return NULL;
  if (!item->is_chosen && other->is_chosen
      && (has_same_id (item, other) || is_amount (item)))
    return "the chosen deployment option has another one";
  if (is_later && item->is_chosen == other->is_chosen && is_amount (item)
      && has_same_id (item, other))
    return "a second one of the same InstanceID";
  return NULL;
}

static const char *
why_item_not (const struct vf_ovf *ovf, size_t i)
{
  const struct vf_ovf_item *items = ovf->items.items;
  const char *why = NULL;
  size_t j;

  for (j = 0; j < ovf->items.count && !why; j++)
    if (j != i)
      why = why_not (&items[i], &items[j], j < i);
  return why;
}

/* Takes out what another item replaces.  Only small types repeat, so that this
 * is done for vCPUs, memory and options alone. */
static int
drop_replaced (struct vf_ovf *ovf, struct vf_error *err)
{
  VF_VECTOR (const char *) reasons = { 0 };
  CLEANUP_FREE const char **notes = NULL;
  size_t i, kept = 0;

  for (i = 0; i < ovf->items.count; i++)
    if (vf_vector_push (&reasons, why_item_not (ovf, i))) {
      free (reasons.items);
      return vf_error_nomem (err, "items");
    }
  notes = reasons.items;
  for (i = 0; i < ovf->items.count; i++) {
    struct vf_ovf_item *item = &ovf->items.items[i];

    if (notes[i]
        && vf_ovf_judge (&ovf->fates, item->node, VF_FATE_IRRELEVANT, notes[i],
                         err))
      return -1;
    if (!notes[i]) {
      struct vf_ovf_item moved = *item;

      *item = ovf->items.items[kept];
      ovf->items.items[kept++] = moved;
    }
  }
  while (ovf->items.count > kept)
    vf_ovf_item_clear (&ovf->items.items[--ovf->items.count]);
  return 0;
}

int
vf_ovf_read_hardware (struct vf_ovf *ovf, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct kind kind = { 0 };

  if (choose_section (ovf, &kind, err))
    return -1;
  machine->platform = kind.rank ? kind.platform : guess_platform (ovf);
  machine->hardware_version = kind.version;
  return read_items (ovf, err) || drop_replaced (ovf, err) ? -1 : 0;
}
