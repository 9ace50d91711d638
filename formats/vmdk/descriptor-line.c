/* vmferry: what one line of a VMDK descriptor says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/descriptor-line.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "common/cleanup.h"
#include "common/error.h"
#include "formats/vmdk/descriptor.h"

enum {
  MAX_EXTENT_LINE = 8192, /* the longest path is 4096 */
  MAX_PAIR_LINE = 65536,  /* the key safe of an encrypted disk is long */
};

static const char *const access_names[] = {
  [VF_VMDK_RW] = "rw",
  [VF_VMDK_RDONLY] = "rdonly",
  [VF_VMDK_NOACCESS] = "noaccess",
};

static const char *const type_names[] = {
  [VF_VMDK_FLAT] = "flat",
  [VF_VMDK_SPARSE] = "sparse",
  [VF_VMDK_ZERO] = "zero",
  [VF_VMDK_VMFS] = "vmfs",
  [VF_VMDK_VMFSSPARSE] = "vmfssparse",
  [VF_VMDK_SESPARSE] = "sesparse",
  [VF_VMDK_VMFSRDM] = "vmfsrdm",
  [VF_VMDK_VMFSRAW] = "vmfsraw",
  [VF_VMDK_VSANSPARSE] = "vsansparse",
};

const char *
vf_vmdk_type_name (enum vf_vmdk_extent_type type)
{
  return type_names[type];
}

static bool
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

void
vf_text_slice_trim (struct vf_text_slice *slice)
{
  while (slice->n && is_space (slice->text[0])) {
    slice->text++;
    slice->n--;
  }
  while (slice->n && is_space (slice->text[slice->n - 1]))
    slice->n--;
}

void
vf_text_slice_skip_mark (struct vf_text_slice *slice)
{
  static const char mark[] = "\xef\xbb\xbf";
  enum { LENGTH = sizeof mark - 1 };

  if (slice->n >= LENGTH && memcmp (slice->text, mark, LENGTH) == 0) {
    slice->text += LENGTH;
    slice->n -= LENGTH;
  }
}

bool
vf_text_slice_next_line (struct vf_text_slice *rest,
                         struct vf_text_slice *ret_line)
{
  const char *end;

  if (rest->n == 0)
    return false;
  end = memchr (rest->text, '\n', rest->n);
  ret_line->text = rest->text;
  ret_line->n = end ? (size_t)(end - rest->text) : rest->n;
  rest->text += ret_line->n + (end != NULL);
  rest->n -= ret_line->n + (end != NULL);
  vf_text_slice_trim (ret_line);
  return true;
}

/* Cuts the next word off REST, which is left trimmed. */
static struct vf_text_slice
next_word (struct vf_text_slice *rest)
{
  struct vf_text_slice word = { rest->text, 0 };

  while (word.n < rest->n && !is_space (rest->text[word.n]))
    word.n++;
  rest->text += word.n;
  rest->n -= word.n;
  vf_text_slice_trim (rest);
  return word;
}

/* The place of WORD in NAMES, or -1. */
static int
find_name (const struct vf_text_slice *word, const char *const *names,
           size_t count)
{
  size_t i;

  for (i = 0; i < count; i++)
    if (strlen (names[i]) == word->n
        && strncasecmp (names[i], word->text, word->n) == 0)
      return (int)i;
  return -1;
}

static int
find_access (const struct vf_text_slice *word)
{
  return find_name (word, access_names,
                    sizeof access_names / sizeof access_names[0]);
}

bool
vf_vmdk_line_is_extent (const struct vf_text_slice *line)
{
  struct vf_text_slice rest = *line;
  struct vf_text_slice word = next_word (&rest);

  return find_access (&word) >= 0 && !(rest.n && rest.text[0] == '=');
}

/* A count of sectors, decimal. */
static int
parse_sectors (const struct vf_text_slice *word, const char *what,
               uint64_t *ret_sectors, struct vf_error *err)
{
  uint64_t value = 0, bytes;
  size_t i;

  for (i = 0; i < word->n; i++) {
    if (!isdigit ((unsigned char)word->text[i])
        || !vf_mul_u64 (value, 10, &value)
        || !vf_add_u64 (value, (uint64_t)(word->text[i] - '0'), &value))
      break;
  }
  if (i == 0 || i < word->n || !vf_sectors_to_bytes (value, &bytes))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s is \"%.*s\", must be a number of sectors", what,
                         (int)vf_min_u64 (word->n, 40), word->text);
  *ret_sectors = value;
  return 0;
}

