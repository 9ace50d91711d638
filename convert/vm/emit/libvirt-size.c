/* vmferry: how much memory and how many vCPUs a libvirt domain has, and what
 * backs the memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "convert/vm/emit/libvirt.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

#define MIB ((uint64_t)1 << 20)

/* An element with BYTES in KiB, and NAME="VALUE" where NAME is not NULL. */
static void
write_kib (struct vf_domain_out *domain, const char *element, uint64_t bytes,
           const char *name, unsigned value)
{
  char text[32];

  snprintf (text, sizeof text, "%llu", (unsigned long long)(bytes >> 10));
  vf_xml_open (domain->xml, element, NULL);
  if (name)
    vf_xml_attribute (domain->xml, name, "%u", value);
  vf_xml_attribute (domain->xml, "unit", "KiB");
  vf_xml_content (domain->xml, text);
  vf_xml_close (domain->xml);
}

/* Locked memory is bounded, so that QEMU cannot take all of the host's: by what
 * libvirt itself once took for a VM's most, half as much again, 200 MiB and
 * 32 MiB for each disk. */
static void
write_limit (struct vf_domain_out *domain)
{
  const struct vf_resources *resources = &domain->hardware->resources;
  uint64_t most = resources->max_memory_bytes ? resources->max_memory_bytes
                                              : resources->memory_bytes;

  if (!resources->locked)
    return;
  most += most / 2 + (200 + 32 * (uint64_t)domain->hardware->disks.count) * MIB;
  vf_xml_open (domain->xml, "memtune", NULL);
  write_kib (domain, "hard_limit", most, NULL, 0);
  vf_xml_close (domain->xml);
}

static void
write_backing (struct vf_domain_out *domain)
{
  const struct vf_resources *resources = &domain->hardware->resources;

  if (!resources->hugepage_bytes && !resources->locked)
    return;
  vf_xml_open (domain->xml, "memoryBacking", NULL);
  if (resources->hugepage_bytes) {
    vf_xml_open (domain->xml, "hugepages", NULL);
    vf_xml_open (domain->xml, "page", NULL);
    vf_xml_attribute (domain->xml, "size", "%llu",
                      (unsigned long long)resources->hugepage_bytes >> 10);
    vf_xml_attribute (domain->xml, "unit", "KiB");
    vf_xml_close (domain->xml);
    vf_xml_close (domain->xml);
  }
  if (resources->locked)
    vf_xml_leaf (domain->xml, "locked", NULL);
  vf_xml_close (domain->xml);
}

static void
write_vcpus (struct vf_domain_out *domain)
{
  const struct vf_resources *resources = &domain->hardware->resources;
  char text[32];

  vf_xml_open (domain->xml, "vcpu", "placement", "static", NULL);
  if (resources->vcpus != resources->max_vcpus)
    vf_xml_attribute (domain->xml, "current", "%u", resources->vcpus);
  snprintf (text, sizeof text, "%u", resources->max_vcpus);
  vf_xml_content (domain->xml, text);
  vf_xml_close (domain->xml);
}

void
vf_domain_write_size (struct vf_domain_out *domain)
{
  const struct vf_resources *resources = &domain->hardware->resources;

  if (resources->max_memory_bytes)
    write_kib (domain, "maxMemory", resources->max_memory_bytes, "slots",
               resources->slots);
  write_kib (domain, "memory", resources->memory_bytes, NULL, 0);
  if (resources->current_bytes != resources->memory_bytes)
    write_kib (domain, "currentMemory", resources->current_bytes, NULL, 0);
  write_limit (domain);
  write_backing (domain);
  write_vcpus (domain);
}
