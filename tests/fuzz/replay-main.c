/* vmferry: replays a fuzz corpus.  Linked in the place of libFuzzer, it gives
 * each file to the fuzz target once, so that `make check` sees every input
 * that was ever a find.
 *
 * Without arguments fuzz-NAME replays all of $top_srcdir/fixtures/fuzz/NAME/;
 * with arguments it replays those files.  The input is a copy of exactly its
 * size, so that a sanitizer sees a read past its end.  Then it is given with
 * memory that runs out, once at the first allocation, once at the second, and
 * so on (see fuzz-nomem.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "tests/fuzz/fuzz-nomem.h"

/* Beyond those of opening any seed; what comes later is the same over again.
 */
enum { MAX_FAILURES = 300 };

enum { REPLAY_OK = 0, REPLAY_SKIP = 77, REPLAY_ERROR = 99 };

/* The fuzz target of this program. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Ends the program: it could not read what it should replay. */
static void
give_up (const char *path)
{
  fprintf (stderr, "%s: %s\n", path, strerror (errno));
  exit (REPLAY_ERROR);
}

/* Replays SIZE bytes, behind which there is room for a trailer, with each
 * allocation failing: alone, and with all behind it. */
static void
replay_without_memory (uint8_t *data, size_t size)
{
  unsigned number;
  uint8_t *end = data + size;

  memcpy (end + 2, "NM", 2);
  for (number = 1; number <= MAX_FAILURES; number++) {
    end[0] = number & 0xff;
    end[1] = number >> 8;
    LLVMFuzzerTestOneInput (data, size + FUZZ_NOMEM_TRAILER);
    if (!fuzz_nomem_has_failed ())
      break;
    end[1] |= FUZZ_NOMEM_LASTING >> 8;
    LLVMFuzzerTestOneInput (data, size + FUZZ_NOMEM_TRAILER);
  }
}

static void
replay_file (const char *path)
{
  CLEANUP_FILE FILE *file = fopen (path, "rb");
  CLEANUP_FREE uint8_t *data = NULL, *longer = NULL;
  struct stat status;
  size_t size;

  if (file == NULL || fstat (fileno (file), &status) == -1)
    give_up (path);
  size = (size_t) status.st_size;
  data = malloc (size ? size : 1);
  longer = malloc (size + FUZZ_NOMEM_TRAILER);
  if (data == NULL || longer == NULL || fread (data, 1, size, file) != size)
    give_up (path);
  /* The last name printed is the input that ended the program. */
  printf ("%s\n", path);
  fflush (stdout);
  LLVMFuzzerTestOneInput (data, size);
  memcpy (longer, data, size);
  replay_without_memory (longer, size);
}

/* Every file of a folder but hidden ones. */
static int
replay_folder (const char *folder)
{
  CLEANUP_DIR DIR *dir = opendir (folder);
  struct dirent *entry;
  int count = 0;

  if (dir == NULL && errno == ENOENT) {
    printf ("skipped: no corpus at %s\n", folder);
    return REPLAY_SKIP;
  }
  if (dir == NULL)
    give_up (folder);
  while ((entry = readdir (dir)) != NULL) {
    CLEANUP_FREE char *path = NULL;

    if (entry->d_name[0] == '.')
      continue;
    if (asprintf (&path, "%s/%s", folder, entry->d_name) == -1)
      give_up (folder);
    replay_file (path);
    count++;
  }
  printf ("%d inputs replayed\n", count);
  return count > 0 ? REPLAY_OK : REPLAY_ERROR;
}

int
main (int argc, char *argv[])
{
  const char *name = program_invocation_short_name;
  const char *top_srcdir = getenv ("top_srcdir");
  CLEANUP_FREE char *folder = NULL;

  for (int i = 1; i < argc; i++)
    replay_file (argv[i]);
  if (argc > 1)
    return REPLAY_OK;
  if (strncmp (name, "fuzz-", 5) == 0)
    name += 5;
  if (asprintf (&folder, "%s/fixtures/fuzz/%s", top_srcdir ? top_srcdir : ".",
                name) == -1)
    give_up (name);
  return replay_folder (folder);
}
