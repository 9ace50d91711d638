/* vmferry: reading a .vmx into a dictionary, and finding things in it.
 *
 * The charset that ".encoding" names holds for the whole file, so it is found
 * by a scan over the raw lines before anything is decoded.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-dict.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/charset.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/vmx/vmx-line.h"

/* What is left to read, line by line. */
struct reader {
  const char *at;
  const char *end;
  unsigned line; /* number of the line that was read last */
};

static void
clear_entry (struct vf_vmx_entry *entry)
{
  free (entry->key);
  free (entry->lower);
  free (entry->value);
  free (entry->note);
}

void
vf_vmx_free (struct vf_vmx *vmx)
{
  size_t i;

  if (!vmx)
    return;
  for (i = 0; i < vmx->entries.count; i++)
    clear_entry (&vmx->entries.items[i]);
  free (vmx->entries.items);
  free (vmx->index.items);
  free (vmx);
}

/* The next line, without its end; false at the end of the text. */
static bool
next_line (struct reader *reader, const char **ret_line, size_t *ret_n)
{
  size_t left = (size_t)(reader->end - reader->at);
  const char *end;

  if (!left)
    return false;
  end = memchr (reader->at, '\n', left);
  *ret_line = reader->at;
  *ret_n = (size_t)((end ? end : reader->end) - reader->at);
  reader->at = end ? end + 1 : reader->end;
  reader->line++;
  return true;
}

static struct reader
start_reader (const char *bytes, size_t n)
{
  static const char bom[] = "\xef\xbb\xbf";

  if (n >= 3 && memcmp (bytes, bom, 3) == 0) {
    bytes += 3;
    n -= 3;
  }
  return (struct reader){ bytes, bytes + n, 0 };
}

/* The value of ".encoding", NULL when there is none.
 * Errors:  NOMEM */
static int
find_charset (const char *bytes, size_t n, char **ret_charset,
              struct vf_error *err)
{
  static const char key[] = ".encoding";
  struct reader reader = start_reader (bytes, n);
  struct vf_vmx_line line;
  const char *text;
  size_t length;

  while (next_line (&reader, &text, &length)) {
    if (vf_vmx_split_line (text, length, &line) != VF_VMX_LINE_ENTRY
        || line.key_length != sizeof key - 1
        || strncasecmp (line.key, key, sizeof key - 1))
      continue;
    *ret_charset = strndup (line.value, line.value_length);
    return *ret_charset ? 0 : vf_error_nomem (err, "a charset");
  }
  return 0;
}

/* BYTES as the file means them: escapes undone, in UTF-8. */
static char *
decode (const char *bytes, size_t n, const char *charset, struct vf_error *err)
{
  CLEANUP_FREE char *copy = malloc (n + 1);

  if (!copy) {
    vf_error_nomem (err, "a value");
    return NULL;
  }
  memcpy (copy, bytes, n);
  return vf_charset_to_utf8 (copy, vf_vmx_unescape (copy, n), charset, err);
}

static char *
lower_case (const char *text)
{
  char *lower = strdup (text), *at;

  for (at = lower; at && *at; at++)
    *at = (char)tolower ((unsigned char)*at);
  return lower;
}

static int
check_limits (const struct vf_vmx_line *line, unsigned number,
              struct vf_error *err)
{
  if (line->key_length > VF_VMX_MAX_KEY)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "line %u: the key has %zu bytes, must be at most %d",
                         number, line->key_length, VF_VMX_MAX_KEY);
  if (line->value_length > VF_VMX_MAX_VALUE)
    return vf_error_set (
        err, VF_ERROR_LIMIT,
        "line %u: the value of \"%.*s\" has %zu bytes, must be at most %d",
        number, (int)line->key_length, line->key, line->value_length,
        VF_VMX_MAX_VALUE);
  return 0;
}

/* Fills ENTRY from a line; a damaged one becomes an entry without key. */
static int
fill_entry (struct vf_vmx_entry *entry, const struct vf_vmx_line *line,
            const char *charset, struct vf_error *err)
{
  if (check_limits (line, entry->line, err))
    return -1;
  entry->value = decode (line->value, line->value_length, charset, err);
  if (!entry->value)
    return -1;
  if (!line->key)
    return vf_vmx_judge (entry, VF_FATE_UNKNOWN,
                         "not of the form key = \"value\"", err);
  entry->key = vf_text_to_utf8 (line->key, line->key_length);
  entry->lower = entry->key ? lower_case (entry->key) : NULL;
  return entry->lower ? 0 : vf_error_nomem (err, "a key");
}

