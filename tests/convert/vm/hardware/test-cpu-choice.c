/* vmferry: tests of which processor a VM gets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/cpu-choice.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/domain-caps.h"
#include "formats/machine.h"
#include "tests/unit.h"

/* A host that its libvirt does not know, and one that it does. */
static const char unknown_host[]
    = "<domainCapabilities><domain>kvm</domain><cpu>"
      "<mode name='host-passthrough' supported='no'/>"
      "<mode name='host-model' supported='yes'>"
      "<model fallback='forbid'>kvm64</model><vendor>AMD</vendor></mode>"
      "<mode name='custom' supported='yes'>"
      "<model usable='yes'>EPYC-Rome</model>"
      "<model usable='yes'>Nehalem</model>"
      "<model usable='no'>EPYC-Milan</model>"
      "<blockers model='EPYC-Milan'><feature name='fsrm'/>"
      "<feature name='pcid'/></blockers></mode></cpu></domainCapabilities>";
static const char known_host[]
    = "<domainCapabilities><domain>kvm</domain><cpu>"
      "<mode name='host-model' supported='yes'>"
      "<model fallback='forbid'>Cascadelake-Server</model>"
      "<vendor>Intel</vendor></mode><mode name='custom' supported='yes'>"
      "<model usable='no'>Haswell</model>"
      "<model usable='yes'>Haswell-noTSX</model>"
      "<model usable='yes'>Haswell-noTSX-IBRS</model>"
      "<model usable='no'>Icelake-Server-noTSX</model></mode></cpu>"
      "</domainCapabilities>";

static struct vf_error err;
static struct vf_account report;
static struct vf_cpu_choice choice;

/* A row of a test: what is asked, and the answer, or the refusal. */
struct row {
  const char *caps;
  enum vf_platform platform;
  const char *source_mode, *source_model, *baseline;
  enum vf_cpu_policy policy;
  const char *asked;
  const char *expected; /* "custom EPYC", "host-model", or the error */
};

static char *
copy (const char *text)
{
  return text ? strdup (text) : NULL;
}

static struct vf_machine *
machine_of (const struct row *row)
{
  struct vf_machine *machine = vf_machine_new (&err);

  ck_assert_ptr_nonnull (machine);
  machine->platform = row->platform;
  machine->cpu.mode = copy (row->source_mode);
  machine->cpu.model = copy (row->source_model);
  machine->cpu.baseline = copy (row->baseline);
  return machine;
}

static void
answer (const struct row *row, char text[400])
{
  CLEANUP_MACHINE struct vf_machine *machine = machine_of (row);
  CLEANUP_DOMAIN_CAPS struct vf_domain_caps *caps
      = row->caps ? vf_domain_caps_read (row->caps, strlen (row->caps), &err)
                  : NULL;
  struct vf_host host;
  struct vf_emit_options options = { .target = &host };

  vf_host_init (&host, false);
  host.caps = caps;
  options.resources.cpu_policy = row->policy;
  options.resources.cpu_model = row->asked;
  choice = (struct vf_cpu_choice){ 0 };
  if (vf_cpu_choose (machine, &options, &report, &choice, &err))
    snprintf (text, 400, "%.390s", err.text);
  else
    snprintf (text, 400, "%s%s%s", choice.mode, choice.model ? " " : "",
              choice.model ? choice.model : "");
}

