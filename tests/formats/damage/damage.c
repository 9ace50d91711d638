/* vmferry: what is done to the bytes of a sound image.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/formats/damage/damage.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "common/checked.h"
#include "common/span.h"
#include "tests/formats/damage/judge.h"
#include "tests/formats/fixtures.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif

/* One change is looked at in a few milliseconds; a hang is longer. */
enum { HANG_S = 10, SECTOR = 512, MAX_FAULTS = 100 };

/* A file is cut at every sector near its ends and as long as it is refused,
 * which it is when its metadata is cut.  Where it is read, and far inside of
 * large ones, cuts are farther apart, and never at the same place of a page;
 * with VF_DAMAGE_EVERY_CUT in the environment they are at every sector. */
enum {
  FINE_HEAD = 64 * 1024,
  FINE_TAIL = 8 * 1024,
  FINE_REFUSED = 512 * 1024,
  COARSE = 61 * SECTOR,
  COARSE_REFUSED = 7 * SECTOR,
};

/* Whether this is built with a sanitizer that takes terabytes of addresses. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__               \
    || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { HAS_SHADOW = 1 };
#else
enum { HAS_SHADOW = 0 };
#endif

struct generator {
  const struct damage_fixture *fixture;
  struct damage_judge judge;
  struct damage_bytes sound, work;
  unsigned n_changes, n_faults;
};

/* For the handler of signals. */
static char current[256];

static void
say_current (int signal)
{
  static const char text[] = ": this ended the test\n";
  ssize_t n = write (STDERR_FILENO, current, strlen (current));

  n = write (STDERR_FILENO, text, sizeof text - 1);
  (void)n;
  _exit (128 + signal);
}

static void
load (const char *path, struct damage_bytes *ret_file)
{
  FILE *file = fopen (path, "rb");

  ck_assert_msg (file != NULL, "%s is not there", path);
  ck_assert_int_eq (fseek (file, 0, SEEK_END), 0);
  ret_file->size = ftell (file);
  ret_file->bytes = malloc (ret_file->size + 1);
  rewind (file);
  ck_assert_ptr_nonnull (ret_file->bytes);
  ck_assert_uint_eq (fread (ret_file->bytes, 1, ret_file->size, file),
                     ret_file->size);
  fclose (file);
}

/* Judges the work file, by both ways of opening. */
static void
judge (struct generator *g, enum damage_tolerance tolerance)
{
  const char *wrong = NULL;
  int salvage;

  alarm (HANG_S);
  g->n_changes++;
  for (salvage = 0; salvage < 2 && !wrong; salvage++)
    wrong = damage_judge (&g->judge, &g->work, tolerance, salvage);
  if (wrong && g->n_faults++ < MAX_FAULTS)
    fprintf (stderr, "%s: %s%s\n", current, wrong,
             salvage == 2 ? " (in a salvage)" : "");
}

/* How far it is to the next cut from the one at N. */
static size_t
cut_step (const struct generator *g, size_t n)
{
  size_t coarse = g->judge.was_opened ? COARSE : COARSE_REFUSED;
  size_t fine_head = g->judge.was_opened ? FINE_HEAD : FINE_REFUSED;

  return getenv ("VF_DAMAGE_EVERY_CUT") || n < fine_head
                 || n + coarse + FINE_TAIL > g->sound.size
             ? SECTOR
             : coarse;
}

static void
cut (struct generator *g)
{
  size_t n, step;

  for (n = 0; n < g->sound.size; n += step) {
    snprintf (current, sizeof current, "%s: cut to %zu bytes",
              g->fixture->name, n);
    g->work.size = n;
    memcpy (g->work.bytes, g->sound.bytes, n);
    judge (g, DAMAGE_EXACT);
    step = cut_step (g, n);
  }
  g->work.size = g->sound.size;
}

static uint64_t
get (const struct generator *g, uint64_t at, unsigned width)
{
  uint64_t value = 0;
  unsigned i;

  for (i = 0; i < width; i++)
    value |= (uint64_t)g->sound.bytes[at + i]
             << 8 * (g->fixture->format->is_big_endian ? width - 1 - i : i);
  return value;
}

static void
put (struct generator *g, uint64_t at, unsigned width, uint64_t value)
{
  unsigned i;

  for (i = 0; i < width; i++)
    g->work.bytes[at + i]
        = value >> 8 * (g->fixture->format->is_big_endian ? width - 1 - i : i);
}

