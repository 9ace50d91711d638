/* vmferry: reading libvirt's domain capabilities.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain-caps.h"

#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/domain-xml-priv.h"
#include "formats/xml-in.h"

enum {
  MAX_XML = 4 * 1024 * 1024, /* libvirt's own limit for a text over RPC */
  MAX_MODELS = 4096,         /* libvirt has a few hundred */
  MAX_VALUES = 256,          /* of an <enum> */
};

/* "supported" of ELEMENT. */
static enum vf_tristate
supported (xmlNode *element)
{
  if (!element)
    return VF_UNSET;
  return vf_domain_is (element, "supported", "yes") ? VF_YES : VF_NO;
}

/* The child of ELEMENT called NAME whose attribute KEY is VALUE, or NULL. */
static xmlNode *
find (xmlNode *element, const char *name, const char *key, const char *value)
{
  xmlNode *child = NULL;

  while ((child = vf_xml_child (element, name, child)))
    if (vf_domain_is (child, key, value))
      return child;
  return NULL;
}

/* Whether the <enum> NAME in ELEMENT has VALUE; VF_UNSET without an <enum>. */
static enum vf_tristate
enum_has (xmlNode *element, const char *name, const char *value)
{
  xmlNode *list = find (element, "enum", "name", name), *child = NULL;

  if (!list)
    return VF_UNSET;
  while ((child = vf_xml_child (list, "value", child))) {
    xmlChar *text = xmlNodeGetContent (child);
    bool is_same = text && strcmp ((const char *)text, value) == 0;

    xmlFree (text);
    if (is_same)
      return VF_YES;
  }
  return VF_NO;
}

/* Appends NAME to the list in *TEXT. */
static int
append (char **text, const char *name, struct vf_error *err)
{
  char *longer = vf_text_printf ("%s%s%s", *text ? *text : "",
                                 *text ? ", " : "", name);

  if (!longer)
    return vf_error_nomem (err, "a processor model");
  free (*text);
  *text = longer;
  return 0;
}

/* The features that <blockers> lists for MODEL. */
static int
read_blockers (xmlNode *mode, struct vf_caps_model *model,
               struct vf_error *err)
{
  xmlNode *list = find (mode, "blockers", "model", model->name);
  xmlNode *feature = NULL;
  unsigned n = 0;

  while ((feature = vf_xml_child (list, "feature", feature))
         && n++ < MAX_VALUES) {
    CLEANUP_FREE char *name = NULL;

    if (vf_xml_get_attribute (feature, "name", &name, err)
        || (name && append (&model->blockers, name, err)))
      return -1;
  }
  return 0;
}

static int
read_model (xmlNode *mode, xmlNode *element, struct vf_domain_caps *caps,
            struct vf_error *err)
{
  struct vf_caps_model *model;

  if (caps->models.count >= MAX_MODELS)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "more than %d processor models", MAX_MODELS);
  if (vf_vector_push (&caps->models, (struct vf_caps_model){ 0 }))
    return vf_error_nomem (err, "processor models");
  model = &caps->models.items[caps->models.count - 1];
  if (vf_domain_get_text (element, NULL, &model->name, err)
      || vf_domain_get_text (element, "vendor", &model->vendor, err))
    return -1;
  model->usable = vf_domain_is (element, "usable", "yes")  ? VF_YES
                  : vf_domain_is (element, "usable", "no") ? VF_NO
                                                           : VF_UNSET;
  return model->name && model->usable == VF_NO
             ? read_blockers (mode, model, err)
             : 0;
}

static int
read_cpu (xmlNode *cpu, struct vf_domain_caps *caps, struct vf_error *err)
{
  xmlNode *host = find (cpu, "mode", "name", "host-model");
  xmlNode *custom = find (cpu, "mode", "name", "custom"), *model = NULL;

  caps->host_passthrough
      = supported (find (cpu, "mode", "name", "host-passthrough"));
  caps->host_model = supported (host);
  if (vf_domain_get_text (vf_xml_child (host, "model", NULL), NULL,
                          &caps->host_model_name, err)
      || vf_domain_get_text (vf_xml_child (host, "vendor", NULL), NULL,
                             &caps->host_vendor, err))
    return -1;
  while ((model = vf_xml_child (custom, "model", model)))
    if (read_model (custom, model, caps, err))
      return -1;
  return 0;
}

static void
read_firmware (xmlNode *os, struct vf_domain_caps *caps)
{
  xmlNode *loader = vf_xml_child (os, "loader", NULL);

  caps->efi = enum_has (os, "firmware", "efi");
  caps->secure_loader = enum_has (loader, "secure", "yes");
}

static void
read_tpm (xmlNode *devices, struct vf_domain_caps *caps)
{
  xmlNode *tpm = vf_xml_child (devices, "tpm", NULL);

  caps->tpm_emulator = supported (tpm);
  if (caps->tpm_emulator != VF_YES)
    return;
  caps->tpm_emulator = enum_has (tpm, "backendModel", "emulator");
  if (caps->tpm_emulator == VF_YES
      && enum_has (tpm, "backendVersion", "2.0") == VF_NO)
    caps->tpm_emulator = VF_NO;
}

