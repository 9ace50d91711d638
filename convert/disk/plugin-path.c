/* vmferry: where our nbdkit plugin is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/plugin-path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/text.h"

char *
vf_plugin_path (void)
{
  const char *chosen = getenv ("VMFERRY_PLUGIN");
  CLEANUP_FREE char *self = realpath ("/proc/self/exe", NULL);
  CLEANUP_FREE char *path = NULL;
  char *slash = self ? strrchr (self, '/') : NULL;

  if (chosen)
    return strdup (chosen);
  if (!slash)
    return strdup (PLUGIN_DIR "/nbdkit-vmferry-plugin.so");
  *slash = '\0';
  path = vf_text_printf ("%s/.libs/nbdkit-vmferry-plugin.so", self);
  if (path && access (path, R_OK) == 0)
    return TAKE (path);
  return strdup (PLUGIN_DIR "/nbdkit-vmferry-plugin.so");
}
