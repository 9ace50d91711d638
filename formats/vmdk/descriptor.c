/* vmferry: the grammar of VMDK descriptors, as tolerant as the field needs:
 * any case, any order, sections and their comments not required.  What is no
 * comment, no extent and no KEY = VALUE is refused, for a skipped extent line
 * would shift all data after it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/descriptor.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/charset.h"
#include "common/error.h"
#include "formats/vmdk/descriptor-line.h"

enum {
  MAX_LINES = 131072, /* 2 GiB parts of a 62 TiB disk are 32,000 */
  MAX_EXTENTS = 65536,
  MAX_PAIRS = 4096, /* real ones have about 20 */
  MAX_VERSION = 3,
};

const char *
vf_vmdk_descriptor_get (const struct vf_vmdk_descriptor *desc, const char *key)
{
  size_t i;

  for (i = 0; i < desc->pairs.count; i++)
    if (strcmp (desc->pairs.items[i].key, key) == 0)
      return desc->pairs.items[i].value;
  return NULL;
}

/* A comment is only looked at for who made the file. */
static int
take_comment (struct vf_vmdk_descriptor *desc,
              const struct vf_text_slice *line, struct vf_error *err)
{
  static const char created_by[] = "created by ";
  size_t n = strlen (created_by);
  struct vf_text_slice text = { line->text + 1, line->n - 1 };

  vf_text_slice_trim (&text);
  if (desc->created_by || text.n <= n
      || strncasecmp (text.text, created_by, n) != 0)
    return 0;
  desc->created_by = vf_charset_to_utf8 (text.text + n, text.n - n, NULL, err);
  return desc->created_by ? 0 : -1;
}

static int
take_extent (struct vf_vmdk_descriptor *desc, const struct vf_text_slice *line,
             unsigned number, struct vf_error *err)
{
  struct vf_vmdk_line extent = { .number = number };

  if (desc->lines.count == MAX_EXTENTS)
    return vf_error_set (err, VF_ERROR_LIMIT, "there are more than %d extents",
                         MAX_EXTENTS);
  if (vf_vmdk_line_parse_extent (line, &extent, err))
    return -1;
  if (vf_vector_push (&desc->lines, extent)) {
    free (extent.name);
    return vf_error_nomem (err, "an extent line");
  }
  return 0;
}

static int
take_pair (struct vf_vmdk_descriptor *desc, const struct vf_text_slice *line,
           struct vf_error *err)
{
  struct vf_vmdk_pair pair = { 0 };

  if (desc->pairs.count == MAX_PAIRS)
    return vf_error_set (err, VF_ERROR_LIMIT, "there are more than %d keys",
                         MAX_PAIRS);
  if (vf_vmdk_line_parse_pair (line, &pair, err))
    return -1;
  if (vf_vector_push (&desc->pairs, pair)) {
    free (pair.key);
    free (pair.value);
    return vf_error_nomem (err, "a key");
  }
  return 0;
}

static int
take_line (struct vf_vmdk_descriptor *desc, const struct vf_text_slice *line,
           unsigned number, struct vf_error *err)
{
  if (line->n == 0)
    return 0;
  if (line->text[0] == '#')
    return take_comment (desc, line, err);
  if (vf_vmdk_line_is_extent (line))
    return take_extent (desc, line, number, err);
  return take_pair (desc, line, err);
}

/* A content identifier: eight hex digits. */
static int
get_cid (const struct vf_vmdk_descriptor *desc, const char *key,
         uint32_t fallback, uint32_t *ret_cid, struct vf_error *err)
{
  const char *text = vf_vmdk_descriptor_get (desc, key);
  unsigned long long value;
  char *end;

  *ret_cid = fallback;
  if (!text)
    return 0;
  value = strtoull (text, &end, 16);
  if (!isxdigit ((unsigned char)text[0]) || *end || value > UINT32_MAX)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "%s is \"%s\", must be a hexadecimal number of 32 "
                         "bits",
                         key, text);
  *ret_cid = (uint32_t)value;
  return 0;
}

