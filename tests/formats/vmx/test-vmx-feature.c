/* vmferry: tests of CPU masks: which features they force, need or take away,
 * and that the table of bits is libvirt's where libvirt's is installed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-feature.h"

#include "common/text.h"
#include "tests/formats/vmx/read.h"

#define DASHES "--------"

static void
check_features (const char *lines, const char *expected, const char *fate)
{
  CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);
  char got[1024] = "";
  size_t i;

  for (i = 0; i < machine->cpu.features.count; i++)
    sprintf (got + strlen (got), "%s%s=%s", i ? " " : "",
             machine->cpu.features.items[i].name,
             machine->cpu.features.items[i].policy);
  ck_assert_str_eq (got, expected);
  ck_assert_str_eq (vf_fate_name (machine->account.entries.items[0].fate),
                    fate);
}

START_TEST (masks_become_features)
{
  static const char *const rows[][3] = {
    /* The leftmost symbol is bit 31. */
    { "cpuid.1.ecx = \"0---:----:----:----:----:----:----:----\"",
      "hypervisor=disable", "mapped" },
    { "cpuid.1.ecx = \"-------------------------------1\"", "pni=force",
      "mapped" },
    { "cpuid.7.0.ebx = \"----:----:----:---0:----:----:----:----\"",
      "avx512f=disable", "mapped" },
    { "cpuid.7.ebx = \"----:----:----:---R:----:----:--0-:----\"",
      "avx2=disable avx512f=require", "mapped" },
    { "CPUID.80000001.EDX = \"----:----:---0:----:----:----:----:----\"",
      "nx=disable", "mapped" },
    { "cpuid.D.1.eax = \"----:----:----:----:----:----:----:0---\"",
      "xsaves=disable", "mapped" },
    { "cpuid.80000008.ebx = \"----:----:----:----:---0:----:----:----\"",
      "ibpb=disable", "mapped" },
    { "cpuid.80000001.edx = \"-----------H--------------------\"", "",
      "irrelevant" },
    { "cpuid.1.ecx.amd = \"" DASHES DASHES DASHES DASHES "\"", "",
      "irrelevant" },
    /* A bit without a name, forced and taken away. */
    { "cpuid.1.ecx = \"----:----:----:---1:----:----:----:----\"", "",
      "loss" },
    { "cpuid.1.ecx = \"----:----:----:---0:----:----:----:----\"", "",
      "mapped" },
    /* What is no register of features is kept as it stands. */
    { "cpuid.1.ecx.amd = \"0------------------------------1\"",
      "cpuid.1.ecx.amd=0------------------------------1", "mapped" },
    { "cpuid.0.eax = \"0000:0000:0000:0000:0000:0000:0000:1011\"",
      "cpuid.0.eax=0000:0000:0000:0000:0000:0000:0000:1011", "mapped" },
    { "cpuid.1.ecx = \"01\"", "cpuid.1.ecx=01", "mapped" },
    { "cpuid.1.ecx = \"0" DASHES DASHES DASHES DASHES "\"",
      "cpuid.1.ecx=0" DASHES DASHES DASHES DASHES, "mapped" },
    { "cpuid.brandstring = \"A CPU\"", "", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    check_features (rows[i][0], rows[i][1], rows[i][2]);
}
END_TEST

START_TEST (names_become_features)
{
  static const char *const rows[][3] = {
    { "featMask.vm.cpuid.AVX2 = \"Min:1\"", "avx2=require", "mapped" },
    { "featMask.vm.cpuid.SSE41 = \"Val:1\"", "sse4.1=require", "mapped" },
    { "featMask.vm.cpuid.AVX512F = \"Max:0\"", "avx512f=disable", "mapped" },
    { "featMask.vm.cpuid.IBRS = \"Val:0\"", "spec-ctrl=disable", "mapped" },
    { "featMask.vm.cpuid.XGETBV_ECX1 = \"Val:0\"", "xgetbv1=disable",
      "mapped" },
    { "featMask.vm.cpuid.FAMILY = \"Val:0x6\"",
      "featMask.vm.cpuid.FAMILY=Val:0x6", "mapped" },
    { "featMask.vm.cpuid.NEWEST = \"Min:1\"", "featMask.vm.cpuid.NEWEST=Min:1",
      "mapped" },
    { "featMask.evc.cpuid.AVX2 = \"Min:1\"", "", "loss" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    check_features (rows[i][0], rows[i][1], rows[i][2]);
}
END_TEST

START_TEST (a_capable_hypervisor_is_nested)
{
  static const struct {
    const char *lines;
    enum vf_tristate nested;
  } rows[] = {
    { "featMask.vm.hv.capable = \"Min:1\"", VF_YES },
    { "featMask.vm.hv.capable = \"Val:0\"", VF_NO },
    { "vhv.enable = \"FALSE\"\nfeatMask.vm.hv.capable = \"Min:1\"", VF_NO },
    { "featMask.vm.hv.capable = \"?\"", VF_UNSET },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = read_vmx_lines (rows[i].lines);

    ck_assert_int_eq (machine->cpu.nested, rows[i].nested);
  }
}
END_TEST

/* "name leaf subleaf register mask" for all of libvirt's features. */
static FILE *
open_libvirts_map (void)
{
  static const char script[]
      = "import xml.etree.ElementTree as e\n"
        "r = e.parse('/usr/share/libvirt/cpu_map/x86_features.xml')\n"
        "for f in r.getroot().iter('feature'):\n"
        "  for c in f.iter('cpuid'):\n"
        "    for x in ('eax', 'ebx', 'ecx', 'edx'):\n"
        "      v = int(c.get(x, '0'), 16)\n"
        "      if v: print(f.get('name'), int(c.get('eax_in'), 16),\n"
        "                  int(c.get('ecx_in', '0'), 16), x, v)\n";
  CLEANUP_FREE char *command
      = vf_text_printf ("python3 -c \"%s\" 2>/dev/null", script);

  return popen (command, "r");
}

/* The name that the table has for the one bit of MASK. */
static const char *
name_of (unsigned leaf, unsigned subleaf, const char *name, unsigned mask)
{
  const struct vf_vmx_register *reg;
  unsigned bit;

  for (reg = vf_vmx_registers; reg->name; reg++)
    for (bit = 0; bit < 32; bit++)
      if (reg->leaf == leaf && reg->subleaf == subleaf
          && strcmp (reg->name, name) == 0 && mask == 1u << bit)
        return reg->names[bit];
  return NULL;
}

START_TEST (bits_are_those_of_libvirt)
{
  FILE *map = open_libvirts_map ();
  unsigned leaf, subleaf, mask, known = 0;
  char name[64], reg[8];
  const char *ours;

  ck_assert_ptr_nonnull (map);
  while (fscanf (map, "%63s %u %u %7s %u", name, &leaf, &subleaf, reg, &mask)
         == 5) {
    ours = name_of (leaf, subleaf, reg, mask);
    if (!ours)
      continue;
    known++;
    ck_assert_msg (strcmp (ours, name) == 0, "%s is %s for libvirt", ours,
                   name);
  }
  pclose (map);
  ck_assert (known == 0 || known > 150);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-feature", masks_become_features,
           names_become_features, a_capable_hypervisor_is_nested,
           bits_are_those_of_libvirt)
