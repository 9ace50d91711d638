/* vmferry: checking the devices of a libvirt domain by QEMU's rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain-check.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "common/vector.h"
#include "formats/domain-xml-priv.h"
#include "formats/xml-in.h"

/* A number that no address has. */
enum { MAX_NUMBER = 1 << 20 };

struct check {
  xmlNode *devices;
  bool is_q35;
  VF_VECTOR (char *) taken; /* names and places that are in use */
};

/* A place on a controller of disks. */
struct place {
  const char *name; /* of the disk */
  unsigned controller, bus, target, unit;
};

/* What each controller has.  The parallel LSI's id is libvirt's unit, and
 * others' its target. */
static const struct limit {
  const char *bus, *model; /* MODEL NULL: any */
  unsigned buses, targets, units;
  bool ignores_target;
} limits[] = {
  { "scsi", "virtio-scsi", 1, 256, 16384, false },
  { "scsi", "vmpvscsi", 1, 64, 1, false },
  { "scsi", "lsisas1068", 1, 8, 1, false },
  { "scsi", "lsisas1078", 1, 64, 1, false },
  { "scsi", "lsilogic", 1, MAX_NUMBER, 8, true },
  { "sata", NULL, 1, 1, 6, false },
  { "ide", NULL, 2, 1, 2, false },
  { "fdc", NULL, 1, 1, 2, false },
};

static void
clear_check (struct check *check)
{
  size_t i;

  for (i = 0; i < check->taken.count; i++)
    free (check->taken.items[i]);
  free (check->taken.items);
}

/* Notes that a name or a place is in use.
 * Errors:  UNSUPPORTED when it already was */
static int __attribute__ ((format (printf, 3, 4)))
claim (struct check *check, struct vf_error *err, const char *fmt, ...)
{
  char *text;
  va_list args;
  size_t i;

  va_start (args, fmt);
  text = vf_text_vprintf (fmt, args);
  va_end (args);
  if (!text)
    return vf_error_nomem (err, "a place");
  for (i = 0; i < check->taken.count; i++)
    if (strcmp (check->taken.items[i], text) == 0) {
      vf_error_set (err, VF_ERROR_UNSUPPORTED, "%s is there twice", text);
      free (text);
      return -1;
    }
  if (vf_vector_push (&check->taken, text)) {
    free (text);
    return vf_error_nomem (err, "a place");
  }
  return 0;
}

/* The model of the SCSI controller INDEX; libvirt's default without one. */
static char *
scsi_model (const struct check *check, unsigned index, struct vf_error *err)
{
  xmlNode *controller = NULL;
  char *model = NULL;
  unsigned own;

  while (
      (controller = vf_xml_child (check->devices, "controller", controller))) {
    own = MAX_NUMBER;
    if (!vf_domain_is (controller, "type", "scsi"))
      continue;
    if (vf_domain_get_number (controller, "index", MAX_NUMBER, &own, err))
      return NULL;
    if (own == index && vf_domain_get_text (controller, "model", &model, err))
      return NULL;
    if (own == index)
      break;
  }
  if (!model)
    model = strdup ("lsilogic");
  if (!model)
    vf_error_nomem (err, "a model");
  return model;
}

static int
check_place (struct check *check, const struct place *place,
             const struct limit *limit, struct vf_error *err)
{
  const char *of = limit->model ? limit->model : limit->bus;

  if (strcmp (limit->bus, "ide") == 0 && check->is_q35)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "disk %s: q35 has no IDE controller", place->name);
  if (place->bus >= limit->buses || place->target >= limit->targets
      || place->unit >= limit->units)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "disk %s: bus %u, target %u, unit %u: %s has %u, %u "
                         "and %u",
                         place->name, place->bus, place->target, place->unit,
                         of, limit->buses, limit->targets, limit->units);
  return claim (check, err, "%s address %u:%u:%u:%u", limit->bus,
                place->controller, place->bus,
                limit->ignores_target ? 0 : place->target, place->unit);
}

/* By the row of LIMITS for the bus and, of SCSI, the controller's model. */
static int
check_drive (struct check *check, const struct place *place, const char *bus,
             struct vf_error *err)
{
  CLEANUP_FREE char *model = NULL;
  size_t i;

