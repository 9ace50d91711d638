/* vmferry: reading OVF manifests and holding files to them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "common/charset.h"
#include "common/error.h"
#include "common/io.h"
#include "common/text.h"

void
vf_manifest_free (struct vf_manifest *manifest)
{
  size_t i;

  if (!manifest)
    return;
  for (i = 0; i < manifest->entries.count; i++) {
    free (manifest->entries.items[i].name);
    free (manifest->entries.items[i].file);
  }
  free (manifest->entries.items);
  free (manifest);
}

/* Reads exactly the digest's bytes from N digits. */
static int
read_hex (const char *text, size_t n, struct vf_manifest_entry *entry,
          struct vf_error *err)
{
  size_t i, size = vf_digest_size (entry->digest);
  int high, low;

  if (n != 2 * size)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s has %zu digits, must have %zu",
                         vf_digest_name (entry->digest), n, 2 * size);
  for (i = 0; i < size; i++) {
    high = vf_text_hex_value (text[2 * i]);
    low = vf_text_hex_value (text[2 * i + 1]);
    if (high < 0 || low < 0)
      return vf_error_set (err, VF_ERROR_CORRUPT,
                           "%s must be hexadecimal digits",
                           vf_digest_name (entry->digest));
    entry->bytes[i] = (uint8_t)(high << 4 | low);
  }
  return 0;
}

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

/* Shortens the text from *START to *END by the blanks around it. */
static void
trim (const char **start, const char **end)
{
  while (*start < *end && is_blank (**start))
    (*start)++;
  while (*end > *start && is_blank ((*end)[-1]))
    (*end)--;
}

static const char *
last_byte (const char *start, const char *end, char c)
{
  return memrchr (start, c, end - start);
}

static int
read_algorithm (const char *start, const char *end,
                struct vf_manifest_entry *entry, struct vf_error *err)
{
  trim (&start, &end);
  entry->digest = vf_digest_find (start, end - start);
  if (entry->digest)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "the algorithm is \"%.*s\", must be SHA1, SHA256 or "
                       "SHA512",
                       end - start < 20 ? (int)(end - start) : 20, start);
}

/* Adds ENTRY with the name between START and END. */
static int
add_entry (struct vf_manifest *manifest, struct vf_manifest_entry entry,
           const char *start, const char *end, struct vf_error *err)
{
  if (manifest->entries.count == VF_MANIFEST_MAX_ENTRIES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d entries",
                         VF_MANIFEST_MAX_ENTRIES);
  trim (&start, &end);
  entry.name = vf_charset_to_utf8 (start, end - start, NULL, err);
  if (!entry.name)
    return -1;
  if (vf_vector_push (&manifest->entries, entry)) {
    free (entry.name);
    return vf_error_nomem (err, "a manifest");
  }
  return 0;
}

/* Takes "HEX  NAME" or "HEX *NAME" apart.
 * Returns: 1; 0 when it is no such line; -1 on error. */
static int
read_sum_line (const char *start, const char *end,
               struct vf_manifest *manifest, struct vf_error *err)
{
  struct vf_manifest_entry entry = { 0 };
  const char *hex = start;

  while (hex < end && vf_text_hex_value (*hex) >= 0)
    hex++;
  if ((hex - start) % 2 || hex == end || !is_blank (*hex))
    return 0;
  entry.digest = vf_digest_of_size ((hex - start) / 2);
  if (!entry.digest || read_hex (start, hex - start, &entry, err))
    return 0;
  hex++;
  if (hex < end && *hex == '*')
    hex++;
  return add_entry (manifest, entry, hex, end, err) ? -1 : 1;
}

/* Takes "ALGORITHM (NAME) = HEX" apart; a name may have parentheses. */
static int
read_line (const char *start, const char *end, struct vf_manifest *manifest,
           struct vf_error *err)
{
  struct vf_manifest_entry entry = { 0 };
  const char *open = memchr (start, '(', end - start);
  const char *equals = last_byte (start, end, '=');
  const char *close = equals ? last_byte (start, equals, ')') : NULL;
  const char *hex = equals ? equals + 1 : NULL;

  if (!open || !close || close < open)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "must be \"ALGORITHM(FILE)= DIGEST\"");
  trim (&hex, &end);
  if (read_algorithm (start, open, &entry, err)
      || read_hex (hex, end - hex, &entry, err))
    return -1;
  return add_entry (manifest, entry, open + 1, close, err);
}

static int
read_lines (const char *text, size_t n, struct vf_manifest *manifest,
            struct vf_error *err)
{
  const char *end = text + n, *start, *line_end, *next;
  unsigned number = 1;
  int r;

  for (start = text; start < end; start = next, number++) {
    line_end = memchr (start, '\n', end - start);
    next = line_end ? line_end + 1 : end;
    if (!line_end)
      line_end = end;
    trim (&start, &line_end);
    r = start < line_end ? read_sum_line (start, line_end, manifest, err) : 1;
    if (r < 0 || (r == 0 && read_line (start, line_end, manifest, err)))
      return vf_error_prefix (err, "line %u", number);
  }
  return 0;
}

struct vf_manifest *
vf_manifest_read (const char *text, size_t n, struct vf_error *err)
{
  CLEANUP_MANIFEST struct vf_manifest *manifest = calloc (1, sizeof *manifest);

  if (!manifest) {
    vf_error_nomem (err, "a manifest");
    return NULL;
  }
  return read_lines (text, n, manifest, err) ? NULL : TAKE (manifest);
}

static const char *
without_dot (const char *name)
{
  while (name[0] == '.' && name[1] == '/')
    name += 2;
  return name;
}

const struct vf_manifest_entry *
vf_manifest_find (const struct vf_manifest *manifest, const char *name)
{
  const struct vf_manifest_entry *entry = manifest->entries.items;
  size_t i;

  name = without_dot (name);
  for (i = 0; i < manifest->entries.count; i++, entry++)
    if (strcmp (without_dot (entry->name), name) == 0)
      return entry;
  return NULL;
}

static const char *
to_hex (const uint8_t *bytes, size_t n, char text[2 * VF_DIGEST_MAX + 1])
{
  static const char digits[] = "0123456789abcdef";
  size_t i;

  for (i = 0; i < n; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  text[2 * n] = '\0';
  return text;
}

int
vf_manifest_compare (const struct vf_manifest_entry *entry, struct vf_io *io,
                     struct vf_job *job, struct vf_error *err)
{
  size_t n = vf_digest_size (entry->digest);
  char is[2 * VF_DIGEST_MAX + 1], wanted[2 * VF_DIGEST_MAX + 1];
  uint8_t bytes[VF_DIGEST_MAX];

  if (vf_digest_io (entry->digest, io, job, bytes, err))
    return -1;
  if (memcmp (bytes, entry->bytes, n) == 0)
    return 0;
  return vf_error_set (err, VF_ERROR_CORRUPT,
                       "%s: %s is %s, but the manifest says %s",
                       vf_io_name (io), vf_digest_name (entry->digest),
                       to_hex (bytes, n, is),
                       to_hex (entry->bytes, n, wanted));
}
