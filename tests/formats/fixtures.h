/* vmferry: small disks of all formats, made when a test needs them, each with
 * its content beside it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#ifndef VF_TESTS_FORMATS_FIXTURES_H
#define VF_TESTS_FORMATS_FIXTURES_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit.h"

/* Shell text that makes `image`, and `raw` with its content, in the current
 * folder, where `data` is a small raw disk and $disks the folder of the
 * generators. */
#define FIXTURE_QEMU(format, options)                                         \
  "qemu-img convert -f raw -O " format " " options " data image && "          \
  "cp data raw"
#define FIXTURE_VMDK(name)                                                    \
  "python3 $disks/mkvmdk.py " name " image.vmdk raw && ln image.vmdk image"
#define FIXTURE_ESX(layers)                                                   \
  "python3 $disks/mkesx.py image.vmdk raw " layers " && ln image.vmdk image"
#define FIXTURE_VDI(arguments) "python3 $disks/mkvdi.py " arguments
#define FIXTURE_VHD(options) "python3 $disks/mkvhd.py " options
#define FIXTURE_VHDX(options) "python3 $disks/mkvhdx.py " options

/* `data`: random, repeated and no bytes, in pieces of a grain or two. */
static inline void
fixture_write_data (void)
{
  enum { DISK_SIZE = 300 * 1024, PIECE = 4096 };
  static char piece[PIECE];
  FILE *file = fopen ("data", "wb");
  unsigned seed = 3;
  size_t n, i;

  ck_assert_ptr_nonnull (file);
  for (n = 0; n < DISK_SIZE / PIECE; n++) {
    for (i = 0; i < PIECE; i++)
      piece[i] = n % 3 == 0 ? rand_r (&seed) % 255 + 1 : (n % 3 == 1) * 77;
    ck_assert_uint_eq (fwrite (piece, PIECE, 1, file), 1);
  }
  ck_assert_int_eq (fclose (file), 0);
}

/* Makes FOLDER anew with what COMMAND makes.
 * Returns: false when a program for it is missing. */
static inline bool
fixture_make (const char *folder, const char *command)
{
  const char *top = getenv ("top_srcdir");
  char line[1024];

  snprintf (line, sizeof line, "rm -rf %s && mkdir %s", folder, folder);
  ck_assert_int_eq (system (line), 0);
  ck_assert_int_eq (chdir (folder), 0);
  fixture_write_data ();
  snprintf (line, sizeof line,
            "export PYTHONDONTWRITEBYTECODE=1; disks='%s/fixtures/disks'; %s",
            top ? top : ".", command);
  if (system (line) == 0)
    return true;
  ck_assert_int_eq (chdir (".."), 0);
  return false;
}

#endif
