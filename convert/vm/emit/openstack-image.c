/* vmferry: the properties of an OpenStack image: all that Nova lets an image
 * say about the machine that it boots in.
 *
 * Source:  Glance, "Useful image properties" (2024.1)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "convert/vm/emit/openstack.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/emit/shell.h"
#include "formats/machine.h"

#define MIB ((uint64_t)1 << 20)

static void
put (struct vf_openstack_out *out, const char *name, const char *value)
{
  fprintf (out->file, " \\\n  --property %s=", name);
  vf_shell_word (out->file, value);
}

static void
put_number (struct vf_openstack_out *out, const char *name,
            unsigned long long n)
{
  fprintf (out->file, " \\\n  --property %s=%llu", name, n);
}

/* Nova's word for a bus. */
static const char *
bus_name (enum vf_bus bus)
{
  return bus == VF_BUS_NVME ? "sata" : vf_bus_name (bus);
}

/* Nova's word for the model of the controller of DISK, which is on SCSI. */
static const char *
model_of (const struct vf_hardware *hardware,
          const struct vf_hardware_disk *disk)
{
  size_t i;

  for (i = 0; i < hardware->controllers.count; i++)
    if (hardware->controllers.items[i].bus == VF_BUS_SCSI
        && hardware->controllers.items[i].index == disk->controller)
      return hardware->controllers.items[i].model;
  return "virtio-scsi";
}

/* All disks of a server are on one bus: that of the first. */
static int
put_disks (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  const struct vf_hardware_disk *first = NULL, *disk;
  size_t i;

  for (i = 0; i < hardware->disks.count; i++) {
    disk = &hardware->disks.items[i];
    if (!disk->path)
      continue;
    if (!first)
      first = disk;
    if (disk->bus == VF_BUS_SCSI && disk->bus == first->bus
        && strcmp (model_of (hardware, disk), model_of (hardware, first)) != 0
        && vf_account_lose (out->report, err, disk->source->key,
                            "a server's SCSI controllers are of one kind: it "
                            "is on a %s, not a %s",
                            model_of (hardware, first),
                            model_of (hardware, disk)))
      return -1;
    if (disk->bus != first->bus
        && vf_account_lose (out->report, err, disk->source->key,
                            "a server's disks are on one bus: it is on %s",
                            bus_name (first->bus)))
      return -1;
  }
  if (!first)
    return 0;
  put (out, "hw_disk_bus", bus_name (first->bus));
  if (first->bus == VF_BUS_SCSI)
    put (out, "hw_scsi_model", model_of (hardware, first));
  return 0;
}

/* Nova's word for the model of a NIC; it has none for a DEC 21140. */
static const char *
vif_model (const struct vf_hardware_nic *nic)
{
  return strcmp (nic->model, "tulip") == 0 ? "e1000" : nic->model;
}

static int
put_nics (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_hardware *hardware = out->hardware;
  const struct vf_hardware_nic *first = hardware->nics.items;
  size_t i;

  if (!hardware->nics.count)
    return 0;
  put (out, "hw_vif_model", vif_model (first));
  if (hardware->resources.vcpus > 1
      && strcmp (first->model, "virtio") == 0)
    put (out, "hw_vif_multiqueue_enabled", "true");
  for (i = 0; i < hardware->nics.count; i++)
    if (strcmp (hardware->nics.items[i].model, vif_model (first)) != 0
        && vf_account_lose (out->report, err,
                            hardware->nics.items[i].source->key,
                            "it was to be %s: a server's NICs are of one "
                            "model that Nova has, which is %s",
                            hardware->nics.items[i].model, vif_model (first)))
      return -1;
  return 0;
}

/* Nova wants a topology of the vCPUs that are there, not of those that may be
 * plugged in. */
static void
put_topology (struct vf_openstack_out *out)
{
  const struct vf_resources *resources = &out->hardware->resources;
  const struct vf_topology *topology = &resources->topology;

  if (resources->vcpus != resources->max_vcpus)
    return;
  put_number (out, "hw_cpu_sockets", topology->sockets);
  put_number (out, "hw_cpu_cores", topology->cores * topology->dies);
  put_number (out, "hw_cpu_threads", topology->threads);
}

/* Appends the vCPUs of CELL that are there at boot, which are those below END:
 * Nova knows no others. */
static void
write_vcpus (FILE *file, const struct vf_cell *cell, unsigned end)
{
  unsigned first, last;
  size_t cursor = 0;
  bool has_any = false;

  while (vf_cell_next_run (cell, &cursor, &first, &last)) {
    if (first >= end)
      continue;
    if (last >= end)
      last = end - 1;
    fprintf (file, last > first ? "%s%u-%u" : "%s%u", has_any ? "," : "",
             first, last);
    has_any = true;
  }
}

/* Whether each node has a vCPU at boot. */
static bool
has_vcpus (const struct vf_resources *resources)
{
  unsigned first, last;
  size_t i, cursor;
  bool has_all = true, has_one;

  for (i = 0; i < resources->cells.count && has_all; i++) {
    has_one = false;
    for (cursor = 0; vf_cell_next_run (&resources->cells.items[i], &cursor,
                                       &first, &last);)
      has_one = has_one || first < resources->vcpus;
    has_all = has_one;
  }
  return has_all;
}

