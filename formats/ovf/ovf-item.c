/* vmferry: reading the fields of an <Item> by a table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-item.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/ovf/ovf-config.h"

/* No use for any device. */
#define NO_FIELD VF_OVF_FIELDS

static const char label[] = "a label for people";
static const char of_pool[] = "of the source's pool of resources";
static const char of_ovirt[] = "of oVirt's database and storage";
static const char of_disk[] = "of the source's storage";

/* Fields that have a note are irrelevant, whatever the device. */
static const struct {
  const char *name;
  enum vf_ovf_field field;
  const char *note;
} rows[] = {
  { "InstanceID", VF_OVF_ID, NULL },
  { "InstanceId", VF_OVF_ID, NULL }, /* 0.9 */
  { "ResourceType", VF_OVF_TYPE, NULL },
  { "ResourceSubType", VF_OVF_SUBTYPE, NULL },
  { "OtherResourceType", VF_OVF_OTHER_TYPE, NULL },
  { "VirtualQuantity", VF_OVF_QUANTITY, NULL },
  { "AllocationUnits", VF_OVF_UNITS, NULL },
  { "VirtualQuantityUnits", VF_OVF_QUANTITY_UNITS, NULL },
  { "Parent", VF_OVF_PARENT, NULL },
  { "AddressOnParent", VF_OVF_ON_PARENT, NULL },
  { "Address", VF_OVF_ADDRESS, NULL },
  { "BusNumber", VF_OVF_ADDRESS, NULL }, /* 0.9 */
  { "HostResource", VF_OVF_HOST_RESOURCE, NULL },
  { "Connection", VF_OVF_CONNECTION, NULL },
  { "AutomaticAllocation", VF_OVF_AUTOMATIC, NULL },
  { "Reservation", VF_OVF_RESERVATION, NULL },
  { "Limit", VF_OVF_LIMIT, NULL },
  { "Weight", VF_OVF_WEIGHT, NULL },
  { "CoresPerSocket", VF_OVF_CORES, NULL }, /* vmw: */
  { "ElementName", VF_OVF_LABEL, label },
  { "Caption", VF_OVF_LABEL, label },
  { "Description", NO_FIELD, label },
  { "ConsumerVisibility", NO_FIELD, of_pool },
  { "MappingBehavior", NO_FIELD, of_pool },
  { "PoolID", NO_FIELD, of_pool },
  { "ChangeableType", NO_FIELD, of_pool },
  { "AutomaticDeallocation", NO_FIELD, of_pool },
  { "Generation", NO_FIELD, of_pool },
  { "VirtualResourceBlockSize", NO_FIELD, of_disk },
  { "Type", VF_OVF_RHV_TYPE, NULL },
  { "Device", VF_OVF_RHV_DEVICE, NULL },
  { "BootOrder", VF_OVF_RHV_BOOT, NULL },
  { "IsPlugged", VF_OVF_RHV_PLUGGED, NULL },
  { "Linked", VF_OVF_RHV_LINKED, NULL },
  { "IsReadOnly", VF_OVF_RHV_READ_ONLY, NULL },
  { "MACAddress", VF_OVF_RHV_MAC, NULL },
  { "num_of_sockets", VF_OVF_RHV_SOCKETS, NULL },
  { "cpu_per_socket", VF_OVF_RHV_CORES, NULL },
  { "threads_per_cpu", VF_OVF_RHV_THREADS, NULL },
  { "max_num_of_vcpus", VF_OVF_RHV_MAX_VCPUS, NULL },
  { "UsbPolicy", VF_OVF_RHV_USB, NULL },
  { "Name", NO_FIELD, label },
  { "Alias", NO_FIELD, label },
  { "Template", NO_FIELD, of_ovirt },
  { "ApplicationList", NO_FIELD, of_ovirt },
  { "StorageId", NO_FIELD, of_ovirt },
  { "StoragePoolId", NO_FIELD, of_ovirt },
  { "CreationDate", NO_FIELD, of_ovirt },
  { "LastModified", NO_FIELD, of_ovirt },
  { "last_modified_date", NO_FIELD, of_ovirt },
  { "SpecParams", NO_FIELD, "parameters of the source's QEMU" },
  { "InstructionSet", NO_FIELD, "the host's processor tells it" },
  { "InstructionSetExtensionName", NO_FIELD, "the host's processor tells it" },
  { "speed", NO_FIELD, "a card's speed is the host's" },
};

