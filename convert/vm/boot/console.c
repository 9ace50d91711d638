/* vmferry: what the text on a guest's console says about its boot: lines out
 * of bytes, and each line held against the table of signs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/console.h"

#include <regex.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/boot/ansi.h"
#include "convert/vm/boot/console-signs.h"

enum {
  MAX_LINE = 1024, /* longer ones are cut in two */
  KEPT_LINES = 64, /* for the tail */
  MAX_SIGNS = 64,
  EXPECT_SIZE = 1024,
};

struct vf_console {
  struct vf_ansi ansi;
  regex_t signs[MAX_SIGNS];
  size_t n_signs;
  regex_t firmware, expect;
  bool has_firmware, has_expect;
  char line[MAX_LINE + 1]; /* the one under way */
  size_t line_length;
  char kept[KEPT_LINES][MAX_LINE + 1]; /* a ring */
  size_t n_lines;                      /* ever */
  enum vf_boot_reason finding;
  enum vf_boot_reason hint_reason; /* whose hint that is */
  char hint[MAX_LINE + 1];
  char detail[MAX_LINE + 1];
  bool has_login, has_output;
  bool is_detail_open; /* its line goes on */
};

static int
compile (regex_t *regex, const char *pattern, struct vf_error *err)
{
  char text[EXPECT_SIZE];
  int r = regcomp (regex, pattern, REG_EXTENDED | REG_NOSUB);

  if (!r)
    return 0;
  regerror (r, regex, text, sizeof text);
  return vf_error_set (err, VF_ERROR_USAGE, "regular expression '%s': %s",
                       pattern, text);
}

static int
compile_all (struct vf_console *console, const char *expect,
             struct vf_error *err)
{
  const struct vf_console_sign *sign;

  for (sign = vf_console_signs; sign->pattern; sign++, console->n_signs++)
    if (console->n_signs == MAX_SIGNS
        || compile (&console->signs[console->n_signs], sign->pattern, err))
      return -1;
  if (compile (&console->firmware, vf_console_firmware_pattern, err))
    return -1;
  console->has_firmware = true;
  if (expect && compile (&console->expect, expect, err))
    return -1;
  console->has_expect = expect != NULL;
  return 0;
}

struct vf_console *
vf_console_new (const char *expect, struct vf_error *err)
{
  CLEANUP_CONSOLE struct vf_console *console = calloc (1, sizeof *console);

  if (!console) {
    vf_error_nomem (err, "a console");
    return NULL;
  }
  return compile_all (console, expect, err) ? NULL : TAKE (console);
}

void
vf_console_free (struct vf_console *console)
{
  size_t i;

  if (!console)
    return;
  for (i = 0; i < console->n_signs; i++)
    regfree (&console->signs[i]);
  if (console->has_firmware)
    regfree (&console->firmware);
  if (console->has_expect)
    regfree (&console->expect);
  free (console);
}

static bool
matches (const regex_t *regex, const char *line)
{
  return regexec (regex, line, 0, NULL, 0) == 0;
}

static void
decide (struct vf_console *console, enum vf_boot_reason reason)
{
  bool has_hint = console->hint_reason == reason;

  console->finding = reason;
  console->is_detail_open = !has_hint;
  strcpy (console->detail, has_hint ? console->hint : console->line);
}

static void
apply_sign (struct vf_console *console, const struct vf_console_sign *sign)
{
  if (sign->reason == VF_BOOT_LOGIN_PROMPT) {
    console->has_login = true;
    if (console->has_expect)
      return;
  }
  if (!sign->is_hint) {
    decide (console, sign->reason);
  } else if (console->hint_reason != sign->reason) {
    /* The first of its kind is nearest to the cause. */
    console->hint_reason = sign->reason;
    strcpy (console->hint, console->line);
  }
}

/* Holds the line, complete or not, against all that is known. */
static void
look_at_line (struct vf_console *console, bool is_complete)
{
  size_t i;

  if (console->is_detail_open)
    strcpy (console->detail, console->line);
  if (console->finding != VF_BOOT_UNDECIDED)
    return;
  if (console->has_expect && matches (&console->expect, console->line)) {
    decide (console, VF_BOOT_EXPECTED);
    return;
  }
  for (i = 0; i < console->n_signs; i++)
    if ((is_complete || !vf_console_signs[i].is_hint)
        && matches (&console->signs[i], console->line)) {
      apply_sign (console, &vf_console_signs[i]);
      return;
    }
}

static void
end_line (struct vf_console *console)
{
  if (console->line[strspn (console->line, " ")] == '\0') {
    console->line_length = 0;
    console->line[0] = '\0';
    return;
  }
  look_at_line (console, true);
  console->is_detail_open = false;
  if (!matches (&console->firmware, console->line))
    console->has_output = true;
  memcpy (console->kept[console->n_lines++ % KEPT_LINES], console->line,
          console->line_length + 1);
  console->line_length = 0;
  console->line[0] = '\0';
}

void
vf_console_feed (struct vf_console *console, const char *bytes, size_t n)
{
  size_t i;

  for (i = 0; i < n; i++) {
    char c = vf_ansi_next (&console->ansi, bytes[i]);

    if (c == '\n' || console->line_length == MAX_LINE)
      end_line (console);
    if (c && c != '\n') {
      console->line[console->line_length++] = c;
      console->line[console->line_length] = '\0';
    }
  }
  if (console->line_length > 0)
    look_at_line (console, false); /* a prompt has no end */
}

enum vf_boot_reason
vf_console_finding (const struct vf_console *console)
{
  return console->finding;
}

const char *
vf_console_detail (const struct vf_console *console)
{
  return console->detail;
}

bool
vf_console_has_login (const struct vf_console *console)
{
  return console->has_login;
}

bool
vf_console_has_output (const struct vf_console *console)
{
  return console->has_output;
}

char *
vf_console_tail (const struct vf_console *console, size_t max_lines)
{
  size_t have = console->n_lines < KEPT_LINES ? console->n_lines : KEPT_LINES;
  size_t count = max_lines < have ? max_lines : have;
  size_t i, n = 0;
  char *text = malloc ((count + 1) * (MAX_LINE + 1) + 1);

  if (!text)
    return NULL;
  for (i = console->n_lines - count; i < console->n_lines; i++)
    n += (size_t)sprintf (text + n, "%s\n", console->kept[i % KEPT_LINES]);
  if (console->line_length > 0)
    n += (size_t)sprintf (text + n, "%s\n", console->line);
  text[n] = '\0';
  return text;
}
