/* vmferry: a machine as JSON: all of it, in bytes and counts; null is what
 * the source does not say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/json.h"
#include "formats/machine-member.h"
#include "formats/machine.h"

/* The items of a vector as a list. */
#define LIST(MEMBERS, VECTOR)                                                 \
  list (MEMBERS, (VECTOR).items, (VECTOR).count, sizeof *(VECTOR).items)

static struct vf_json *
list (const struct vf_member *members, const void *items, size_t count,
      size_t size)
{
  struct vf_json *array = vf_json_array ();
  size_t i;

  for (i = 0; i < count; i++)
    vf_json_add (array,
                 vf_members_to_json (members, (const char *)items + i * size));
  return array;
}

static struct vf_json *
identity_json (const struct vf_machine_identity *identity)
{
  struct vf_json *object = vf_members_to_json (vf_members_identity, identity);
  char genid[36];

  snprintf (genid, sizeof genid, "%016" PRIx64 ":%016" PRIx64,
            identity->genid_high, identity->genid_low);
  vf_json_put_text (object, "genid_high_low",
                    identity->has_genid ? genid : NULL);
  vf_json_put (object, "smbios",
               vf_members_to_json (vf_members_smbios, &identity->smbios));
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

/* A row for each node; none where nobody said. */
static struct vf_json *
distances_json (const struct vf_machine_cpu *cpu)
{
  struct vf_json *rows = vf_json_array (), *row;
  size_t n = cpu->nodes.count, from, to;

  for (from = 0; from < n && cpu->distances.count == n * n; from++) {
    row = vf_json_array ();
    for (to = 0; to < n; to++)
      vf_json_add_u64 (row, cpu->distances.items[from * n + to]);
    vf_json_add (rows, row);
  }
  return rows;
}

static struct vf_json *
numa_json (const struct vf_machine_cpu *cpu)
{
  static const char *const states[] = {
    [VF_NUMA_NONE] = "none",
    [VF_NUMA_KNOWN] = "known",
    [VF_NUMA_UNKNOWN] = "unknown",
  };
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "state", states[cpu->numa_state]);
  vf_json_put_text (object, "reason", cpu->numa_reason);
  vf_json_put (object, "nodes", LIST (vf_members_node, cpu->nodes));
  vf_json_put (object, "distances", distances_json (cpu));
  return object;
}

static struct vf_json *
cpu_json (const struct vf_machine_cpu *cpu)
{
  struct vf_json *object = vf_members_to_json (vf_members_cpu, cpu);

  vf_json_put (object, "topology", topology_json (cpu));
  vf_json_put (object, "numa", numa_json (cpu));
  vf_json_put (object, "features", LIST (vf_members_feature, cpu->features));
  vf_json_put (object, "mhz",
               vf_members_to_json (vf_members_schedule, &cpu->mhz));
  return object;
}

static struct vf_json *
memory_json (const struct vf_machine_memory *memory)
{
  struct vf_json *object = vf_members_to_json (vf_members_memory, memory);

  vf_json_put (object, "bytes",
               vf_members_to_json (vf_members_schedule, &memory->bytes));
  return object;
}

static struct vf_json *
clock_json (const struct vf_machine_clock *clock)
{
  struct vf_json *object = vf_json_object ();

  if (clock->has_offset)
    vf_json_put_i64 (object, "offset_seconds", clock->offset_seconds);
  else
    vf_json_put_text (object, "offset_seconds", NULL);
  vf_json_put_text (object, "rtc",
                    clock->is_localtime == VF_UNSET ? NULL
                    : clock->is_localtime == VF_YES ? "localtime"
                                                    : "utc");
  return object;
}

static struct vf_json *
source_json (const struct vf_machine *machine)
{
  static const char *const power[] = {
    [VF_POWER_UNKNOWN] = NULL,
    [VF_POWER_OFF] = "off",
    [VF_POWER_SUSPENDED] = "suspended",
  };
  static const struct vf_member members[] = {
    { "path", VF_MEMBER_TEXT, offsetof (struct vf_machine, source_path),
      NULL },
    { "format", VF_MEMBER_TEXT, offsetof (struct vf_machine, source_format),
      NULL },
    { "platform", VF_MEMBER_ENUM, offsetof (struct vf_machine, platform),
      vf_platform_names },
    { "hardware_version", VF_MEMBER_KNOWN,
      offsetof (struct vf_machine, hardware_version), NULL },
    { "generation", VF_MEMBER_KNOWN, offsetof (struct vf_machine, generation),
      NULL },
    { "power", VF_MEMBER_ENUM, offsetof (struct vf_machine, power), power },
    { NULL, 0, 0, NULL },
  };

  return vf_members_to_json (members, machine);
}

static void
put_devices (const struct vf_machine *machine, struct vf_json *object)
{
  vf_json_put (object, "controllers",
               LIST (vf_members_controller, machine->controllers));
  vf_json_put (object, "disks", LIST (vf_members_disk, machine->disks));
  vf_json_put (object, "nics", LIST (vf_members_nic, machine->nics));
  vf_json_put (object, "devices", LIST (vf_members_device, machine->devices));
  vf_json_put (object, "display",
               vf_members_to_json (vf_members_display, &machine->display));
  vf_json_put (object, "security",
               vf_members_to_json (vf_members_security, &machine->security));
  vf_json_put (object, "properties",
               LIST (vf_members_property, machine->properties));
  vf_json_put_text (object, "property_transport", machine->property_transport);
}

struct vf_json *
vf_machine_to_json (const struct vf_machine *machine, bool with_account)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put (object, "source", source_json (machine));
  vf_json_put (object, "identity", identity_json (&machine->identity));
  vf_json_put (object, "os", vf_members_to_json (vf_members_os, &machine->os));
  vf_json_put (object, "lifecycle",
               vf_members_to_json (vf_members_lifecycle, &machine->lifecycle));
  vf_json_put (object, "cpu", cpu_json (&machine->cpu));
  vf_json_put (object, "memory", memory_json (&machine->memory));
  vf_json_put (object, "firmware",
               vf_members_to_json (vf_members_firmware, &machine->firmware));
  vf_json_put (object, "clock", clock_json (&machine->clock));
  put_devices (machine, object);
  if (with_account)
    vf_json_put (object, "account", vf_account_to_json (&machine->account));
  return object;
}