/* Fields stand in CIM's namespace, oVirt's in none, cores in VMware's. */
static bool
has_field_ns (const xmlNode *element, enum vf_ovf_field field)
{
  enum vf_ovf_ns ns = vf_ovf_ns_of (element);

  return field == VF_OVF_CORES ? ns == VF_OVF_NS_VMW
                               : ns == VF_OVF_NS_RASD || ns == VF_OVF_NS_OVF;
}

/* The first of several counts. */
static int
read_field (struct vf_ovf_item *item, size_t row, xmlNode *element,
            struct vf_ovf_fates *fates, struct vf_error *err)
{
  enum vf_ovf_field field = rows[row].field;

  if (rows[row].note
      && vf_ovf_judge (fates, element, VF_FATE_IRRELEVANT, rows[row].note,
                       err))
    return -1;
  if (field == NO_FIELD)
    return 0;
  if (!item->fields[field]) {
    item->places[field] = element;
    return vf_ovf_text (element, &item->fields[field], err);
  }
  return rows[row].note ? 0
                        : vf_ovf_judge (fates, element, VF_FATE_LOSS,
                                        "a second one is not used", err);
}

/* What no row tells is not known. */
static int
read_element (struct vf_ovf_item *item, xmlNode *element,
              struct vf_ovf_fates *fates, struct vf_error *err)
{
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp ((const char *)element->name, rows[i].name) == 0
        && has_field_ns (element, rows[i].field))
      return read_field (item, i, element, fates, err);
  return vf_ovf_judge (fates, element, VF_FATE_UNKNOWN, NULL, err);
}

int
vf_ovf_item_read (struct vf_ovf_item *item, xmlNode *node,
                  struct vf_ovf_fates *fates, struct vf_error *err)
{
  uint64_t type;
  xmlNode *child;

  item->node = node;
  for (child = node->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE
        && read_element (item, child, fates, err))
      return -1;
  if (vf_ovf_judge_configs (fates, node, err))
    return -1;
  if (vf_ovf_item_number (item, VF_OVF_TYPE, &type) && type <= UINT16_MAX)
    item->type = (unsigned)type;
  return 0;
}

void
vf_ovf_item_clear (struct vf_ovf_item *item)
{
  size_t i;

  for (i = 0; i < VF_OVF_FIELDS; i++)
    free (item->fields[i]);
  *item = (struct vf_ovf_item){ 0 };
}

bool
vf_ovf_item_number (const struct vf_ovf_item *item, enum vf_ovf_field field,
                    uint64_t *ret_number)
{
  struct vf_error ignored;
  const char *text = item->fields[field];

  return text
         && vf_text_parse_u64 (text, 0, INT64_MAX, ret_number, &ignored) == 0;
}

enum vf_tristate
vf_ovf_truth (const char *text)
{
  if (!text)
    return VF_UNSET;
  if (strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0)
    return VF_YES;
  if (strcasecmp (text, "false") == 0 || strcmp (text, "0") == 0)
    return VF_NO;
  return VF_UNSET;
}

enum vf_tristate
vf_ovf_item_truth (const struct vf_ovf_item *item, enum vf_ovf_field field)
{
  return vf_ovf_truth (item->fields[field]);
}

const char *
vf_ovf_item_label (const struct vf_ovf_item *item)
{
  const char *text = item->fields[VF_OVF_LABEL];

  if (!text || !*text)
    text = item->fields[VF_OVF_ID];
  return text ? text : "an item without InstanceID";
}

/* The next word of a subtype, from *AT on, which moves behind it.
 * Returns: its length, 0 at the end. */
static size_t
next_word (const char **at, const char **ret_word)
{
  static const char between[] = ", \t\r\n";
  size_t n;

  *at += strspn (*at, between);
  *ret_word = *at;
  n = strcspn (*at, between);
  *at += n;
  return n;
}

bool
vf_ovf_subtype_has (const char *subtype, const char *word)
{
  const char *found;
  size_t n;

  while (subtype && (n = next_word (&subtype, &found)))
    if (n == strlen (word) && strncasecmp (found, word, n) == 0)
      return true;
  return false;
}

const char *
vf_ovf_choose_model (const char *subtype, const struct vf_ovf_model *models)
{
  const char *at = subtype, *word;
  const struct vf_ovf_model *row;
  size_t n;

  while ((n = next_word (&at, &word)))
    for (row = models; row->subtype; row++)
      if (n == strlen (row->subtype)
          && strncasecmp (word, row->subtype, n) == 0)
        return row->model;
  return subtype;
}
