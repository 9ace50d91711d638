/* vmferry: what VMware puts into an OVF beside the standard, <vmw:Config> of
 * the hardware and <vmw:ExtraConfig>, as the keys of a .vmx that they are, so
 * that they are read, and judged, by the same tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-parts.h"

/* What the vSphere API calls a key. */
static const struct {
  const char *config;
  const char *vmx;
} names[] = {
  { "bootOptions.bootDelay", "bios.bootDelay" },
  { "bootOptions.bootRetryDelay", "bios.bootRetry.delay" },
  { "bootOptions.bootRetryEnabled", "bios.bootRetry.enabled" },
  { "bootOptions.efiSecureBootEnabled", "uefi.secureBoot.enabled" },
  { "bootOptions.enterBIOSSetup", "bios.forceSetupOnce" },
  { "cpuAllocation.shares.shares", "sched.cpu.shares" },
  { "cpuAllocation.shares.level", "sched.cpu.shares" },
  { "cpuHotAddEnabled", "vcpu.hotadd" },
  { "cpuHotRemoveEnabled", "vcpu.hotremove" },
  { "firmware", "firmware" },
  { "flags.vbsEnabled", "windows.vbs.enabled" },
  { "flags.vvtdEnabled", "vvtd.enable" },
  { "latencySensitivity.level", "sched.cpu.latencySensitivity" },
  { "memoryAllocation.shares.shares", "sched.mem.shares" },
  { "memoryAllocation.shares.level", "sched.mem.shares" },
  { "memoryHotAddEnabled", "mem.hotadd" },
  { "nestedHVEnabled", "vhv.enable" },
  { "powerOpInfo.powerOffType", "powerType.powerOff" },
  { "powerOpInfo.resetType", "powerType.reset" },
  { "powerOpInfo.suspendType", "powerType.suspend" },
  { "powerOpInfo.standbyAction", "powerType.standby" },
  { "sevEnabled", "sev.enable" },
  { "sevSnpEnabled", "sevsnp.enable" },
  { "sgxInfo.epcSize", "sgx.epcSize" },
  { "sgxInfo.flcMode", "sgx.flcMode" },
  { "sgxInfo.lePubKeyHash", "sgx.lePubKeyHash" },
  { "simultaneousThreads", "cpuid.numSMT" },
  { "tdxEnabled", "tdx.enable" },
  { "tools.afterPowerOn", "toolScripts.afterPowerOn" },
  { "tools.afterResume", "toolScripts.afterResume" },
  { "tools.beforeGuestReboot", "toolScripts.beforeReboot" },
  { "tools.beforeGuestShutdown", "toolScripts.beforePowerOff" },
  { "tools.beforeGuestStandby", "toolScripts.beforeSuspend" },
  { "tools.syncTimeWithHost", "tools.syncTime" },
  { "tools.syncTimeWithHostAllowed", "time.synchronize.allow" },
  { "tools.toolsUpgradePolicy", "tools.upgrade.policy" },
  { "uuid", "uuid.bios" },
  { "vPMCEnabled", "vpmc.enable" },
  { "virtualICH7MPresent", "ich7m.present" },
  { "virtualSMCPresent", "smc.present" },
};

/* A key that may stand before "=" of a .vmx. */
static bool
is_key (const char *text)
{
  static const char others[] = "._-:";
  size_t n = strlen (text);

  for (; *text; text++)
    if (!isalnum ((unsigned char)*text) && !strchr (others, *text))
      return false;
  return n && n <= VF_VMX_MAX_KEY;
}

static void
write_key (const char *key, const char *value, FILE *out)
{
  fprintf (out, "%s = \"", key);
  for (; *value; value++)
    if (strchr ("\"|#", *value) || (unsigned char)*value < 0x20)
      fprintf (out, "|%02X", (unsigned char)*value);
    else
      fputc (*value, out);
  fputs ("\"\n", out);
}

static const char *
vmx_name (const char *config)
{
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp (names[i].config, config) == 0)
      return names[i].vmx;
  return NULL;
}

/* Writes ELEMENT as a line, and remembers it. */
static int
write_element (struct vf_ovf *ovf, struct _xmlNode *element, bool is_config,
               FILE *out, struct vf_error *err)
{
  CLEANUP_FREE char *key = NULL;
  CLEANUP_FREE char *value = NULL;
  const char *name;

  if (vf_ovf_text (vf_ovf_attribute (element, VF_OVF_NS_VMW, "key"), &key, err)
      || vf_ovf_text (vf_ovf_attribute (element, VF_OVF_NS_VMW, "value"),
                      &value, err))
    return -1;
  name = key && is_config ? vmx_name (key) : key;
  if (!name || !is_key (name) || !value
      || strlen (value) > VF_VMX_MAX_VALUE / 4)
    return vf_ovf_judge (&ovf->fates, element, VF_FATE_UNKNOWN, NULL, err);
  write_key (name, value, out);
  return vf_vector_push (&ovf->vmx_elements, element)
             ? vf_error_nomem (err, "keys")
             : 0;
}