/* What KIND means for a field that has OWN in a file. */
static uint64_t
value_of (unsigned kind, uint64_t own, uint64_t file_size, uint64_t max)
{
  switch (kind) {
  case DAMAGE_ONE:
    return 1;
  case DAMAGE_MAX:
    return max;
  case DAMAGE_FILE_LESS:
    return file_size - 1;
  case DAMAGE_FILE_MORE:
    return file_size + 1;
  case DAMAGE_SECTORS_LESS:
    return file_size / SECTOR - 1;
  case DAMAGE_SECTORS_MORE:
    return file_size / SECTOR + 1;
  case DAMAGE_OWN_LESS:
    return (own - 1) & max;
  case DAMAGE_OWN_MORE:
    return (own + 1) & max;
  default:
    return 0;
  }
}

static void
change_field (struct generator *g, const struct damage_structure *structure,
              uint64_t base, const struct damage_field *field)
{
  uint64_t at = base + field->offset;
  uint64_t max = UINT64_MAX >> (64 - 8 * field->width);
  uint64_t own = get (g, at, field->width), value;
  unsigned kind;

  for (kind = 1; kind < DAMAGE_ALL; kind <<= 1) {
    value = value_of (kind, own, g->sound.size, max);
    if (value == own || value > max)
      continue;
    snprintf (current, sizeof current,
              "%s: %s: %s at byte %" PRIu64 ": %#" PRIx64
              " in the place of %#" PRIx64,
              g->fixture->name, structure->name, field->name, at, value, own);
    memcpy (g->work.bytes, g->sound.bytes, g->sound.size);
    put (g, at, field->width, value);
    if (g->fixture->format->seal)
      g->fixture->format->seal (&g->work);
    judge (g, field->excused & kind ? DAMAGE_ANY
              : field->is_size      ? DAMAGE_SIZE
                                    : DAMAGE_EXACT);
  }
}

static void
change_structures (struct generator *g)
{
  const struct damage_format *format = g->fixture->format;
  const struct damage_structure *structure;
  size_t i, j;

  for (i = 0; i < format->n_structures; i++) {
    structure = &format->structures[i];
    uint64_t base = structure->find (&g->sound);

    if (base == DAMAGE_NOWHERE)
      continue;
    for (j = 0; j < structure->n_fields; j++) {
      const struct damage_field *field = &structure->fields[j];

      ck_assert_msg (
          vf_range_inside (base + field->offset, field->width, g->sound.size),
          "%s: %s is not in the file", structure->name, field->name);
      change_field (g, structure, base, field);
    }
  }
}

/* Bytes of address space that this process has. */
static uint64_t
address_space (void)
{
  unsigned long pages = 0;
  FILE *file = fopen ("/proc/self/statm", "r");

  if (file) {
    if (fscanf (file, "%lu", &pages) != 1)
      pages = 0;
    fclose (file);
  }
  return (uint64_t)pages * sysconf (_SC_PAGESIZE);
}

/* From here on so much more memory may be used as a copy may have.  The
 * address sanitizer has its shadow there, and limits allocations itself. */
static void
limit_memory (struct rlimit *ret_before)
{
  enum { MORE = 64 * 1024 * 1024 };
  struct rlimit limit;

  getrlimit (RLIMIT_AS, ret_before);
  limit = *ret_before;
  limit.rlim_cur = address_space () + MORE;
  if (!HAS_SHADOW)
    setrlimit (RLIMIT_AS, &limit);
}

/* Does everything to an image that is there. */
static void
run (struct generator *g)
{
  struct rlimit before;

  load (g->judge.victim, &g->sound);
  load (g->judge.victim, &g->work);
  load ("raw", &g->judge.truth);
  limit_memory (&before);
  snprintf (current, sizeof current, "%s: as it is", g->fixture->name);
  judge (g, DAMAGE_EXACT);
  ck_assert_msg (g->judge.was_opened, "%s: is refused", current);
  strcpy (g->judge.sound_notes, g->judge.notes);
  judge (g, DAMAGE_EXACT); /* now that they count for nothing */
  cut (g);
  change_structures (g);
  alarm (0);
  setrlimit (RLIMIT_AS, &before);
  free (g->sound.bytes);
  free (g->work.bytes);
  free (g->judge.truth.bytes);
}

unsigned
damage_run (const struct damage_fixture *fixture)
{
  struct generator g
      = { .fixture = fixture,
          .judge = { .format = fixture->format->image_format,
                     .victim = fixture->victim ? fixture->victim : "image" } };

  if (!fixture_make ("damage", fixture->command)) {
    printf ("%s: cannot be made here\n", fixture->name);
    return 0;
  }
  signal (SIGALRM, say_current);
  signal (SIGSEGV, say_current);
  run (&g);
  printf ("%s: %u changes, %u faults\n", fixture->name, g.n_changes,
          g.n_faults);
  ck_assert_int_eq (chdir (".."), 0);
  return g.n_faults;
}
