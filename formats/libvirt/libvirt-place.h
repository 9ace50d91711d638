/* vmferry: where in a domain's XML an element or an attribute is, as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_FORMATS_LIBVIRT_LIBVIRT_PLACE_H
#define VF_FORMATS_LIBVIRT_LIBVIRT_PLACE_H

#include <stddef.h>

struct _xmlNode;
struct vf_error;

enum { VF_LIBVIRT_MAX_PATH = 512 }; /* libvirt's longest are below 100 */

/* "devices/disk", or as a key "devices/disk[2]"; start it as all zeros. */
struct vf_libvirt_place {
  char text[VF_LIBVIRT_MAX_PATH];
  size_t length;
};

/* Appends a text.
 * Errors:  LIMIT when it is too long */
int vf_libvirt_append (struct vf_libvirt_place *place, struct vf_error *err,
                       const char *fmt, ...)
    __attribute__ ((format (printf, 3, 4)));

/* Goes back to the first LENGTH bytes. */
void vf_libvirt_cut (struct vf_libvirt_place *place, size_t length);

/* Goes from PATH to the element NODE in it, and from KEY likewise, with which
 * of its namesakes it is where there are several.
 * Errors:  LIMIT */
int vf_libvirt_enter (struct vf_libvirt_place *key,
                      struct vf_libvirt_place *path,
                      const struct _xmlNode *node, struct vf_error *err);

#endif
