/* vmferry: the virtual systems of an OVF, alone or in collections, and
 * choosing one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/ovf/ovf-config.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/ovf/ovf-root.h"
#include "formats/xml-in.h"

/* vCenter has at most 500 VMs in a vApp. */
enum { MAX_SYSTEMS = 1000 };

typedef VF_VECTOR (xmlNode *) node_list;

int
vf_ovf_check_envelope (const xmlNode *envelope, struct vf_error *err)
{
  static const char *const versions[] = { "", "/1", "/1/", "/2", "/2/" };
  static const char dmtf[] = "http://schemas.dmtf.org/ovf/envelope";
  const char *uri
      = envelope && envelope->ns ? (const char *)envelope->ns->href : "";
  size_t i;

  if (!vf_xml_is (envelope, "Envelope"))
    return vf_ovf_refuse_root (envelope, err);
  if (strcmp (uri, "http://www.vmware.com/schema/ovf/1/envelope") == 0)
    return 0;
  if (strncmp (uri, dmtf, strlen (dmtf)) == 0)
    for (i = 0; i < sizeof versions / sizeof *versions; i++)
      if (strcmp (uri + strlen (dmtf), versions[i]) == 0)
        return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "its <Envelope> is of the namespace \"%s\", which is "
                       "none of OVF 0.9, 1 or 2",
                       uri);
}

/* Appends the virtual systems below PARENT, in the order of the file; the
 * parser has bounded how deep that is. */
static int
collect (xmlNode *parent, node_list *systems, struct vf_error *err)
{
  char name[64];
  xmlNode *child;

  for (child = parent->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE
        || vf_ovf_ns_of (child) != VF_OVF_NS_OVF)
      continue;
    vf_ovf_section_name (child, name);
    if (strcmp (name, "VirtualSystemCollection") == 0
        && collect (child, systems, err))
      return -1;
    if (strcmp (name, "VirtualSystem") != 0)
      continue;
    if (systems->count == MAX_SYSTEMS)
      return vf_error_set (err, VF_ERROR_LIMIT, "more than %d virtual systems",
                           MAX_SYSTEMS);
    if (vf_vector_push (systems, child))
      return vf_error_nomem (err, "the virtual systems of an OVF");
  }
  return 0;
}

/* The id of the system with NUMBER (from 1), which some writers leave out, and
 * its name. */
static int
system_names (xmlNode *system, size_t number, char **ret_id, char **ret_name,
              struct vf_error *err)
{
  *ret_id = *ret_name = NULL;
  if (vf_ovf_text (vf_ovf_attribute (system, VF_OVF_NS_OVF, "id"), ret_id, err)
      || vf_ovf_text (vf_ovf_child (system, VF_OVF_NS_OVF, "Name", NULL),
                      ret_name, err))
    return -1;
  if (*ret_id && **ret_id)
    return 0;
  free (*ret_id);
  *ret_id = vf_text_printf ("%zu", number);
  return *ret_id ? 0 : vf_error_nomem (err, "the id of a virtual system");
}

/* The place in NAMES, from FIRST on, of the one with the id VM, or with
 * BY_NAME the name.
 * Returns: names->list.count for none. */
static size_t
find_name (const struct vf_machine_names *names, size_t first, bool by_name,
           const char *vm)
{
  const struct vf_machine_name *item;
  const char *text;
  size_t i;

  for (i = first; i < names->list.count; i++) {
    item = &names->list.items[i];
    text = by_name ? item->name : item->id;
    if (text && strcmp (text, vm) == 0)
      break;
  }
  return i;
}

static bool
has_id (const struct vf_machine_names *names, const char *id)
{
  return find_name (names, 0, false, id) < names->list.count;
}

/* An id that another has already chooses that; its number chooses this, or,
 * where that is an id, too, the next that is none. */
static int
add_name (xmlNode *system, size_t number, struct vf_machine_names *names,
          struct vf_error *err)
{
  CLEANUP_FREE char *id = NULL;
  CLEANUP_FREE char *name = NULL;
  char text[32];

  if (system_names (system, number, &id, &name, err))
    return -1;
  if (!has_id (names, id))
    return vf_machine_names_add (names, id, name, err);
  do
    snprintf (text, sizeof text, "%zu", number++);
  while (has_id (names, text));
  return vf_machine_names_add (names, text, name, err);
}

int
vf_ovf_list_systems (xmlNode *envelope, struct vf_machine_names *names,
                     struct vf_error *err)
{
  node_list systems = { 0 };
  CLEANUP_FREE xmlNode **items = NULL;
  int result = collect (envelope, &systems, err);
  size_t i;

