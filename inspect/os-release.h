/* vmferry: /etc/os-release: which operating system this is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_OS_RELEASE_H
#define VF_INSPECT_OS_RELEASE_H

struct vf_error;
struct vf_guest_os;

/* Fills in OS's id, id_like, version and name; what the text does not say
 * stays as it is, but an id there always is ("linux", as the format has it).
 * Errors:  NOMEM
 * Source:  os-release(5), systemd 252 */
int vf_os_release_parse (const char *text, struct vf_guest_os *os,
                         struct vf_error *err);

#endif
