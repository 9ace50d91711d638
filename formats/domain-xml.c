/* vmferry: reading libvirt's domain XML: the machine without its devices.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include <libxml/tree.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/domain-xml-priv.h"
#include "formats/domain.h"
#include "formats/xml-in.h"

enum {
  MAX_VCPUS = 4096, /* more than any QEMU machine has */
};

#define MIN_MEMORY (UINT64_C (1) << 20)
#define MAX_MEMORY (UINT64_C (1) << 46) /* what x86 can address, 64 TiB */

/* Bytes in a UNIT of libvirt's ("KiB", "k", "MB"); 0 when there is none. */
static uint64_t
unit_bytes (const char *unit)
{
  static const char letters[] = "KMGTPE";
  uint64_t base = 1024, bytes = 1;
  const char *letter;
  ptrdiff_t i;

  if (!strcmp (unit, "b") || !strcmp (unit, "bytes"))
    return 1;
  letter = *unit == 'k' ? letters : strchr (letters, *unit);
  if (!*unit || !letter)
    return 0;
  if (!strcmp (unit + 1, "B"))
    base = 1000;
  else if (unit[1] && strcmp (unit + 1, "iB"))
    return 0;
  for (i = 0; i <= letter - letters; i++)
    bytes *= base;
  return bytes;
}

static int
read_memory (void *element, struct vf_domain *domain, struct vf_error *err)
{
  CLEANUP_FREE char *unit = NULL;
  CLEANUP_FREE char *amount = NULL;
  uint64_t n = 0, bytes = 0;

  if (vf_domain_get_text (element, "unit", &unit, err)
      || vf_domain_get_text (element, NULL, &amount, err))
    return -1;
  if (!amount || vf_text_parse_u64 (amount, 0, UINT64_MAX, &n, err)
      || !vf_mul_u64 (n, unit_bytes (unit ? unit : "KiB"), &bytes)
      || bytes < MIN_MEMORY || bytes > MAX_MEMORY)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "<memory> is '%s %s', must be 1 MiB to 64 TiB",
                         amount ? amount : "", unit ? unit : "KiB");
  domain->memory_bytes = bytes;
  return 0;
}

static int
read_vcpu (void *element, struct vf_domain *domain, struct vf_error *err)
{
  return vf_domain_get_number (element, NULL, MAX_VCPUS, &domain->vcpus, err)
                 || vf_domain_get_number (element, "current", MAX_VCPUS,
                                          &domain->vcpus, err)
             ? -1
             : 0;
}

static int
read_cpu (void *element, struct vf_domain *domain, struct vf_error *err)
{
  void *topology = vf_domain_child (element, "topology");

  if (vf_domain_child (element, "numa")
      && vf_domain_ignore (domain, "cpu/", "numa", err))
    return -1;
  return vf_domain_get_text (element, "mode", &domain->cpu_mode, err)
                 || vf_domain_get_text (vf_domain_child (element, "model"),
                                        NULL, &domain->cpu_model, err)
                 || vf_domain_get_number (topology, "sockets", MAX_VCPUS,
                                          &domain->sockets, err)
                 || vf_domain_get_number (topology, "dies", MAX_VCPUS,
                                          &domain->dies, err)
                 || vf_domain_get_number (topology, "cores", MAX_VCPUS,
                                          &domain->cores, err)
                 || vf_domain_get_number (topology, "threads", MAX_VCPUS,
                                          &domain->threads, err)
             ? -1
             : 0;
}

static bool
asks_for_secure_boot (void *os)
{
  xmlNode *firmware = vf_domain_child (os, "firmware");
  xmlNode *feature = firmware ? firmware->children : NULL;

  for (; feature; feature = feature->next)
    if (feature->type == XML_ELEMENT_NODE
        && vf_domain_is (feature, "name", "secure-boot"))
      return vf_domain_is (feature, "enabled", "yes");
  return vf_domain_is (vf_domain_child (os, "loader"), "secure", "yes");
}

static int
read_os (void *element, struct vf_domain *domain, struct vf_error *err)
{
  void *type = vf_domain_child (element, "type");
  void *loader = vf_domain_child (element, "loader");
  void *nvram = vf_domain_child (element, "nvram");
  struct vf_domain_firmware *firmware = &domain->firmware;

  firmware->is_uefi = vf_domain_is (element, "firmware", "efi")
                      || vf_domain_is (loader, "type", "pflash");
  firmware->is_secure_boot = asks_for_secure_boot (element);
  if (vf_domain_child (element, "kernel")
      && vf_domain_ignore (domain, "os/", "kernel", err))
    return -1;
  return vf_domain_get_text (type, "arch", &domain->arch, err)
                 || vf_domain_get_text (type, "machine", &domain->machine, err)
                 || vf_domain_get_text (loader, NULL, &firmware->loader, err)
                 || vf_domain_get_text (nvram, NULL, &firmware->nvram, err)
                 || vf_domain_get_text (nvram, "template",
                                        &firmware->nvram_template, err)
             ? -1
             : 0;
}

static int
read_clock (void *element, struct vf_domain *domain, struct vf_error *err)
{
  (void)err;
  domain->is_localtime = vf_domain_is (element, "offset", "localtime");
  return 0;
}

static int
read_name (void *element, struct vf_domain *domain, struct vf_error *err)
{
  return vf_domain_get_text (element, NULL, &domain->name, err);
}

static int
read_uuid (void *element, struct vf_domain *domain, struct vf_error *err)
{
  return vf_domain_get_text (element, NULL, &domain->uuid, err);
}

static const struct vf_domain_rule rules[] = {
  { "name", read_name },
  { "uuid", read_uuid },
  { "memory", read_memory },
  { "vcpu", read_vcpu },
  { "cpu", read_cpu },
  { "os", read_os },
  { "clock", read_clock },
  { "devices", vf_domain_read_devices },
  { "title", NULL },
  { "description", NULL },
  { "metadata", NULL },
  { "currentMemory", NULL },
  { "features", NULL },
  { "on_poweroff", NULL },
  { "on_reboot", NULL },
  { "on_crash", NULL },
  { "pm", NULL },
  { "resource", NULL },
  { "seclabel", NULL },
  { NULL, NULL },
};

static int
read_domain (xmlDoc *document, struct vf_domain *domain, struct vf_error *err)
{
  xmlNode *root = xmlDocGetRootElement (document);

  if (!root || strcmp ((const char *)root->name, "domain") != 0)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "its outermost element is not <domain>");
  if (vf_domain_apply (root, rules, "", domain, err))
    return -1;
  if (!domain->name || !domain->memory_bytes)
    return vf_error_set (err, VF_ERROR_CORRUPT, "<domain> has no <%s>",
                         domain->name ? "memory" : "name");
  if (domain->vcpus == 0)
    domain->vcpus = 1;
  return 0;
}

struct vf_domain *
vf_domain_read_xml (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_DOMAIN struct vf_domain *domain = NULL;
  CLEANUP_XML_DOCUMENT xmlDoc *document = vf_xml_parse (text, n, err);

  if (!document)
    return NULL;
  domain = calloc (1, sizeof *domain);
  if (!domain) {
    vf_error_nomem (err, "a domain");
    return NULL;
  }
  return read_domain (document, domain, err) ? NULL : TAKE (domain);
}
