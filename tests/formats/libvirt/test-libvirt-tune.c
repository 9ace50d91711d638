/* vmferry: tests of which CPUs of its host a domain of libvirt's had.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/unit.h"

/* A domain with N pins, each to other CPUs of the host. */
static struct vf_machine *
read_pins (unsigned n)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_error err;
  size_t size;
  FILE *out = open_memstream (&text, &size);
  CLEANUP_IO struct vf_io *io = NULL;
  struct vf_machine *machine;
  unsigned i;

  fputs ("<domain type='kvm'><cputune>", out);
  for (i = 0; i < n; i++)
    fprintf (out, "<vcpupin vcpu='%u' cpuset='%u'/>", i, 1000 + i);
  fputs ("</cputune></domain>", out);
  fclose (out);
  io = vf_io_from_memory (text, size, "x.xml", &err);
  machine = vf_machine_read (io, "x.xml", NULL,
                             &(struct vf_machine_params){ 0 }, &err);
  ck_assert_msg (machine != NULL, "%s", err.text);
  return machine;
}

/* The list of all is for a person; the account has each. */
START_TEST (a_list_of_pins_is_not_endless)
{
  enum { N = 2000 };
  CLEANUP_MACHINE struct vf_machine *few = read_pins (3);
  CLEANUP_MACHINE struct vf_machine *many = read_pins (N);
  unsigned told = 0;
  size_t i;

  ck_assert_str_eq (few->cpu.affinity, "1000,1001,1002");
  ck_assert_uint_gt (strlen (many->cpu.affinity), 4000);
  ck_assert_uint_le (strlen (many->cpu.affinity), 4100);
  for (i = 0; i < many->account.entries.count; i++)
    told += strstr (many->account.entries.items[i].key, "@cpuset") != NULL;
  ck_assert_uint_eq (told, N);
}
END_TEST

UNIT_MAIN ("formats/libvirt/libvirt-tune", a_list_of_pins_is_not_endless)