  if (strcmp (bus, "scsi") == 0
      && !(model = scsi_model (check, place->controller, err)))
    return -1;
  for (i = 0; i < sizeof limits / sizeof *limits; i++)
    if (strcmp (limits[i].bus, bus) == 0
        && (!limits[i].model || strcmp (limits[i].model, model) == 0))
      return check_place (check, place, &limits[i], err);
  return 0;
}

static int
check_disk (struct check *check, xmlNode *disk, struct vf_error *err)
{
  xmlNode *target = vf_xml_child (disk, "target", NULL);
  xmlNode *address = vf_xml_child (disk, "address", NULL);
  CLEANUP_FREE char *name = NULL, *bus = NULL;
  struct place place = { 0 };

  if (vf_domain_get_text (target, "dev", &name, err)
      || vf_domain_get_text (target, "bus", &bus, err))
    return -1;
  if (!name)
    return 0;
  if (claim (check, err, "disk %s", name))
    return -1;
  if (!bus || !vf_domain_is (address, "type", "drive"))
    return 0;
  place.name = name;
  return vf_domain_get_number (address, "controller", MAX_NUMBER,
                               &place.controller, err)
                 || vf_domain_get_number (address, "bus", MAX_NUMBER,
                                          &place.bus, err)
                 || vf_domain_get_number (address, "target", MAX_NUMBER,
                                          &place.target, err)
                 || vf_domain_get_number (address, "unit", MAX_NUMBER,
                                          &place.unit, err)
             ? -1
             : check_drive (check, &place, bus, err);
}

static int
check_pci_address (struct check *check, xmlNode *address, struct vf_error *err)
{
  unsigned domain = 0, bus = 0, slot = 0, function = 0;

  if (vf_domain_get_number (address, "domain", 0xffff, &domain, err)
      || vf_domain_get_number (address, "bus", 0xff, &bus, err)
      || vf_domain_get_number (address, "slot", 31, &slot, err)
      || vf_domain_get_number (address, "function", 7, &function, err))
    return -1;
  if (check->is_q35 && bus && slot)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "PCI address %04x:%02x:%02x.%x: a root port has slot "
                         "0 alone",
                         domain, bus, slot, function);
  return claim (check, err, "PCI address %04x:%02x:%02x.%x", domain, bus, slot,
                function);
}

/* What any device may have. */
static int
check_common (struct check *check, xmlNode *device, struct vf_error *err)
{
  xmlNode *address = vf_xml_child (device, "address", NULL);
  CLEANUP_FREE char *order = NULL, *index = NULL;

  if (vf_domain_get_text (vf_xml_child (device, "boot", NULL), "order", &order,
                          err)
      || vf_domain_get_text (vf_xml_child (device, "acpi", NULL), "index",
                             &index, err))
    return -1;
  if ((order && claim (check, err, "boot order %s", order))
      || (index && claim (check, err, "ACPI index %s", index)))
    return -1;
  return vf_domain_is (address, "type", "pci")
             ? check_pci_address (check, address, err)
             : 0;
}

static int
check_serial (struct check *check, xmlNode *serial, struct vf_error *err)
{
  xmlNode *target = vf_xml_child (serial, "target", NULL);
  unsigned port = 0;

  if (vf_domain_get_number (target, "port", MAX_NUMBER, &port, err))
    return -1;
  if (port > 3)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "serial port %u: a PC has ports 0 to 3", port);
  return claim (check, err, "serial port %u", port);
}

static int
check_all (struct check *check, struct vf_error *err)
{
  xmlNode *device;

  for (device = check->devices ? check->devices->children : NULL; device;
       device = device->next) {
    if (device->type != XML_ELEMENT_NODE)
      continue;
    if (check_common (check, device, err)
        || (vf_xml_is (device, "disk") && check_disk (check, device, err))
        || (vf_xml_is (device, "serial") && check_serial (check, device, err)))
      return -1;
  }
  return 0;
}

int
vf_domain_check_devices (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT xmlDoc *document = vf_xml_parse (text, n, err);
  __attribute__ ((cleanup (clear_check))) struct check check = { 0 };
  CLEANUP_FREE char *machine = NULL;
  xmlNode *root, *os;

  if (!document)
    return -1;
  root = vf_xml_root (document);
  os = vf_xml_child (root, "os", NULL);
  if (vf_domain_get_text (vf_xml_child (os, "type", NULL), "machine", &machine,
                          err))
    return -1;
  check.is_q35 = machine && strstr (machine, "q35");
  check.devices = vf_xml_child (root, "devices", NULL);
  return check_all (&check, err);
}
