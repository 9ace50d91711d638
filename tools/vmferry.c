/* vmferry: the program: which command was asked for
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
  "usage: vmferry --help | --version\n"
  "vmferry moves virtual machines from VMware and Hyper-V to KVM.\n";

int
main (int argc, char *argv[])
{
  if (argc == 2 && strcmp (argv[1], "--version") == 0) {
    printf ("vmferry %s\n", PACKAGE_VERSION);
    return EXIT_SUCCESS;
  }
  if (argc == 2 && (strcmp (argv[1], "--help") == 0
                    || strcmp (argv[1], "-h") == 0)) {
    fputs (usage, stdout);
    return EXIT_SUCCESS;
  }
  fputs (usage, stderr);
  return 2;
}