START_TEST (models_are_chosen)
{
  static const struct row rows[] = {
    { NULL, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_AUTO, NULL,
      "host-model" },
    { NULL, VF_PLATFORM_VMWARE, NULL, NULL, "intel-haswell", VF_CPU_AUTO, NULL,
      "custom Haswell-noTSX" },
    { known_host, VF_PLATFORM_VMWARE, NULL, NULL, "INTEL-Haswell", VF_CPU_AUTO,
      NULL, "custom Haswell-noTSX-IBRS" },
    { known_host, VF_PLATFORM_VMWARE, NULL, NULL, "intel-icelake", VF_CPU_AUTO,
      NULL, "host-model" },
    { NULL, VF_PLATFORM_VMWARE, NULL, NULL, "FALSE", VF_CPU_AUTO, NULL,
      "host-model" },
    { NULL, VF_PLATFORM_QEMU, "custom", "Skylake-Client", NULL, VF_CPU_AUTO,
      NULL, "custom Skylake-Client" },
    { NULL, VF_PLATFORM_QEMU, "custom", "qemu64", NULL, VF_CPU_AUTO, NULL,
      "host-model" },
    { NULL, VF_PLATFORM_QEMU, "host-passthrough", NULL, NULL, VF_CPU_AUTO,
      NULL, "host-passthrough" },
    { NULL, VF_PLATFORM_QEMU, "host-passthrough", NULL, NULL, VF_CPU_NAMED,
      "EPYC", "custom EPYC" },
    { known_host, VF_PLATFORM_QEMU, "custom", "Haswell", NULL, VF_CPU_AUTO,
      NULL, "host-model" },
    { unknown_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_AUTO, NULL,
      "custom EPYC-Rome" },
    { unknown_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_HOST_MODEL,
      NULL,
      "host-model is kvm64 on the target, whose libvirt does not know its "
      "processor: for EPYC-Milan it lacks fsrm, pcid; usable is --cpu "
      "EPYC-Rome" },
    { unknown_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL,
      VF_CPU_HOST_PASSTHROUGH, NULL,
      "the target's libvirt does not support host-passthrough" },
    { unknown_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_NAMED,
      "EPYC-Milan",
      "the target's host cannot be a EPYC-Milan: it lacks fsrm, pcid" },
    { known_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_NAMED,
      "Haswell",
      "the target's libvirt calls the processor model Haswell not usable" },
    { known_host, VF_PLATFORM_VMWARE, NULL, NULL, NULL, VF_CPU_NAMED, "Zen",
      "the target's libvirt has no processor model \"Zen\"" },
  };
  char text[400];
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    answer (&rows[i], text);
    ck_assert_msg (strcmp (text, rows[i].expected) == 0, "row %zu: %s", i,
                   text);
    vf_account_clear (&report);
  }
}
END_TEST

static void
add_feature (struct vf_machine *machine, const char *name, const char *policy)
{
  struct vf_machine_feature feature = { strdup (name), strdup (policy) };

  ck_assert_int_eq (vf_vector_push (&machine->cpu.features, feature), 0);
}

/* The features as "policy name, ...". */
static void
features_of (const struct vf_machine *machine, const char *vendor,
             char text[400])
{
  struct vf_host host;
  struct vf_emit_options options = { .target = &host };
  size_t i, used = 0;

  vf_host_init (&host, false);
  choice = (struct vf_cpu_choice){ .mode = "host-model", .vendor = vendor };
  ck_assert_int_eq (
      vf_cpu_choose_features (machine, &options, &report, &choice, &err), 0);
  *text = '\0';
  for (i = 0; i < choice.features.count; i++)
    used += (size_t)snprintf (
        text + used, 400 - used, "%s%s %s", used ? ", " : "",
        choice.features.items[i].policy, choice.features.items[i].name);
  free (choice.features.items);
}

START_TEST (features_by_name_stand_and_masks_are_lost)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  char text[400];

  add_feature (machine, "avx512f", "disable");
  add_feature (machine, "avx2", "require");
  add_feature (machine, "avx512f", "force");
  add_feature (machine, "featMask.vm.cpuid.FAMILY", "Val:0x6");
  add_feature (machine, "cpuid.1.ecx.amd",
               "--0-:----:----:----:----:----:--0-:----");
  features_of (machine, NULL, text);
  ck_assert_str_eq (text, "disable avx512f, require avx2");
  ck_assert_uint_eq (report.entries.count, 1);
  ck_assert_str_eq (report.entries.items[0].key, "cpu.masks");
  ck_assert_str_eq (report.entries.items[0].note,
                    "bits of featMask.vm.cpuid.FAMILY, cpuid.1.ecx.amd that "
                    "are no features by name: the guest sees those of its "
                    "model");
  vf_account_clear (&report);
}
END_TEST

START_TEST (nesting_asks_for_the_vendors_feature)
{
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_new (&err);
  char text[400];

  machine->cpu.nested = VF_YES;
  machine->cpu.hidden = VF_YES;
  machine->cpu.threads_per_core = 2;
  features_of (machine, NULL, text);
  ck_assert_str_eq (text, "disable hypervisor, optional vmx, optional svm, "
                          "optional topoext");
  features_of (machine, "Intel", text);
  ck_assert_str_eq (text, "disable hypervisor, require vmx");
  features_of (machine, "AMD", text);
  ck_assert_str_eq (text, "disable hypervisor, require svm, require topoext");
  vf_account_clear (&report);
}
END_TEST

UNIT_MAIN ("convert/vm/cpu-choice", models_are_chosen,
           features_by_name_stand_and_masks_are_lost,
           nesting_asks_for_the_vendors_feature)
