/* vmferry: where our nbdkit plugin is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_PLUGIN_PATH_H
#define VF_CONVERT_DISK_PLUGIN_PATH_H

/* The plugin that VMFERRY_PLUGIN names, or the one beside this program, as it
 * is in a build folder, or else where make install puts it.
 * Returns: malloc'd, or NULL when memory is out. */
char *vf_plugin_path (void);

#endif