static int
put_nodes (struct vf_openstack_out *out, struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  char name[48];
  size_t i;

  if (resources->hugepage_bytes)
    put_number (out, "hw_mem_page_size", resources->hugepage_bytes >> 10);
  else if (resources->locked) /* Nova locks pages whose size it knows */
    put (out, "hw_mem_page_size", "small");
  if (resources->cells.count < 2)
    return 0;
  for (i = 0; i < resources->cells.count; i++)
    if (resources->cells.items[i].memory_bytes % MIB)
      return vf_account_lose (out->report, err, "cpu.nodes",
                              "NUMA nodes are not of whole MiB: the guest "
                              "sees one");
  if (!has_vcpus (resources))
    return vf_account_lose (out->report, err, "cpu.nodes",
                            "a NUMA node has no vCPU at boot: the guest sees "
                            "one node");
  put_number (out, "hw_numa_nodes", resources->cells.count);
  for (i = 0; i < resources->cells.count; i++) {
    const struct vf_cell *cell = &resources->cells.items[i];

    fprintf (out->file, " \\\n  --property hw_numa_cpus.%zu=", i);
    write_vcpus (out->file, cell, resources->vcpus);
    snprintf (name, sizeof name, "hw_numa_mem.%zu", i);
    put_number (out, name, cell->memory_bytes / MIB);
  }
  return 0;
}

static void
put_board (struct vf_openstack_out *out)
{
  const struct vf_hardware *hardware = out->hardware;
  const struct vf_machine *machine = hardware->machine;

  put (out, "hw_architecture", "x86_64");
  put (out, "hw_machine_type", hardware->is_q35 ? "q35" : "pc");
  put (out, "hw_firmware_type", hardware->is_efi ? "uefi" : "bios");
  if (hardware->is_efi)
    put (out, "os_secure_boot",
         hardware->has_secure_boot ? "required" : "disabled");
  if (hardware->has_iommu)
    put (out, "hw_viommu_model", "intel");
  if (machine->cpu.hidden == VF_YES)
    put (out, "img_hide_hypervisor_id", "true");
  if (machine->cpu.pmu != VF_UNSET)
    put (out, "hw_pmu", machine->cpu.pmu == VF_YES ? "true" : "false");
  if (machine->firmware.boot_delay_ms)
    put (out, "hw_boot_menu", "true");
  if (hardware->resources.locked)
    put (out, "hw_locked_memory", "true");
  if (out->options->resources.sev)
    put (out, "hw_mem_encryption", "true");
}

static unsigned
count_of (const struct vf_machine *machine, enum vf_device_kind kind)
{
  unsigned n = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    n += machine->devices.items[i].kind == kind;
  return n;
}

static void
put_devices (struct vf_openstack_out *out)
{
  const struct vf_machine *machine = out->hardware->machine;
  unsigned ports = count_of (machine, VF_DEVICE_SERIAL);

  if (count_of (machine, VF_DEVICE_TPM)) {
    put (out, "hw_tpm_version", "2.0");
    put (out, "hw_tpm_model", "tpm-crb");
  }
  if (count_of (machine, VF_DEVICE_WATCHDOG))
    put (out, "hw_watchdog_action", "reset");
  if (ports > 1)
    put_number (out, "hw_serial_port_count", ports < 4 ? ports : 4);
  put (out, "hw_rng_model", "virtio");
  put (out, "hw_video_model", "vga");
  put (out, "hw_input_bus", "usb");
  put (out, "hw_pointer_model", "usbtablet");
  put (out, "hw_qemu_guest_agent", "yes");
  put (out, "hw_time_hpet", "false");
}

/* The part of libosinfo's address that Nova calls the distribution: "debian"
 * of "http://debian.org/debian/12". */
static void
put_os (struct vf_openstack_out *out)
{
  const struct vf_machine_os *os = &out->hardware->machine->os;
  const char *start = os->osinfo_uri ? strstr (os->osinfo_uri, "://") : NULL;
  size_t n;

  if (os->family == VF_OS_WINDOWS || os->family == VF_OS_LINUX)
    put (out, "os_type", vf_os_family_name (os->family));
  if (os->family == VF_OS_WINDOWS)
    put (out, "os_distro", "windows");
  /* libosinfo's own are none: a Linux of which only the year is known. */
  if (start && strncmp (start, "://libosinfo.org/", 17) == 0)
    start = NULL;
  start = start ? strchr (start + 3, '/') : NULL;
  n = start ? strcspn (start + 1, "/") : 0;
  if (os->family != VF_OS_LINUX || !n
      || strspn (start + 1, "abcdefghijklmnopqrstuvwxyz") < n)
    return;
  fprintf (out->file, " \\\n  --property os_distro=%.*s", (int)n, start + 1);
  if (start[1 + n])
    put (out, "os_version", start + 2 + n);
}

int
vf_openstack_write_properties (struct vf_openstack_out *out,
                               struct vf_error *err)
{
  put_os (out);
  put_board (out);
  put_topology (out);
  if (put_nodes (out, err) || put_disks (out, err) || put_nics (out, err))
    return -1;
  put_devices (out);
  return 0;
}