  items = systems.items;
  for (i = 0; !result && i < systems.count; i++)
    result = add_name (items[i], i + 1, names, err);
  return result;
}

/* The UUID that SYSTEM has, as VMware or VirtualBox writes it; NULL without.
 * Errors:  NOMEM */
static int
system_uuid (xmlNode *system, char **ret_uuid, struct vf_error *err)
{
  xmlNode *hardware = vf_ovf_section (system, "VirtualHardwareSection", NULL);
  xmlNode *vbox = vf_ovf_child (system, VF_OVF_NS_VBOX, "Machine", NULL);
  xmlNode *config;

  if (vf_ovf_find_config (hardware, "uuid", &config, ret_uuid, err))
    return -1;
  return *ret_uuid || !vbox ? 0
                            : vf_ovf_text (vf_ovf_attribute (
                                               vbox, VF_OVF_NS_VBOX, "uuid"),
                                           ret_uuid, err);
}

/* "{...}" without the braces. */
static bool
is_same_uuid (const char *text, const uint8_t wanted[16])
{
  char bare[64];
  uint8_t uuid[16];

  snprintf (bare, sizeof bare, "%s", text + (*text == '{'));
  bare[strcspn (bare, "}")] = '\0';
  return vf_text_parse_uuid (bare, uuid) && memcmp (uuid, wanted, 16) == 0;
}

/* The place in SYSTEMS of the one whose UUID is VM; its count for none.
 * Errors:  NOMEM */
static int
find_uuid (const node_list *systems, const char *vm, size_t *ret_index,
           struct vf_error *err)
{
  uint8_t wanted[16];
  size_t i;

  *ret_index = systems->count;
  if (!vf_text_parse_uuid (vm, wanted))
    return 0;
  for (i = 0; i < systems->count && *ret_index == systems->count; i++) {
    CLEANUP_FREE char *uuid = NULL;

    if (system_uuid (systems->items[i], &uuid, err))
      return -1;
    if (uuid && is_same_uuid (uuid, wanted))
      *ret_index = i;
  }
  return 0;
}

/* The place of the one that is called VM, by its id or else its name.
 * Returns: 0, with names->list.count for none; -1 with USAGE for several */
static int
find_called (const struct vf_machine_names *names, const char *vm,
             size_t *ret_index, struct vf_error *err)
{
  size_t count = names->list.count;
  char list[600] = "";

  *ret_index = find_name (names, 0, false, vm);
  if (*ret_index < count)
    return 0;
  *ret_index = find_name (names, 0, true, vm);
  if (*ret_index == count
      || find_name (names, *ret_index + 1, true, vm) == count)
    return 0;
  vf_machine_names_format (names, list, sizeof list);
  return vf_error_set (err, VF_ERROR_USAGE,
                       "it has several VMs called \"%s\", say which with "
                       "--vm and its id: %s",
                       vm, list);
}

static int
choose (const struct vf_machine_names *names, const node_list *systems,
        const char *vm, size_t *ret_index, struct vf_error *err)
{
  char list[600] = "";

  if (!names->list.count)
    return vf_error_set (err, VF_ERROR_CORRUPT, "it has no virtual system");
  *ret_index = 0;
  if (vm && find_called (names, vm, ret_index, err))
    return -1;
  if (vm && *ret_index == names->list.count
      && find_uuid (systems, vm, ret_index, err))
    return -1;
  if (vm ? *ret_index < names->list.count : names->list.count == 1)
    return 0;
  vf_machine_names_format (names, list, sizeof list);
  if (vm)
    return vf_error_set (err, VF_ERROR_USAGE, "it has no VM \"%s\", only %s",
                         vm, list);
  return vf_error_set (err, VF_ERROR_USAGE,
                       "it has several VMs, say which with --vm (or, of "
                       "convert and emit, --all-vms): %s",
                       list);
}

int
vf_ovf_choose_system (struct vf_ovf *ovf, const char *vm, struct vf_error *err)
{
  CLEANUP_MACHINE_NAMES struct vf_machine_names names = { 0 };
  CLEANUP_FREE xmlNode **items = NULL;
  node_list systems = { 0 };
  size_t index;
  int result = collect (ovf->envelope, &systems, err);

  items = systems.items;
  if (result || vf_ovf_list_systems (ovf->envelope, &names, err)
      || choose (&names, &systems, vm, &index, err))
    return -1;
  ovf->system = items[index];
  return 0;
}
