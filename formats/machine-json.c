/* vmferry: a machine as JSON: all of it, in bytes and counts; null is what
 * the source does not say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/json.h"
#include "formats/machine-json.h"
#include "formats/machine.h"

void
vf_json_put_tristate (struct vf_json *object, const char *key,
                      enum vf_tristate value)
{
  if (value == VF_UNSET)
    vf_json_put_text (object, key, NULL);
  else
    vf_json_put_bool (object, key, value == VF_YES);
}

void
vf_json_put_known (struct vf_json *object, const char *key, bool is_known,
                   uint64_t value)
{
  if (is_known)
    vf_json_put_u64 (object, key, value);
  else
    vf_json_put_text (object, key, NULL);
}

/* A negative number becomes null. */
static void
put_limit (struct vf_json *object, const char *key, int64_t value)
{
  vf_json_put_known (object, key, value >= 0, (uint64_t) value);
}

static struct vf_json *
identity_json (const struct vf_machine_identity *identity)
{
  struct vf_json *object = vf_json_object ();
  char genid[36];

  vf_json_put_text (object, "name", identity->name);
  vf_json_put_text (object, "description", identity->description);
  vf_json_put_text (object, "bios_uuid", identity->bios_uuid_text);
  vf_json_put_text (object, "instance_uuid", identity->instance_uuid);
  snprintf (genid, sizeof genid, "%016llx:%016llx",
            (unsigned long long) identity->genid_high,
            (unsigned long long) identity->genid_low);
  vf_json_put_text (object, "genid_high_low",
                    identity->has_genid ? genid : NULL);
  return object;
}

static struct vf_json *
os_json (const struct vf_machine_os *os)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "family", vf_os_family_name (os->family));
  vf_json_put_text (object, "source_id", os->source_id);
  vf_json_put_text (object, "name", os->name);
  vf_json_put_text (object, "osinfo", os->osinfo_uri);
  vf_json_put_known (object, "bits", os->bits > 0, os->bits);
  return object;
}

static struct vf_json *
schedule_json (const struct vf_machine_schedule *schedule)
{
  struct vf_json *object = vf_json_object ();

  put_limit (object, "reservation", schedule->reservation);
  put_limit (object, "limit", schedule->limit);
  put_limit (object, "shares", schedule->shares);
  return object;
}

static struct vf_json *
topology_json (const struct vf_machine_cpu *cpu)
{
  struct vf_topology topology = vf_cpu_topology (cpu);
  struct vf_json *object = vf_json_object ();

  vf_json_put_u64 (object, "sockets", topology.sockets);
  vf_json_put_u64 (object, "dies", topology.dies);
  vf_json_put_u64 (object, "cores", topology.cores);
  vf_json_put_u64 (object, "threads", topology.threads);
  return object;
}

static struct vf_json *
numa_json (const struct vf_machine_cpu *cpu)
{
  static const char *const states[] = {
    [VF_NUMA_NONE] = "none",
    [VF_NUMA_KNOWN] = "known",
    [VF_NUMA_UNKNOWN] = "unknown",
  };
  struct vf_json *object = vf_json_object (), *list = vf_json_array ();
  size_t i;

  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];
    struct vf_json *item = vf_json_object ();

    vf_json_put_u64 (item, "first_vcpu", node->first_vcpu);
    vf_json_put_u64 (item, "vcpus", node->vcpus);
    vf_json_put_u64 (item, "memory", node->memory_bytes);
    vf_json_add (list, item);
  }
  vf_json_put_text (object, "state", states[cpu->numa_state]);
  vf_json_put_text (object, "reason", cpu->numa_reason);
  vf_json_put (object, "nodes", list);
  return object;
}

static struct vf_json *
cpu_json (const struct vf_machine_cpu *cpu)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_u64 (object, "vcpus", cpu->vcpus);
  vf_json_put_u64 (object, "max_vcpus", cpu->max_vcpus);
  vf_json_put_known (object, "cores_per_socket", cpu->cores_per_socket > 0,
                     cpu->cores_per_socket);
  vf_json_put_known (object, "threads_per_core", cpu->threads_per_core > 0,
                     cpu->threads_per_core);
  vf_json_put (object, "topology", topology_json (cpu));
  vf_json_put (object, "numa", numa_json (cpu));
  vf_json_put_tristate (object, "hot_add", cpu->hot_add);
  vf_json_put_tristate (object, "nested", cpu->nested);
  vf_json_put_tristate (object, "pmu", cpu->pmu);
  vf_json_put_tristate (object, "iommu", cpu->iommu);
  vf_json_put_tristate (object, "hypervisor_hidden", cpu->hidden);
  vf_json_put_text (object, "baseline", cpu->baseline);
  vf_json_put (object, "mhz", schedule_json (&cpu->mhz));
  return object;
}

static struct vf_json *
memory_json (const struct vf_machine_memory *memory)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_known (object, "size", memory->size_bytes > 0,
                     memory->size_bytes);
  vf_json_put_tristate (object, "hot_add", memory->hot_add);
  vf_json_put_tristate (object, "locked", memory->locked);
  vf_json_put (object, "bytes", schedule_json (&memory->bytes));
  return object;
}

static struct vf_json *
firmware_json (const struct vf_machine_firmware *firmware)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "kind",
                    firmware->kind == VF_FIRMWARE_EFI ? "efi" : "bios");
  vf_json_put_tristate (object, "secure_boot", firmware->secure_boot);
  vf_json_put_text (object, "nvram", firmware->nvram_name);
  vf_json_put_u64 (object, "boot_delay_ms", firmware->boot_delay_ms);
  return object;
}

static void
put_source (const struct vf_machine *machine, struct vf_json *object)
{
  static const char *const power[] = {
    [VF_POWER_UNKNOWN] = NULL,
    [VF_POWER_OFF] = "off",
    [VF_POWER_SUSPENDED] = "suspended",
  };
  struct vf_json *source = vf_json_object ();

  vf_json_put_text (source, "path", machine->source_path);
  vf_json_put_text (source, "format", machine->source_format);
  vf_json_put_text (source, "platform",
                    machine->platform == VF_PLATFORM_VMWARE ? "vmware" : NULL);
  vf_json_put_known (source, "hardware_version", machine->hardware_version > 0,
                     machine->hardware_version);
  vf_json_put_text (source, "power", power[machine->power]);
  vf_json_put (object, "source", source);
}

struct vf_json *
vf_machine_to_json (const struct vf_machine *machine, bool with_account)
{
  struct vf_json *object = vf_json_object ();

  put_source (machine, object);
  vf_json_put (object, "identity", identity_json (&machine->identity));
  vf_json_put (object, "os", os_json (&machine->os));
  vf_json_put (object, "cpu", cpu_json (&machine->cpu));
  vf_json_put (object, "memory", memory_json (&machine->memory));
  vf_json_put (object, "firmware", firmware_json (&machine->firmware));
  vf_machine_put_devices (machine, object);
  if (with_account)
    vf_json_put (object, "account", vf_account_to_json (&machine->account));
  return object;
}
