/* vmferry: a machine as a libvirt domain for KVM: the order of its parts, and
 * the checks that libvirt only makes when the domain starts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit-libvirt.h"

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/emit.h"
#include "convert/vm/host.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

enum {
  /* i440fx knows APIC ids of 8 bits. */
  MAX_I440FX_VCPUS = 255,
};

/* What is given to a guest whose definition names no memory. */
#define DEFAULT_MEMORY_BYTES ((uint64_t)1 << 30)

static int
set_up (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  const char *name = domain->options->name;

  domain->name = vf_safe_name (name ? name : machine->identity.name, err);
  if (!domain->name)
    return -1;
  domain->is_windows = machine->os.family == VF_OS_WINDOWS;
  domain->is_q35 = !machine->os.is_old
                   || machine->firmware.kind == VF_FIRMWARE_EFI
                   || machine->cpu.max_vcpus > MAX_I440FX_VCPUS;
  domain->memory_bytes = machine->memory.size_bytes;
  if (domain->memory_bytes)
    return 0;
  domain->memory_bytes = DEFAULT_MEMORY_BYTES;
  return vf_account_lose (domain->report, err, "memory",
                          "the definition names no size: 1 GiB is given");
}

static int
write_devices (struct vf_domain_out *domain, struct vf_error *err)
{
  vf_xml_open (domain->xml, "devices", NULL);
  if (vf_domain_write_disks (domain, err) || vf_domain_write_nics (domain, err)
      || vf_domain_write_devices (domain, err)
      || vf_domain_write_ports (domain, err))
    return -1;
  vf_xml_close (domain->xml);
  return 0;
}

static int
write_domain (struct vf_domain_out *domain, struct vf_error *err)
{
  vf_xml_open (domain->xml, "domain", "type",
               domain->target->has_kvm ? "kvm" : "qemu", NULL);
  if (vf_domain_write_identity (domain, err)
      || vf_domain_write_size (domain, err))
    return -1;
  vf_domain_write_sysinfo (domain);
  vf_domain_write_os (domain);
  vf_domain_write_features (domain);
  if (vf_domain_write_cpu (domain, err))
    return -1;
  vf_domain_write_clock (domain);
  if (write_devices (domain, err))
    return -1;
  vf_xml_close (domain->xml);
  return 0;
}

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_XML struct vf_xml *xml = vf_xml_new (err);
  CLEANUP_FREE char *name = NULL;
  struct vf_domain_out domain = {
    .xml = xml,
    .machine = machine,
    .options = options,
    .target = options->target,
    .report = report,
  };
  int result;

  if (!xml || set_up (&domain, err))
    return NULL;
  result = write_domain (&domain, err);
  name = domain.name;
  return result ? NULL : vf_xml_finish (xml, err);
}

const struct vf_emitter vf_emitter_libvirt = {
  .name = "libvirt",
  .summary = "domain XML for libvirt's QEMU driver",
  .emit = emit,
};
