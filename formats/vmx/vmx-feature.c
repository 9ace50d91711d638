/* vmferry: masks of CPU features: bit by bit ("cpuid.1.ecx") and by name
 * ("featMask.vm.cpuid.AVX512F").
 *
 * Source: "CPU Compatibility Masks", vSphere Virtual Machine Administration;
 * EVC's feature masks as ESXi 6.5 and later write them
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-feature.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-dict.h"

static const char mask_prefix[] = "cpuid.";
static const char name_prefix[] = "featmask.vm.cpuid.";

/* Where VMware's name, in lower case, is not libvirt's. */
static const struct {
  const char *vmware, *name;
} spellings[] = {
  { "3dnowplus", "3dnowext" },  { "3dnprefetch", "3dnowprefetch" },
  { "cmpxchg16b", "cx16" },     { "cr8avail", "cr8legacy" },
  { "enfstrg", "erms" },        { "ffxsr", "fxsr_opt" },
  { "ibrs", "spec-ctrl" },      { "lahf64", "lahf_lm" },
  { "mdclear", "md-clear" },    { "misaligned_sse", "misalignsse" },
  { "mwait", "monitor" },       { "pclmulqdq", "pclmuldq" },
  { "sha", "sha-ni" },          { "sse3", "pni" },
  { "sse41", "sse4.1" },        { "sse42", "sse4.2" },
  { "xgetbv_ecx1", "xgetbv1" },
};

static int
add_feature (struct vf_machine_cpu *cpu, const char *name, const char *policy,
             struct vf_error *err)
{
  struct vf_machine_feature feature = { strdup (name), strdup (policy) };

  if (feature.name && feature.policy
      && vf_vector_push (&cpu->features, feature) == 0)
    return 0;
  free (feature.name);
  free (feature.policy);
  return vf_error_nomem (err, "a CPU feature");
}

/* The register of KEY, "cpuid.1.ecx" or "cpuid.7.0.ebx"; NULL when no bit of
 * it is known, or it is for one vendor only ("cpuid.1.ecx.amd"). */
static const struct vf_vmx_register *
find_register (const char *key)
{
  const struct vf_vmx_register *reg;
  unsigned long leaf, subleaf;
  char *end;

  leaf = strtoul (key + sizeof mask_prefix - 1, &end, 16);
  if (*end != '.')
    return NULL;
  subleaf = leaf == 0xd ? 1 : 0;
  key = end + 1;
  if (strchr (key, '.')) {
    subleaf = strtoul (key, &end, 16);
    if (*end != '.')
      return NULL;
    key = end + 1;
  }
  for (reg = vf_vmx_registers; reg->name; reg++)
    if (reg->leaf == leaf && reg->subleaf == subleaf
        && strcmp (reg->name, key) == 0)
      return reg;
  return NULL;
}

/* What VALUE says of each bit, the lowest first.
 * Returns: false when there are not 32. */
static bool
parse_mask (const char *value, char bits[32])
{
  int bit = 32;

  for (; *value; value++) {
    if (*value == ':' || *value == ' ')
      continue;
    if (!bit)
      return false;
    bits[--bit] = *value;
  }
  return bit == 0;
}

/* "-" leaves it to VMware, "H" to the host, "R" needs what the host has. */
static const char *
policy_of (char symbol)
{
  return symbol == '0'                    ? "disable"
         : symbol == '1'                  ? "force"
         : symbol == 'R' || symbol == 'r' ? "require"
                                          : NULL;
}

static int
add_bits (struct vf_machine_cpu *cpu, const struct vf_vmx_register *reg,
          const char bits[32], struct vf_vmx_entry *entry,
          struct vf_error *err)
{
  unsigned bit, nameless = 0, forced = 0;

  for (bit = 0; bit < 32; bit++) {
    const char *policy = policy_of (bits[bit]), *name = reg->names[bit];

    if (!policy)
      continue;
    forced++;
    if (!name)
      nameless += bits[bit] != '0';
    else if (add_feature (cpu, name, policy, err))
      return -1;
  }
  if (!forced)
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "forces nothing", err);
  if (nameless)
    return vf_vmx_judge (entry, VF_FATE_LOSS,
                         "bits that have no name are not carried over", err);
  return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
}

/* Whether no bit of a mask, of whatever register, is forced. */
static bool
is_idle (const char *value)
{
  return strspn (value, "-hHxX.: ") == strlen (value);
}

