/* vmferry: the signatures of disk images that are not read.  LUKS is not among
 * them: a guest may have encrypted all of a disk.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/foreign.h"

#include <string.h>

#include "formats/image-format.h"

static const struct {
  const char *magic; /* that the file starts with */
  size_t n;
  const char *name;
} starts[] = {
  { "QED", 4, "QED" }, /* with its NUL */
  { "WithoutFreeSpace", 16, "Parallels" },
  { "WithouFreSpacExt", 16, "Parallels" },
  { "Bochs Virtual HD Image", 22, "Bochs" },
  { "#!/bin/sh\n#V2.0 Format", 22, "cloop" },
};

/* The trailer of a DMG is its last sector. */
static bool
is_dmg (const struct vf_probe *probe)
{
  enum { TRAILER = 512 };

  return probe->tail_length >= TRAILER
         && memcmp (probe->tail + probe->tail_length - TRAILER, "koly", 4)
                == 0;
}

const char *
vf_foreign_format (const struct vf_probe *probe)
{
  size_t i;

  for (i = 0; i < sizeof starts / sizeof starts[0]; i++)
    if (probe->head_length >= starts[i].n
        && memcmp (probe->head, starts[i].magic, starts[i].n) == 0)
      return starts[i].name;
  return is_dmg (probe) ? "DMG" : NULL;
}
