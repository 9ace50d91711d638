/* vmferry: a machine as a libvirt domain for KVM: the order of its parts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/libvirt.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-check.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

static int
write_devices (struct vf_domain_out *domain, struct vf_error *err)
{
  vf_xml_open (domain->xml, "devices", NULL);
  vf_domain_write_disk_controllers (domain);
  vf_domain_write_disks (domain);
  if (vf_domain_write_nics (domain, err))
    return -1;
  vf_domain_write_controllers (domain);
  vf_domain_write_channels (domain);
  if (vf_domain_write_screen (domain, err)
      || vf_domain_write_host_devices (domain, err)
      || vf_domain_write_devices (domain, err)
      || vf_domain_write_tpm (domain, err)
      || vf_domain_write_ports (domain, err))
    return -1;
  vf_xml_close (domain->xml);
  return 0;
}

static int
write_domain (struct vf_domain_out *domain, struct vf_error *err)
{
  static const char space[] = "http://libvirt.org/schemas/domain/qemu/1.0";

  vf_xml_open (domain->xml, "domain", "type",
               domain->target->has_kvm ? "kvm" : "qemu",
               vf_domain_has_slots (domain) ? "xmlns:qemu" : NULL, space,
               NULL);
  vf_domain_write_identity (domain);
  vf_domain_write_size (domain);
  vf_domain_write_iothreads (domain);
  if (vf_domain_write_cputune (domain, err)
      || vf_domain_write_blkiotune (domain, err))
    return -1;
  vf_domain_write_numatune (domain);
  if (vf_domain_write_sysinfo (domain, err))
    return -1;
  vf_domain_write_os (domain);
  vf_domain_write_features (domain);
  vf_domain_write_cpu (domain);
  if (vf_domain_write_clock (domain, err)
      || vf_domain_report_firmware (domain, err))
    return -1;
  if (write_devices (domain, err) || vf_domain_write_launch (domain, err)
      || vf_domain_write_slots (domain, err))
    return -1;
  vf_xml_close (domain->xml);
  return 0;
}

/* The text, unless QEMU would not start with it. */
static char *
finish (struct vf_xml *xml, struct vf_error *err)
{
  CLEANUP_FREE char *text = vf_xml_finish (xml, err);

  if (!text)
    return NULL;
  if (vf_domain_check_devices (text, strlen (text), err)) {
    vf_error_prefix (err, "the target's definition");
    return NULL;
  }
  return TAKE (text);
}

static const struct vf_disk_modes kept_modes
    = { .independent = true, .transient = true, .exclusive = true };

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_XML struct vf_xml *xml = vf_xml_new (err);
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, report, err);
  struct vf_domain_out domain = {
    .xml = xml,
    .machine = machine,
    .options = options,
    .target = options->target,
    .report = report,
    .hardware = hardware,
  };

  if (!xml || !hardware || vf_domain_check_firmware (&domain, err)
      || write_domain (&domain, err)
      || vf_emit_report_modes (hardware, kept_modes, report, err)
      || vf_emit_report_dynamic (hardware, hardware->resources.current_bytes,
                                 "changes when virsh setmem says so", report,
                                 err)
      || vf_emit_report_gaps (&vf_emitter_libvirt, machine, report, err))
    return NULL;
  return finish (xml, err);
}

const struct vf_emitter vf_emitter_libvirt = {
  .name = "libvirt",
  .summary = "domain XML for libvirt's QEMU driver",
  .extension = "xml",
  .says = vf_domain_says,
  .emit = emit,
};