static int
read_sev (xmlNode *features, struct vf_domain_caps *caps, struct vf_error *err)
{
  xmlNode *sev = vf_xml_child (features, "sev", NULL);

  caps->sev = supported (sev);
  return vf_domain_get_number (vf_xml_child (sev, "cbitpos", NULL), NULL, 63,
                               &caps->sev_c_bit, err)
                 || vf_domain_get_number (
                     vf_xml_child (sev, "reducedPhysBits", NULL), NULL, 63,
                     &caps->sev_reduced_bits, err)
             ? -1
             : 0;
}

static int
read_hyperv (xmlNode *features, struct vf_domain_caps *caps,
             struct vf_error *err)
{
  xmlNode *hyperv = vf_xml_child (features, "hyperv", NULL);
  xmlNode *list = find (hyperv, "enum", "name", "features"), *value = NULL;

  caps->names_hyperv = list || supported (hyperv) == VF_NO;
  while ((value = vf_xml_child (list, "value", value))
         && caps->hyperv.count < MAX_VALUES) {
    CLEANUP_FREE char *text = NULL;

    if (vf_domain_get_text (value, NULL, &text, err))
      return -1;
    if (!text || vf_vector_push (&caps->hyperv, text))
      return vf_error_nomem (err, "enlightenments");
    text = NULL;
  }
  return 0;
}

/* What another architecture's host can give says nothing of the machines that
 * are made here. */
static int
check_arch (xmlNode *root, struct vf_error *err)
{
  CLEANUP_FREE char *arch = NULL;

  if (vf_domain_get_text (vf_xml_child (root, "arch", NULL), NULL, &arch, err))
    return -1;
  if (arch && strcmp (arch, "x86_64") != 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "arch is \"%.32s\", must be x86_64", arch);
  return 0;
}

static int
read_root (xmlNode *root, struct vf_domain_caps *caps, struct vf_error *err)
{
  xmlNode *features = vf_xml_child (root, "features", NULL);
  CLEANUP_FREE char *domain = NULL;

  if (check_arch (root, err)
      || vf_domain_get_text (vf_xml_child (root, "domain", NULL), NULL,
                             &domain, err)
      || vf_domain_get_number (vf_xml_child (root, "vcpu", NULL), "max",
                               UINT32_MAX, &caps->max_vcpus, err)
      || read_cpu (vf_xml_child (root, "cpu", NULL), caps, err)
      || read_sev (features, caps, err) || read_hyperv (features, caps, err))
    return -1;
  caps->has_kvm = domain && strcmp (domain, "kvm") == 0;
  read_firmware (vf_xml_child (root, "os", NULL), caps);
  read_tpm (vf_xml_child (root, "devices", NULL), caps);
  return 0;
}

struct vf_domain_caps *
vf_domain_caps_read (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT xmlDoc *document = vf_xml_parse (text, n, err);
  CLEANUP_DOMAIN_CAPS struct vf_domain_caps *caps = NULL;
  xmlNode *root;

  if (!document)
    return NULL;
  root = vf_xml_root (document);
  if (!vf_xml_is (root, "domainCapabilities")) {
    vf_error_set (err, VF_ERROR_CORRUPT,
                  "no <domainCapabilities>, which `virsh domcapabilities` "
                  "prints");
    return NULL;
  }
  caps = calloc (1, sizeof *caps);
  if (!caps)
    vf_error_nomem (err, "domain capabilities");
  return !caps || read_root (root, caps, err) ? NULL : TAKE (caps);
}

struct vf_domain_caps *
vf_domain_caps_open (const char *path, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);
  CLEANUP_FREE char *text = NULL;
  struct vf_domain_caps *caps;
  size_t n;

  if (!io || !(text = vf_io_read_all (io, MAX_XML, &n, err)))
    return NULL;
  caps = vf_domain_caps_read (text, n, err);
  if (!caps)
    vf_error_prefix (err, "%s", path);
  return caps;
}

void
vf_domain_caps_free (struct vf_domain_caps *caps)
{
  size_t i;

  if (!caps)
    return;
  for (i = 0; i < caps->models.count; i++) {
    free (caps->models.items[i].name);
    free (caps->models.items[i].vendor);
    free (caps->models.items[i].blockers);
  }
  for (i = 0; i < caps->hyperv.count; i++)
    free (caps->hyperv.items[i]);
  free (caps->models.items);
  free (caps->hyperv.items);
  free (caps->host_model_name);
  free (caps->host_vendor);
  free (caps);
}

const struct vf_caps_model *
vf_domain_caps_model (const struct vf_domain_caps *caps, const char *name)
{
  size_t i;

  for (i = 0; i < caps->models.count; i++)
    if (caps->models.items[i].name
        && strcmp (caps->models.items[i].name, name) == 0)
      return &caps->models.items[i];
  return NULL;
}

bool
vf_domain_caps_has_hyperv (const struct vf_domain_caps *caps, const char *name)
{
  size_t i;

  if (!caps->names_hyperv)
    return true;
  for (i = 0; i < caps->hyperv.count; i++)
    if (strcmp (caps->hyperv.items[i], name) == 0)
      return true;
  return false;
}