/* A device of the items is there: a key of it is no left-over.
 * Returns: how many lines that took. */
static size_t
write_present (const char *key, FILE *out)
{
  char line[80];

  snprintf (line, sizeof line, "%s.present", key);
  write_key (line, "TRUE", out);
  return 1;
}

static size_t
write_devices (const struct vf_machine *machine, FILE *out)
{
  size_t i, lines = 0;

  for (i = 0; i < machine->controllers.count; i++)
    lines += write_present (machine->controllers.items[i].key, out);
  for (i = 0; i < machine->disks.count; i++)
    lines += write_present (machine->disks.items[i].key, out);
  for (i = 0; i < machine->nics.count; i++)
    lines += write_present (machine->nics.items[i].key, out);
  return lines;
}

/* What the items say comes first: the first of a key counts.
 * Returns: how many lines that took. */
static size_t
write_items (const struct vf_machine *machine, FILE *out)
{
  uint64_t mib = machine->memory.size_bytes >> 20;
  size_t lines = 3;

  fprintf (out,
           ".encoding = \"UTF-8\"\nnumvcpus = \"%u\"\nmemSize = \"%" PRIu64
           "\"\n",
           machine->cpu.vcpus, mib ? mib : 1);
  if (machine->cpu.cores_per_socket)
    lines += fprintf (out, "cpuid.coresPerSocket = \"%u\"\n",
                      machine->cpu.cores_per_socket)
             > 0;
  return lines + write_devices (machine, out);
}

static int
write_all (struct vf_ovf *ovf, const struct vf_machine *machine, FILE *out,
           struct vf_error *err)
{
  static const char *const kinds[] = { "Config", "ExtraConfig" };
  struct _xmlNode *element;
  size_t i;

  ovf->vmx_first = write_items (machine, out);
  for (i = 0; i < 2; i++) {
    element = NULL;
    while ((element
            = vf_ovf_child (ovf->hardware, VF_OVF_NS_VMW, kinds[i], element)))
      if (write_element (ovf, element, i == 0, out, err))
        return -1;
  }
  return 0;
}

static int
make_dictionary (struct vf_ovf *ovf, const struct vf_machine *machine,
                 struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream (&text, &n);
  int result;

  if (!out)
    return vf_error_nomem (err, "keys");
  result = write_all (ovf, machine, out, err);
  if (fclose (out) && !result)
    return vf_error_nomem (err, "keys");
  if (result)
    return -1;
  ovf->vmx = vf_vmx_parse (text, n, err);
  return ovf->vmx ? 0 : -1;
}

/* The href of the file that "ovf:/file/ID" means; NULL for none. */
static const char *
find_href (const struct vf_ovf *ovf, const char *reference)
{
  static const char start[] = "ovf:/file/";
  const struct vf_envelope *envelope = ovf->package.envelope;
  size_t i;

  if (strncmp (reference, start, strlen (start)) != 0)
    return NULL;
  for (i = 0; i < envelope->files.count; i++)
    if (strcmp (envelope->files.items[i].id, reference + strlen (start)) == 0)
      return envelope->files.items[i].href;
  return NULL;
}

/* The variables of the firmware lie in a file of the package. */
static int
settle_nvram (const struct vf_ovf *ovf, struct vf_machine_firmware *firmware,
              struct vf_error *err)
{
  const char *href
      = firmware->nvram_name ? find_href (ovf, firmware->nvram_name) : NULL;
  char *name;

  if (!href)
    return 0;
  name = strdup (href);
  if (!name)
    return vf_error_nomem (err, "a name");
  free (firmware->nvram_name);
  firmware->nvram_name = name;
  return 0;
}

int
vf_ovf_read_vmx_keys (struct vf_ovf *ovf, struct vf_machine *machine,
                      struct vf_error *err)
{
  static int (*const parts[]) (struct vf_vmx *, struct vf_machine *,
                               struct vf_error *)
      = { vf_vmx_read_general, vf_vmx_read_cpu, vf_vmx_read_memory,
          vf_vmx_read_firmware, vf_vmx_read_security };
  const struct vf_machine_memory exact = machine->memory;
  const unsigned most = machine->cpu.max_vcpus;
  size_t i;

  if (make_dictionary (ovf, machine, err))
    return -1;
  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](ovf->vmx, machine, err))
      return -1;
  machine->memory.size_bytes = exact.size_bytes;
  if (most > machine->cpu.max_vcpus)
    machine->cpu.max_vcpus = most;
  if (machine->platform == VF_PLATFORM_VMWARE
      && vf_vmx_read_numa (ovf->vmx, machine, err))
    return -1;
  return settle_nvram (ovf, &machine->firmware, err);
}
