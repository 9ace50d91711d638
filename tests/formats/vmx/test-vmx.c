/* vmferry: tests of reading a .vmx: what is refused and with which sentence,
 * topologies, NUMA nodes and PCI places by table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-dict.h"
#include "formats/vmx/vmx-parts.h"
#include "tests/unit.h"

static struct vf_error err;

static struct vf_machine *
read_bytes (const char *bytes, size_t n)
{
  CLEANUP_IO struct vf_io *io = vf_io_from_memory (bytes, n, "x.vmx", &err);

  return vf_machine_read (io, "x.vmx", &vf_machine_format_vmx, NULL, &err);
}

static struct vf_machine *
read_text (const char *text)
{
  return read_bytes (text, strlen (text));
}

START_TEST (what_cannot_be_is_refused)
{
  static const char *const rows[][2] = {
    { "", "x.vmx: no line is of the form key = \"value\"" },
    { "garbage", "x.vmx: no line is of the form key = \"value\"" },
    { "a = \"1\"\nnumvcpus = \"0\"",
      "x.vmx: line 2: numvcpus is \"0\", must be 1 to 4096" },
    { "numvcpus = \"many\"",
      "x.vmx: line 1: numvcpus is \"many\", must be 1 to 4096" },
    { "numvcpus = \"4294967297\"",
      "x.vmx: line 1: numvcpus is \"4294967297\", must be 1 to 4096" },
    { "memSize = \"-4\"",
      "x.vmx: line 1: memSize is \"-4\", must be 1 to 1073741824 (MiB)" },
    { "memSize = \"9223372036854775807\"",
      "x.vmx: line 1: memSize is \"9223372036854775807\", must be 1 to "
      "1073741824 (MiB)" },
    { "displayName = \"x\"\nencryption.data = \"AAAA\"",
      "x.vmx: line 2: encryption.data: the definition is encrypted; decrypt "
      "the VM in VMware first" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    ck_assert_ptr_null (read_text (rows[i][0]));
    ck_assert_str_eq (err.text, rows[i][1]);
  }
}
END_TEST

START_TEST (limits_hold)
{
  size_t n = VF_VMX_MAX_BYTES + 1, i;
  char *bytes = malloc (n);

  ck_assert_ptr_nonnull (bytes);
  memset (bytes, 'a', n);
  ck_assert_ptr_null (read_bytes (bytes, n));
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
  bytes[300] = '=';
  ck_assert_ptr_null (read_bytes (bytes, 400));
  ck_assert_str_eq (err.text, "x.vmx: line 1: the key has 300 bytes, must be "
                              "at most 255");
  for (i = 0; i < n - 4; i += 4)
    memcpy (bytes + i, "a=1\n", 4);
  ck_assert_ptr_null (read_bytes (bytes, n - n % 4));
  ck_assert_str_eq (err.text, "x.vmx: line 100001: more than 100000 entries");
  free (bytes);
}
END_TEST

/* The nodes that GUEST's numbers give, as "12+12". */
static void
check_nodes (const char *keys, const char *expected)
{
  CLEANUP_FREE char *text = NULL;
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  char got[256] = "";
  uint64_t memory = 0;
  size_t i;

  text = vf_text_printf ("memSize = \"8192\"\n%s\n", keys);
  machine = read_text (text);
  ck_assert_msg (machine != NULL, "%s", err.text);
  for (i = 0; i < machine->cpu.nodes.count; i++) {
    sprintf (got + strlen (got), "%s%u", i ? "+" : "",
             machine->cpu.nodes.items[i].vcpus);
    memory += machine->cpu.nodes.items[i].memory_bytes;
  }
  if (machine->cpu.numa_state == VF_NUMA_UNKNOWN)
    strcpy (got, "unknown");
  ck_assert_msg (strcmp (got, expected) == 0, "%s: %s, not %s", keys, got,
                 expected);
  ck_assert (!memory || memory == machine->memory.size_bytes);
}

#define AUTO(n, cookie)                                                       \
  "\nnuma.autosize.vcpu.maxPerVirtualNode = \"" #n                            \
  "\"\nnuma.autosize.cookie = \"" #cookie "\""
#define CORES(n) "\ncpuid.coresPerSocket = \"" #n "\""
#define HARDWARE(n) "\nvirtualHW.version = \"" #n "\""

