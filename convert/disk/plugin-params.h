/* vmferry: what our nbdkit plugin is told of an image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_PLUGIN_PARAMS_H
#define VF_CONVERT_DISK_PLUGIN_PARAMS_H

#include "common/cleanup.h"

struct vf_error;
struct vf_source_params;

/* The parameters that make the plugin open the image as SOURCE says:
 * "image=PATH", "disk=NAME", ...; not how many connections it opens.
 * Returns: a NULL-terminated list, or NULL on error.
 * Owner:   the caller frees it with vf_plugin_params_free.
 * Errors:  NOMEM */
char **vf_plugin_params (const struct vf_source_params *source,
                         struct vf_error *err);

/* Frees a list of parameters; NULL is allowed. */
void vf_plugin_params_free (char **params);

VF_DEFINE_CLEANUP (plugin_params, char *, vf_plugin_params_free)
#define CLEANUP_PLUGIN_PARAMS VF_CLEANUP (vf_cleanup_plugin_params)

#endif
