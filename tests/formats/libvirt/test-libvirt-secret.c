/* vmferry: tests that no secret in a domain of libvirt's is told.
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

static const char text[]
    = "<domain type='kvm'><devices>"
      "<graphics type='vnc' passwd='hush'/>"
      "<disk type='network'><source protocol='https' name='a'><cookies>"
      "<cookie name='session'>hush</cookie></cookies></source>"
      "<target dev='vda'/></disk></devices>"
      "<launchSecurity type='sev'><session>hush</session></launchSecurity>"
      "</domain>";

/* That each was there, is. */
START_TEST (secrets_are_not_told)
{
  struct vf_error err;
  CLEANUP_IO struct vf_io *io
      = vf_io_from_memory (text, strlen (text), "x.xml", &err);
  CLEANUP_MACHINE struct vf_machine *machine = vf_machine_read (
      io, "x.xml", NULL, &(struct vf_machine_params){ 0 }, &err);
  unsigned hidden = 0;
  size_t i;

  ck_assert_msg (machine != NULL, "%s", err.text);
  for (i = 0; i < machine->account.entries.count; i++) {
    const char *value = machine->account.entries.items[i].value;

    ck_assert (!value || !strstr (value, "hush"));
    hidden += !value;
  }
  ck_assert_uint_eq (hidden, 3);
}
END_TEST

UNIT_MAIN ("formats/libvirt/secret", secrets_are_not_told)