static int
add_line (struct vf_vmx *vmx, const struct vf_vmx_line *line, unsigned number,
          const char *charset, struct vf_error *err)
{
  struct vf_vmx_entry entry = { .line = number, .fault = line->fault };

  if (vmx->entries.count == VF_VMX_MAX_ENTRIES)
    return vf_error_set (err, VF_ERROR_LIMIT, "line %u: more than %d entries",
                         number, VF_VMX_MAX_ENTRIES);
  if (fill_entry (&entry, line, charset, err)) {
    clear_entry (&entry);
    return -1;
  }
  if (vf_vector_push (&vmx->entries, entry)) {
    clear_entry (&entry);
    return vf_error_nomem (err, "entries");
  }
  return 0;
}

static int
read_lines (struct vf_vmx *vmx, struct reader reader, const char *charset,
            struct vf_error *err)
{
  struct vf_vmx_line line;
  const char *text;
  size_t n;

  while (next_line (&reader, &text, &n)) {
    switch (vf_vmx_split_line (text, n, &line)) {
    case VF_VMX_LINE_EMPTY:
      continue;
    case VF_VMX_LINE_DAMAGED:
      line = (struct vf_vmx_line){ .value = text, .value_length = n };
      break;
    case VF_VMX_LINE_ENTRY:
      break;
    }
    if (add_line (vmx, &line, reader.line, charset, err))
      return -1;
  }
  return 0;
}

/* By key, then by place in the file. */
static int
compare_entries (const void *a, const void *b, void *data)
{
  const struct vf_vmx_entry *entries = data;
  size_t i = *(const size_t *)a, j = *(const size_t *)b;
  int order = strcmp (entries[i].lower, entries[j].lower);

  return order ? order : (i > j) - (i < j);
}

/* Judges an entry that comes after FIRST, which has the same key. */
static int
judge_duplicate (const struct vf_vmx_entry *first, struct vf_vmx_entry *entry,
                 struct vf_error *err)
{
  CLEANUP_FREE char *note = NULL;
  bool is_same = strcmp (first->value, entry->value) == 0;

  note = vf_text_printf (is_same ? "the same as line %u"
                                 : "line %u has the key first, and holds",
                         first->line);
  if (!note)
    return vf_error_nomem (err, "a note");
  return vf_vmx_judge (entry, is_same ? VF_FATE_IRRELEVANT : VF_FATE_LOSS,
                       note, err);
}

/* Builds the index; where a key comes twice, the first one holds. */
static int
build_index (struct vf_vmx *vmx, struct vf_error *err)
{
  struct vf_vmx_entry *entries = vmx->entries.items;
  size_t i, kept = 0, *index;

  for (i = 0; i < vmx->entries.count; i++)
    if (entries[i].key && vf_vector_push (&vmx->index, i))
      return vf_error_nomem (err, "an index");
  index = vmx->index.items;
  if (!index)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "no line is of the form key = \"value\"");
  qsort_r (index, vmx->index.count, sizeof *index, compare_entries, entries);
  for (i = 0; i < vmx->index.count; i++) {
    struct vf_vmx_entry *entry = &entries[index[i]];

    if (!kept || strcmp (entries[index[kept - 1]].lower, entry->lower))
      index[kept++] = index[i];
    else if (judge_duplicate (&entries[index[kept - 1]], entry, err))
      return -1;
  }
  vmx->index.count = kept;
  return 0;
}

struct vf_vmx *
vf_vmx_parse (const char *bytes, size_t n, struct vf_error *err)
{
  CLEANUP_VMX struct vf_vmx *vmx = calloc (1, sizeof *vmx);
  CLEANUP_FREE char *charset = NULL;

  if (!vmx) {
    vf_error_nomem (err, "a dictionary");
    return NULL;
  }
  if (n > VF_VMX_MAX_BYTES) {
    vf_error_set (err, VF_ERROR_LIMIT, "%zu bytes, must be at most %d", n,
                  VF_VMX_MAX_BYTES);
    return NULL;
  }
  if (find_charset (bytes, n, &charset, err)
      || read_lines (vmx, start_reader (bytes, n), charset, err)
      || build_index (vmx, err))
    return NULL;
  return TAKE (vmx);
}
