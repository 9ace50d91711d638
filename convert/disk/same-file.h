/* vmferry: whether an image lies in a file, by whatever name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_CONVERT_DISK_SAME_FILE_H
#define VF_CONVERT_DISK_SAME_FILE_H

#include <stdbool.h>

struct vf_image;

/* Whether PATH is the file, an extent, or a file of a parent of IMAGE.  A path
 * that is not there is none of them.  Of an NBD URI: whether one of them is
 * read from the same URI; other spellings of it are not found out. */
bool vf_image_uses_file (const struct vf_image *image, const char *path);

#endif