START_TEST (nodes_follow_the_documented_rules)
{
  static const char *const rows[][2] = {
    { "numvcpus = \"1\"", "" },
    { "numvcpus = \"8\"" AUTO (4, 80012), "" },
    { "numvcpus = \"9\"" HARDWARE (13), "unknown" },
    { "numvcpus = \"24\"" HARDWARE (19) AUTO (12, 240122), "12+12" },
    { "numvcpus = \"24\"" HARDWARE (19) AUTO (12, 120012), "unknown" },
    { "numvcpus = \"24\"" HARDWARE (19)
          AUTO (12, 240122) "\nvcpu.hotadd = \"TRUE\"",
      "" },
    { "numvcpus = \"24\"" HARDWARE (19) AUTO (24, 240122), "" },
    { "numvcpus = \"16\"" HARDWARE (11) CORES (4), "4+4+4+4" },
    { "numvcpus = \"16\"" HARDWARE (13) CORES (4), "unknown" },
    { "numvcpus = \"16\"" HARDWARE (13)
          CORES (4) "\nnuma.vcpu.followcorespersocket = \"1\"",
      "4+4+4+4" },
    { "numvcpus = \"8\"" HARDWARE (9) CORES (4), "" },
    { "numvcpus = \"8\"" HARDWARE (9) CORES (4) "\nnuma.vcpu.min = \"8\"",
      "4+4" },
    { "numvcpus = \"8\"\nnuma.vcpu.maxPerVirtualNode = \"4\"", "4+4" },
    { "numvcpus = \"10\"\nnuma.vcpu.maxPerVirtualNode = \"6\"", "5+5" },
    { "numvcpus = \"10\"" CORES (2) "\nnuma.vcpu.maxPerVirtualNode = \"4\"",
      "4+4+2" },
    { "numvcpus = \"5\"\nnuma.vcpu.maxPerVirtualNode = \"3\"", "3+2" },
    { "numvcpus = \"12\"\nnuma.vcpu.coresPerNode = \"3\"", "3+3+3+3" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    check_nodes (rows[i][0], rows[i][1]);
}
END_TEST

START_TEST (topologies_multiply_to_the_vcpus)
{
  unsigned vcpus, cores, threads;

  for (vcpus = 1; vcpus <= 130; vcpus++)
    for (cores = 0; cores <= 20; cores++)
      for (threads = 0; threads <= 3; threads++) {
        struct vf_machine_cpu cpu = { .vcpus = vcpus, .max_vcpus = vcpus };
        struct vf_topology topology;

        cpu.cores_per_socket = cores;
        cpu.threads_per_core = threads;
        topology = vf_cpu_topology (&cpu);
        ck_assert_uint_eq (topology.sockets * topology.dies * topology.cores
                               * topology.threads,
                           vcpus);
        if (cores && vcpus % cores == 0)
          ck_assert_uint_eq (topology.sockets, vcpus / cores);
      }
}
END_TEST

START_TEST (slots_sort_as_guests_enumerate)
{
  static const int slots[]
      = { 15, 16, 32, 33, 160, 1184, 2208, 192, 1216, 224, 256, 1280, -1 };
  size_t i;

  for (i = 1; i < sizeof slots / sizeof *slots; i++)
    ck_assert_uint_lt (vf_vmx_pci_position (slots[i - 1]),
                       vf_vmx_pci_position (slots[i]));
}
END_TEST

START_TEST (a_vmx_is_recognised)
{
  static const struct {
    const char *text, *path;
    bool is_vmx;
  } rows[] = {
    { "config.version = \"8\"\n", NULL, true },
    { "VIRTUALHW.VERSION = \"8\"\n", "x", true },
    { "displayName = \"x\"\n", "x.VMX", true },
    { "# Disk DescriptorFile\nversion=1\nddb.virtualHWVersion = \"4\"\n",
      "x.vmdk", false },
    { "<domain type='kvm'/>", "x.xml", false },
    { "KDMV", NULL, false },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    ck_assert_int_eq (vf_machine_format_vmx.probe (
                          rows[i].text, strlen (rows[i].text), rows[i].path)
                          > 0,
                      rows[i].is_vmx);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx", what_cannot_be_is_refused, limits_hold,
           nodes_follow_the_documented_rules, topologies_multiply_to_the_vcpus,
           slots_sort_as_guests_enumerate, a_vmx_is_recognised)