/* The file name: from the first quote to the last, for a name may hold quotes
 * and what follows it has none. */
static int
parse_name (struct vf_text_slice *rest, struct vf_vmdk_line *extent,
            struct vf_error *err)
{
  const char *last = memrchr (rest->text, '"', rest->n);
  size_t n = (size_t)(last - rest->text);

  if (n < 2)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "the file name is empty or its quote is not closed");
  extent->name = strndup (rest->text + 1, n - 1);
  if (!extent->name)
    return vf_error_nomem (err, "a file name");
  rest->text += n + 1;
  rest->n -= n + 1;
  vf_text_slice_trim (rest);
  return 0;
}

/* What follows the type: a file name and where in it the data starts. */
static int
parse_file (struct vf_text_slice *rest, struct vf_vmdk_line *extent,
            struct vf_error *err)
{
  struct vf_text_slice word;

  if (rest->n == 0)
    return 0;
  if (rest->text[0] != '"')
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "a file name in quotes must follow the type");
  if (parse_name (rest, extent, err))
    return -1;
  if (rest->n == 0)
    return 0;
  word = next_word (rest);
  return parse_sectors (&word, "the offset", &extent->offset_sectors, err);
}

int
vf_vmdk_line_parse_extent (const struct vf_text_slice *line,
                           struct vf_vmdk_line *ret_extent,
                           struct vf_error *err)
{
  struct vf_text_slice rest = *line;
  struct vf_text_slice access = next_word (&rest);
  struct vf_text_slice sectors = next_word (&rest);
  struct vf_text_slice type = next_word (&rest);
  struct vf_vmdk_line extent = *ret_extent;
  int found = find_name (&type, type_names,
                         sizeof type_names / sizeof type_names[0]);

  if (line->n > MAX_EXTENT_LINE)
    return vf_error_set (err, VF_ERROR_LIMIT, "has %zu bytes, the limit is %d",
                         line->n, MAX_EXTENT_LINE);
  if (parse_sectors (&sectors, "the extent's size", &extent.sectors, err))
    return -1;
  if (found < 0)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "the extent's type \"%.*s\" is not known",
                         (int)vf_min_u64 (type.n, 40), type.text);
  extent.access = (enum vf_vmdk_access)find_access (&access);
  extent.type = (enum vf_vmdk_extent_type)found;
  if (parse_file (&rest, &extent, err)) {
    free (extent.name);
    return -1;
  }
  *ret_extent = extent;
  return 0;
}

/* Whether TEXT may be a key: letters, digits, dots and a few more. */
static bool
is_key (const struct vf_text_slice *text)
{
  size_t i;

  for (i = 0; i < text->n; i++)
    if (!isalnum ((unsigned char)text->text[i])
        && !strchr ("._-:/", text->text[i]))
      return false;
  return text->n > 0;
}

/* The text in lower case, as a string. */
static char *
lower_dup (const struct vf_text_slice *text)
{
  char *copy = strndup (text->text, text->n);
  char *c;

  for (c = copy; c && *c; c++)
    *c = (char)tolower ((unsigned char)*c);
  return copy;
}

int
vf_vmdk_line_parse_pair (const struct vf_text_slice *line,
                         struct vf_vmdk_pair *ret_pair, struct vf_error *err)
{
  const char *equals = memchr (line->text, '=', line->n);
  struct vf_text_slice key = { line->text, 0 }, value;
  CLEANUP_FREE char *key_copy = NULL;

  if (line->n > MAX_PAIR_LINE)
    return vf_error_set (err, VF_ERROR_LIMIT, "has %zu bytes, the limit is %d",
                         line->n, MAX_PAIR_LINE);
  if (equals)
    key.n = (size_t)(equals - line->text);
  vf_text_slice_trim (&key);
  if (!is_key (&key))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "is no comment, no extent and no KEY = VALUE");
  value.text = equals + 1;
  value.n = line->n - (size_t)(value.text - line->text);
  vf_text_slice_trim (&value);
  if (value.n >= 2 && value.text[0] == '"' && value.text[value.n - 1] == '"') {
    value.text++;
    value.n -= 2;
  }
  key_copy = lower_dup (&key);
  ret_pair->value = strndup (value.text, value.n);
  if (!key_copy || !ret_pair->value) {
    free (ret_pair->value);
    return vf_error_nomem (err, "a key");
  }
  ret_pair->key = TAKE (key_copy);
  return 0;
}
