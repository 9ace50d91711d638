/* vmferry: tests of choosing one of several domains.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/unit.h"

static struct vf_error err;

static const char text[]
    = "<?xml version='1.0'?>\n<!-- four -->\n<node>"
      "<domain><name>a</name></domain>"
      "<domain><name>b</name><vcpu>3</vcpu></domain>"
      "<domain><name>c</name></domain>"
      "<domain><name>c</name><vcpu>5</vcpu>"
      "<uuid>4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f</uuid></domain></node>";

static struct vf_machine *
read_vm (const char *vm)
{
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "x.xml", &err);

  return vf_machine_read (io, "x.xml", NULL,
                          &(struct vf_machine_params){ .vm = vm }, &err);
}

START_TEST (one_by_its_name_or_uuid)
{
  CLEANUP_MACHINE struct vf_machine *b = read_vm ("b");
  CLEANUP_MACHINE struct vf_machine *c
      = read_vm ("4220fca7-11dd-d67e-8f63-5a1b2c3d4e5f");

  ck_assert_ptr_nonnull (b);
  ck_assert_uint_eq (b->cpu.vcpus, 3);
  ck_assert_ptr_nonnull (c);
  ck_assert_uint_eq (c->cpu.vcpus, 5);
}
END_TEST

START_TEST (none_is_guessed)
{
  ck_assert_ptr_null (read_vm ("d"));
  ck_assert_str_eq (err.text, "x.xml: it has no domain called \"d\"");
  ck_assert_ptr_null (read_vm ("c"));
  ck_assert_str_eq (err.text, "x.xml: several domains are called \"c\", say "
                              "which with --vm and its UUID");
}
END_TEST

UNIT_MAIN ("formats/libvirt/choose", one_by_its_name_or_uuid, none_is_guessed)