static int
check_version (const struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *version = vf_vmdk_descriptor_get (desc, "version");

  if (!version)
    return 0;
  if (strlen (version) != 1 || version[0] < '1'
      || version[0] > '0' + MAX_VERSION)
    return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                         "version is \"%s\", known are 1 to %d", version,
                         MAX_VERSION);
  return 0;
}

/* The parent's name may stand on disk as it stands in the file. */
static int
keep_parent_name (struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *hint = vf_vmdk_descriptor_get (desc, "parentfilenamehint");

  if (hint && !(desc->parent_name = strdup (hint)))
    return vf_error_nomem (err, "the parent's name");
  return 0;
}

/* Values and names by the encoding that the text itself names. */
static int
decode_texts (struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *encoding = vf_vmdk_descriptor_get (desc, "encoding");
  size_t i;

  for (i = 0; i < desc->lines.count; i++) {
    struct vf_vmdk_line *line = &desc->lines.items[i];

    if (!line->name)
      continue;
    line->name_utf8
        = vf_charset_to_utf8 (line->name, strlen (line->name), encoding, err);
    if (!line->name_utf8)
      return -1;
  }
  for (i = 0; i < desc->pairs.count; i++) {
    struct vf_vmdk_pair *pair = &desc->pairs.items[i];
    char *utf8 = vf_charset_to_utf8 (pair->value, strlen (pair->value),
                                     encoding, err);

    if (!utf8)
      return -1;
    if (pair->value == encoding)
      encoding = utf8;
    free (pair->value);
    pair->value = utf8;
  }
  return 0;
}

static int
parse_lines (const char *text, size_t n, struct vf_vmdk_descriptor *desc,
             struct vf_error *err)
{
  struct vf_text_slice rest = { text, n };
  struct vf_text_slice line;
  unsigned number = 0;

  vf_text_slice_skip_mark (&rest);
  while (vf_text_slice_next_line (&rest, &line)) {
    if (++number > MAX_LINES)
      return vf_error_set (err, VF_ERROR_LIMIT, "has more than %d lines",
                           MAX_LINES);
    if (take_line (desc, &line, number, err))
      return vf_error_prefix (err, "line %u", number);
  }
  return 0;
}

int
vf_vmdk_descriptor_parse (const char *text, size_t n,
                          struct vf_vmdk_descriptor *ret, struct vf_error *err)
{
  struct vf_vmdk_descriptor desc = { .parent_cid = VF_VMDK_NO_PARENT };

  if (n > VF_VMDK_MAX_DESCRIPTOR)
    return vf_error_set (err, VF_ERROR_LIMIT,
                         "descriptor: has %zu bytes, the limit is %d", n,
                         VF_VMDK_MAX_DESCRIPTOR);
  if (parse_lines (text, strnlen (text, n), &desc, err)
      || check_version (&desc, err) || keep_parent_name (&desc, err)
      || decode_texts (&desc, err) || get_cid (&desc, "cid", 0, &desc.cid, err)
      || get_cid (&desc, "parentcid", VF_VMDK_NO_PARENT, &desc.parent_cid,
                  err)) {
    vf_vmdk_descriptor_clear (&desc);
    return vf_error_prefix (err, "descriptor");
  }
  *ret = desc;
  return 0;
}

void
vf_vmdk_descriptor_clear (struct vf_vmdk_descriptor *desc)
{
  size_t i;

  for (i = 0; i < desc->lines.count; i++) {
    free (desc->lines.items[i].name);
    free (desc->lines.items[i].name_utf8);
  }
  for (i = 0; i < desc->pairs.count; i++) {
    free (desc->pairs.items[i].key);
    free (desc->pairs.items[i].value);
  }
  free (desc->lines.items);
  free (desc->pairs.items);
  free (desc->parent_name);
  free (desc->created_by);
  *desc = (struct vf_vmdk_descriptor){ .parent_cid = VF_VMDK_NO_PARENT };
}
