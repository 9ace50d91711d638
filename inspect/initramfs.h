/* vmferry: what an initramfs holds, as far as booting depends on it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_INSPECT_INITRAMFS_H
#define VF_INSPECT_INITRAMFS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/cleanup.h"
#include "inspect/textlist.h"

struct vf_error;

/* Rescue images with all firmware have some 200 MiB. */
#define VF_INITRAMFS_MAX ((size_t)1 << 30)

struct vf_initramfs {
  char *modules_dir; /* "usr/lib/modules/VERSION", where its modules lie; NULL:
                        it has none of this kernel */
  struct vf_text_list modules; /* names, of this kernel: "virtio_blk" */
  struct vf_text_list folders; /* all: "usr/lib/systemd/network" */
  struct vf_text_list links;   /* "10-lan.link", of udev */
  struct vf_text_list texts;   /* of settings: path, contents, path, ... */
  bool is_initramfs_tools;
};

/* Reads the initramfs of the kernel of this version.
 * Errors:  as vf_cpio_visit_all */
int vf_initramfs_read (const void *bytes, size_t n, const char *version,
                       struct vf_initramfs *ret_initramfs,
                       struct vf_error *err);

/* Whether it holds the module with this file ("kernel/.../virtio.ko.xz"),
 * however compressed. */
bool vf_initramfs_has_module (const struct vf_initramfs *initramfs,
                              const char *file);

/* The contents of a settings file ("conf/modules"), or NULL. */
const char *vf_initramfs_text (const struct vf_initramfs *initramfs,
                               const char *path);

/* Frees all in it; it is empty again. */
void vf_initramfs_clear (struct vf_initramfs *initramfs);

#define CLEANUP_INITRAMFS VF_CLEANUP (vf_initramfs_clear)

#endif
