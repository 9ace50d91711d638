/* vmferry: conversions for tests of reports: one whose every text comes from
 * somebody who wants to be taken for markup, and parts to put into others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_CONVERT_VM_SAMPLE_CONVERSION_H
#define VF_TESTS_CONVERT_VM_SAMPLE_CONVERSION_H

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "drivers/proof.h"
#include "formats/machine.h"
#include "inspect/guest.h"
#include "tests/unit.h"

/* Markup, quotes, a newline, an escape, and bytes that are no UTF-8. */
#define HOSTILE "</td><script>\"'&\n\033[2J\xff\xfe"

/* As it is before the first stage. */
static inline struct vf_conversion *
sample_conversion (void)
{
  struct vf_conversion *conversion = calloc (1, sizeof *conversion);

  conversion->source_path = strdup ("/vm/web.vmx");
  conversion->disk_format = "qcow2";
  return conversion;
}

static inline void
sample_disk (struct vf_conversion *conversion, const char *text)
{
  struct vf_conversion_disk disk = { .virtual_size = 4096 };

  disk.key = strdup (text);
  disk.source_path = strdup (text);
  disk.target_path = strdup (text);
  strcpy (disk.target_name, "vda");
  ck_assert_int_eq (vf_vector_push (&conversion->disks, disk), 0);
}

static inline void
sample_difference (struct vf_conversion *conversion, const char *text)
{
  struct vf_difference item = { strdup (text), strdup (text), strdup (text) };

  ck_assert_int_eq (vf_vector_push (&conversion->hardware.items, item), 0);
}

static inline void
sample_proof (struct vf_conversion *conversion, const char *text, bool ok)
{
  struct vf_proof *proof = calloc (1, sizeof *proof);

  proof->checks = calloc (1, sizeof *proof->checks);
  proof->count = proof->capacity = 1;
  proof->checks[0] = (struct vf_proof_check){
    .subject = strdup (text), .name = "root", .ok = ok, .detail = strdup (text)
  };
  conversion->proof = proof;
}

static inline void
sample_boot (struct vf_conversion *conversion, const char *text, bool is_up)
{
  struct vf_boot_result *boot = calloc (1, sizeof *boot);

  boot->is_up = is_up;
  boot->reason = is_up ? VF_BOOT_LOGIN_PROMPT : VF_BOOT_KERNEL_PANIC;
  boot->accelerator = "tcg";
  boot->console_tail = strdup (text);
  conversion->boot = boot;
}

/* With HOSTILE wherever a source, a guest or a console is quoted. */
static inline struct vf_conversion *
sample_hostile_conversion (void)
{
  struct vf_conversion *conversion = sample_conversion ();
  struct vf_error err;

  conversion->name = strdup (HOSTILE);
  conversion->machine = vf_machine_new (&err);
  conversion->machine->identity.name = strdup (HOSTILE);
  conversion->guest = calloc (1, sizeof *conversion->guest);
  conversion->guest->os.name = strdup (HOSTILE);
  conversion->guest->os.hostname = strdup (HOSTILE);
  ck_assert_int_eq (vf_account_add (&conversion->machine->account,
                                    VF_FATE_LOSS, HOSTILE, HOSTILE, HOSTILE,
                                    &err),
                    0);
  sample_disk (conversion, HOSTILE);
  sample_difference (conversion, HOSTILE);
  sample_proof (conversion, HOSTILE, true);
  sample_boot (conversion, HOSTILE, true);
  return conversion;
}

#endif
