/* vmferry: a machine and its account as text for a person.
 *
 * Texts from a definition may hold anything, so control characters are not
 * given to the terminal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/machine-text.h"

#include "common/text.h"
#include "formats/machine.h"

/* Puts TEXT, with "?" for control characters; "-" for NULL. */
static void
put_text (const char *text, FILE *out)
{
  if (!text)
    text = "-";
  for (; *text; text++)
    fputc ((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

/* A line "LABEL: TEXT", nothing for NULL. */
static void
print_text (const char *label, const char *text, FILE *out)
{
  if (!text)
    return;
  fprintf (out, "%s: ", label);
  put_text (text, out);
  fputc ('\n', out);
}

static void
print_os (const struct vf_machine_os *os, FILE *out)
{
  if (!os->source_id)
    return;
  fprintf (out, "guest: ");
  put_text (os->name ? os->name : os->source_id, out);
  fprintf (out, " (%s%s%s)\n", vf_os_family_name (os->family),
           os->osinfo_uri ? ", " : "", os->osinfo_uri ? os->osinfo_uri : "");
}

static void
print_cpu (const struct vf_machine *machine, FILE *out)
{
  const struct vf_machine_cpu *cpu = &machine->cpu;
  struct vf_topology topology = vf_cpu_topology (cpu);
  size_t i;
  char size[32];

  fprintf (out, "vCPUs: %u (%u sockets, %u cores, %u threads)\n", cpu->vcpus,
           topology.sockets, topology.cores, topology.threads);
  for (i = 0; i < cpu->nodes.count; i++) {
    const struct vf_machine_node *node = &cpu->nodes.items[i];

    fprintf (out, "NUMA node %zu: vCPUs %u to %u, %s\n", i, node->first_vcpu,
             node->first_vcpu + node->vcpus - 1,
             vf_text_human_size (node->memory_bytes, size));
  }
  if (cpu->numa_state != VF_NUMA_NONE)
    print_text ("NUMA by", cpu->numa_reason, out);
  fprintf (out, "memory: %s\n",
           machine->memory.size_bytes
               ? vf_text_human_size (machine->memory.size_bytes, size)
               : "unknown");
}

static void
print_firmware (const struct vf_machine_firmware *firmware, FILE *out)
{
  const char *secure = vf_tristate_name (firmware->secure_boot);

  if (firmware->kind == VF_FIRMWARE_EFI)
    fprintf (out, "firmware: EFI, secure boot: %s\n",
             secure ? secure : "unset");
  else
    fprintf (out, "firmware: BIOS\n");
}

static void
print_disk (const struct vf_machine_disk *disk, FILE *out)
{
  char size[32];

  fprintf (out, "%s %s: ", vf_disk_device_name (disk->device), disk->key);
  if (disk->backing_name)
    put_text (disk->backing_name, out);
  else if (disk->blank == VF_YES)
    fprintf (out, "a new one of %s",
             disk->capacity_bytes
                 ? vf_text_human_size (disk->capacity_bytes, size)
                 : "unknown size");
  else
    fprintf (out, "empty");
  if (disk->boot_order)
    fprintf (out, ", boots as number %u", disk->boot_order);
  if (disk->mode != VF_DISK_MODE_PERSISTENT)
    fprintf (out, ", %s", vf_disk_mode_name (disk->mode));
  if (disk->backing_fault)
    fprintf (out, "; cannot be opened: it %s", disk->backing_fault);
  fputc ('\n', out);
}

static void
print_nic (const struct vf_machine_nic *nic, FILE *out)
{
  fprintf (out, "nic %s: %s (%s), ", nic->key, nic->mac[0] ? nic->mac : "-",
           vf_mac_source_name (nic->mac_source));
  put_text (nic->model, out);
  fprintf (out, ", %s network ", vf_network_kind_name (nic->network_kind));
  put_text (nic->network, out);
  fprintf (out, ", number %u on the bus%s\n", nic->pci_rank + 1,
           nic->connected == VF_NO ? ", not connected" : "");
}

static void
print_devices (const struct vf_machine *machine, FILE *out)
{
  size_t i;

  for (i = 0; i < machine->controllers.count; i++) {
    fprintf (out, "controller %s: ", machine->controllers.items[i].key);
    put_text (machine->controllers.items[i].model, out);
    fputc ('\n', out);
  }
  for (i = 0; i < machine->disks.count; i++)
    print_disk (&machine->disks.items[i], out);
  for (i = 0; i < machine->nics.count; i++)
    print_nic (&machine->nics.items[i], out);
  for (i = 0; i < machine->devices.count; i++) {
    fprintf (out,
             "%s %s: ", vf_device_kind_name (machine->devices.items[i].kind),
             machine->devices.items[i].key);
    put_text (machine->devices.items[i].model, out);
    fputc ('\n', out);
  }
}

void
vf_machine_print (const struct vf_machine *machine, FILE *out)
{
  print_text ("name", machine->identity.name, out);
  print_text ("definition", machine->source_path, out);
  if (machine->hardware_version)
    fprintf (out, "hardware version: %u\n", machine->hardware_version);
  if (machine->power == VF_POWER_SUSPENDED)
    fprintf (out, "power: suspended\n");
  print_os (&machine->os, out);
  print_text ("uuid", machine->identity.bios_uuid_text, out);
  print_cpu (machine, out);
  print_firmware (&machine->firmware, out);
  print_devices (machine, out);
}

void
vf_account_print (const struct vf_account *account, bool all, FILE *out)
{
  size_t i;

  fprintf (out,
           "keys: %zu mapped, %zu with loss, %zu irrelevant, %zu unknown\n",
           vf_account_count (account, VF_FATE_MAPPED),
           vf_account_count (account, VF_FATE_LOSS),
           vf_account_count (account, VF_FATE_IRRELEVANT),
           vf_account_count (account, VF_FATE_UNKNOWN));
  for (i = 0; i < account->entries.count; i++) {
    const struct vf_account_entry *entry = &account->entries.items[i];

    if (!all && entry->fate != VF_FATE_LOSS && entry->fate != VF_FATE_UNKNOWN)
      continue;
    fprintf (out, "%s ", vf_fate_name (entry->fate));
    put_text (entry->key, out);
    if (entry->value) {
      fprintf (out, " = \"");
      put_text (entry->value, out);
      fputc ('"', out);
    }
    if (entry->note)
      fprintf (out, ": %s", entry->note);
    fputc ('\n', out);
  }
}
