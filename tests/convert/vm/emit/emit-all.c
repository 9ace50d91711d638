/* vmferry: each definition that is named on standard input, a path in a line,
 * through each emitter.
 *
 *   emit-all FOLDER <LIST     writes FOLDER/N.TARGET for definition number N,
 *                             whose disks are in FOLDER, and prints a line for
 *                             each that is refused
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
#include "common/outfile.h"
#include "common/text.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "formats/machine-format.h"
#include "formats/machine.h"

enum { MAX_PATH = 4096 };

static void
emit (const struct vf_emitter *emitter, const struct vf_machine *machine,
      const char *folder, unsigned number)
{
  __attribute__ ((cleanup (vf_account_clear))) struct vf_account report
      = { 0 };
  CLEANUP_FREE char *text = NULL, *path = NULL;
  struct vf_host host;
  const struct vf_emit_options options
      = { .target = &host, .output_dir = folder };
  struct vf_error err;

  vf_host_init (&host, false);
  text = emitter->emit (machine, &options, &report, &err);
  if (!text) {
    printf ("refused: %s: %s: %s\n", machine->source_path, emitter->name,
            err.text);
    return;
  }
  path = vf_text_printf ("%s/%u.%s", folder, number, emitter->name);
  if (!path || vf_outfile_write_all (path, text, strlen (text), &err)) {
    fprintf (stderr, "%s\n", path ? err.text : "no memory");
    exit (1);
  }
}

int
main (int argc, char *argv[])
{
  char path[MAX_PATH];
  struct vf_error err;
  unsigned number = 0;
  size_t i;

  while (argc == 2 && fgets (path, sizeof path, stdin)) {
    CLEANUP_MACHINE struct vf_machine *machine = NULL;

    path[strcspn (path, "\n")] = '\0';
    machine = vf_machine_read_file (path, NULL, NULL, &err);
    if (!machine) {
      printf ("unread: %s: %s\n", path, err.text);
      continue;
    }
    number++;
    for (i = 0; vf_emitters[i]; i++)
      emit (vf_emitters[i], machine, argv[1], number);
  }
  return number ? 0 : 1;
}
