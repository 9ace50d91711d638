/* vmferry: bits of CPUID registers, and the names that Linux, QEMU and libvirt
 * give them.
 *
 * Source: Intel SDM volume 2, "CPUID"; AMD APM volume 3, appendix E
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-feature.h"

#define NO NULL

static const char *const leaf_1_ecx[32] = {
  "pni",          "pclmuldq",   "dtes64", "monitor", "ds_cpl", "vmx",
  "smx",          "est",        "tm2",    "ssse3",   "cid",    NO,
  "fma",          "cx16",       "xtpr",   "pdcm",    NO,       "pcid",
  "dca",          "sse4.1",     "sse4.2", "x2apic",  "movbe",  "popcnt",
  "tsc-deadline", "aes",        "xsave",  "osxsave", "avx",    "f16c",
  "rdrand",       "hypervisor",
};

static const char *const leaf_1_edx[32] = {
  "fpu",  "vme",   "de",   "pse",     "tsc",  "msr", "pae",  "mce",
  "cx8",  "apic",  NO,     "sep",     "mtrr", "pge", "mca",  "cmov",
  "pat",  "pse36", "pn",   "clflush", NO,     "ds",  "acpi", "mmx",
  "fxsr", "sse",   "sse2", "ss",      "ht",   "tm",  "ia64", "pbe",
};

static const char *const leaf_7_ebx[32] = {
  "fsgsbase", "tsc_adjust", "sgx",      "bmi1",       "hle",      "avx2",
  NO,         "smep",       "bmi2",     "erms",       "invpcid",  "rtm",
  "cmt",      NO,           "mpx",      NO,           "avx512f",  "avx512dq",
  "rdseed",   "adx",        "smap",     "avx512ifma", "pcommit",  "clflushopt",
  "clwb",     "intel-pt",   "avx512pf", "avx512er",   "avx512cd", "sha-ni",
  "avx512bw", "avx512vl",
};

static const char *const leaf_7_ecx[32] = {
  NO,
  "avx512vbmi",
  "umip",
  "pku",
  "ospke",
  "waitpkg",
  "avx512vbmi2",
  NO,
  "gfni",
  "vaes",
  "vpclmulqdq",
  "avx512vnni",
  "avx512bitalg",
  NO,
  "avx512-vpopcntdq",
  NO,
  "la57",
  NO,
  NO,
  NO,
  NO,
  NO,
  "rdpid",
  NO,
  "bus-lock-detect",
  "cldemote",
  NO,
  "movdiri",
  "movdir64b",
  NO,
  "sgxlc",
  "pks",
};

static const char *const leaf_7_edx[32] = {
  NO,
  NO,
  "avx512-4vnniw",
  "avx512-4fmaps",
  "fsrm",
  NO,
  NO,
  NO,
  "avx512-vp2intersect",
  NO,
  "md-clear",
  NO,
  NO,
  NO,
  "serialize",
  NO,
  "tsx-ldtrk",
  NO,
  "pconfig",
  "arch-lbr",
  NO,
  NO,
  "amx-bf16",
  "avx512-fp16",
  "amx-tile",
  "amx-int8",
  "spec-ctrl",
  "stibp",
  NO,
  "arch-capabilities",
  "core-capability",
  "ssbd",
};

static const char *const leaf_d_eax[32] = {
  "xsaveopt", "xsavec", "xgetbv1", "xsaves", "xfd", NO, NO, NO, NO, NO, NO,
  NO,         NO,       NO,        NO,       NO,    NO, NO, NO, NO, NO, NO,
  NO,         NO,       NO,        NO,       NO,    NO, NO, NO, NO, NO,
};

static const char *const leaf_80000001_ecx[32] = {
  "lahf_lm",
  "cmp_legacy",
  "svm",
  "extapic",
  "cr8legacy",
  "abm",
  "sse4a",
  "misalignsse",
  "3dnowprefetch",
  "osvw",
  "ibs",
  "xop",
  "skinit",
  "wdt",
  NO,
  "lwp",
  "fma4",
  "tce",
  "cvt16",
  "nodeid_msr",
  NO,
  "tbm",
  "topoext",
  "perfctr_core",
  "perfctr_nb",
  NO,
  NO,
  NO,
  NO,
  NO,
  NO,
  NO,
};

static const char *const leaf_80000001_edx[32] = {
  NO, NO,         NO,        NO,        NO,   NO,   NO,         NO,
  NO, NO,         NO,        "syscall", NO,   NO,   NO,         NO,
  NO, NO,         NO,        NO,        "nx", NO,   "mmxext",   NO,
  NO, "fxsr_opt", "pdpe1gb", "rdtscp",  NO,   "lm", "3dnowext", "3dnow",
};

const struct vf_vmx_register vf_vmx_registers[] = {
  { 0x1, 0, "ecx", leaf_1_ecx },
  { 0x1, 0, "edx", leaf_1_edx },
  { 0x7, 0, "ebx", leaf_7_ebx },
  { 0x7, 0, "ecx", leaf_7_ecx },
  { 0x7, 0, "edx", leaf_7_edx },
  { 0xd, 1, "eax", leaf_d_eax },
  { 0x80000001, 0, "ecx", leaf_80000001_ecx },
  { 0x80000001, 0, "edx", leaf_80000001_edx },
  { 0, 0, NULL, NULL },
};