static int
read_mask (struct vf_machine_cpu *cpu, struct vf_vmx_entry *entry,
           struct vf_error *err)
{
  const struct vf_vmx_register *reg = find_register (entry->lower);
  char bits[32];

  if (is_idle (entry->value))
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "forces nothing", err);
  if (reg && parse_mask (entry->value, bits))
    return add_bits (cpu, reg, bits, entry, err);
  if (add_feature (cpu, entry->key, entry->value, err))
    return -1;
  return vf_vmx_judge (entry, VF_FATE_MAPPED,
                       "kept as it stands: no feature has a name for it", err);
}

/* Whether KEY ends in the name of a register, with or without a vendor: other
 * keys of "cpuid." are no masks. */
static bool
is_mask (const char *key)
{
  static const char *const names[] = { ".eax", ".ebx", ".ecx", ".edx" };
  size_t i, n = strlen (key);

  if (n > 4 && strcmp (key + n - 4, ".amd") == 0)
    n -= 4;
  for (i = 0; i < 4; i++)
    if (n > 4 && strncmp (key + n - 4, names[i], 4) == 0)
      return true;
  return false;
}

/* libvirt's name of VMware's NAME, or NULL. */
static const char *
find_name (const char *name)
{
  const struct vf_vmx_register *reg;
  size_t i;

  for (i = 0; i < sizeof spellings / sizeof *spellings; i++)
    if (strcmp (name, spellings[i].vmware) == 0)
      return spellings[i].name;
  for (reg = vf_vmx_registers; reg->name; reg++)
    for (i = 0; i < 32; i++)
      if (reg->names[i] && strcmp (name, reg->names[i]) == 0)
        return reg->names[i];
  return NULL;
}

/* "Val:0", "Max:0": not there; "Val:1", "Min:1": needed; NULL: a number. */
static const char *
policy_of_range (const char *value)
{
  static const char *const needed[] = { "val:1", "min:1", "val:0x1" };
  static const char *const absent[] = { "val:0", "max:0", "val:0x0" };
  size_t i;

  for (i = 0; i < 3; i++) {
    if (strcasecmp (value, needed[i]) == 0)
      return "require";
    if (strcasecmp (value, absent[i]) == 0)
      return "disable";
  }
  return NULL;
}

/* "featMask.vm.hv.capable": the guest may run virtual machines itself. */
static int
read_capable (struct vf_machine_cpu *cpu, struct vf_vmx_entry *entry,
              struct vf_error *err)
{
  const char *policy = policy_of_range (entry->value);

  if (!policy)
    return 0;
  if (cpu->nested == VF_UNSET)
    cpu->nested = strcmp (policy, "require") == 0 ? VF_YES : VF_NO;
  return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
}

static int
read_named (struct vf_machine_cpu *cpu, struct vf_vmx_entry *entry,
            struct vf_error *err)
{
  const char *policy = policy_of_range (entry->value);
  const char *name = find_name (entry->lower + sizeof name_prefix - 1);

  if (name && policy) {
    if (add_feature (cpu, name, policy, err))
      return -1;
    return vf_vmx_judge (entry, VF_FATE_MAPPED, NULL, err);
  }
  if (add_feature (cpu, entry->key, entry->value, err))
    return -1;
  return vf_vmx_judge (entry, VF_FATE_MAPPED,
                       "kept as it stands: no feature has a name for it", err);
}

int
vf_vmx_read_features (struct vf_vmx *vmx, struct vf_machine *machine,
                      struct vf_error *err)
{
  struct vf_machine_cpu *cpu = &machine->cpu;
  size_t i;

  for (i = 0; i < vmx->index.count; i++) {
    struct vf_vmx_entry *entry = &vmx->entries.items[vmx->index.items[i]];
    const char *key = entry->lower;
    int result = 0;

    if (strncmp (key, mask_prefix, sizeof mask_prefix - 1) == 0
        && is_mask (key))
      result = read_mask (cpu, entry, err);
    else if (strncmp (key, name_prefix, sizeof name_prefix - 1) == 0)
      result = read_named (cpu, entry, err);
    else if (strcmp (key, "featmask.vm.hv.capable") == 0)
      result = read_capable (cpu, entry, err);
    if (result)
      return -1;
  }
  return 0;
}
