/* vmferry: the signatures of VMDK files.  Kinds that cannot be read are
 * recognised as well, so that they are refused by name instead of being taken
 * for raw disks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/probe.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/checked.h"
#include "formats/image-format.h"
#include "formats/vmdk/descriptor-line.h"
#include "formats/vmdk/vmdk-disk.h"

/* A signature of four bytes is as sure as the format allows. */
enum { SCORE_MAGIC = 95, SCORE_TEXT = 90 };

static const struct {
  const char *magic;
  size_t n;
  enum vf_vmdk_file_kind kind;
} magics[] = {
  { VF_VMDK_MAGIC_HOSTED, 4, VF_VMDK_FILE_HOSTED },
  { VF_VMDK_MAGIC_COWD, 4, VF_VMDK_FILE_COWD },
  { VF_VMDK_MAGIC_SESPARSE, 8, VF_VMDK_FILE_SESPARSE },
  { VF_VMDK_MAGIC_UNFINISHED, 4, VF_VMDK_FILE_UNFINISHED },
  { VF_VMDK_MAGIC_CTK, 16, VF_VMDK_FILE_CTK },
};

/* Whether LINE, which starts with '#', is the title that VMware writes; others
 * space it differently. */
static bool
is_title (const struct vf_text_slice *line)
{
  static const char title[] = "diskdescriptorfile";
  size_t i, matched = 0;

  for (i = 1; i < line->n && title[matched]; i++) {
    if (line->text[i] == ' ')
      continue;
    if (tolower ((unsigned char)line->text[i]) != title[matched++])
      return false;
  }
  return !title[matched];
}

/* Whether LINE starts with WORD in any case. */
static bool
starts_with (const struct vf_text_slice *line, const char *word)
{
  size_t n = strlen (word);

  return line->n >= n && strncasecmp (line->text, word, n) == 0;
}

/* Whether LINE is one that descriptors start with. */
static bool
is_first_key (const struct vf_text_slice *line)
{
  static const char *const keys[]
      = { "version", "encoding", "cid", "parentcid", "createtype" };
  size_t i;

  for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (starts_with (line, keys[i]))
      return memchr (line->text, '=', line->n) != NULL;
  return false;
}

/* VMware's title; or without it, a known key first, and a createType or an
 * extent. */
static bool
is_descriptor (const char *text, size_t n)
{
  struct vf_text_slice rest = { text, strnlen (text, n) };
  struct vf_text_slice line;
  bool has_key = false;

  vf_text_slice_skip_mark (&rest);
  while (vf_text_slice_next_line (&rest, &line)) {
    if (line.n && line.text[0] == '#' && is_title (&line))
      return true;
    if (line.n == 0 || line.text[0] == '#')
      continue;
    has_key = has_key || is_first_key (&line);
    if (!has_key)
      return false;
    if (starts_with (&line, "createtype") || vf_vmdk_line_is_extent (&line))
      return true;
  }
  return false;
}

/* Whether a byte order mark of UTF-16 is followed by a descriptor, of which
 * every second byte is enough to know it. */
static bool
is_utf16_descriptor (const uint8_t *head, size_t n)
{
  char text[VF_PROBE_HEAD / 2];
  bool is_big;
  size_t i;

  if (n < 2 || (memcmp (head, "\xff\xfe", 2) && memcmp (head, "\xfe\xff", 2)))
    return false;
  is_big = head[0] == 0xfe;
  n = vf_min_u64 (n / 2, sizeof text);
  for (i = 1; i < n; i++)
    text[i] = head[2 * i + is_big];
  return is_descriptor (text + 1, n - 1);
}

enum vf_vmdk_file_kind
vf_vmdk_file_kind (const void *head, size_t n)
{
  size_t i;

  for (i = 0; i < sizeof magics / sizeof magics[0]; i++)
    if (n >= magics[i].n && memcmp (head, magics[i].magic, magics[i].n) == 0)
      return magics[i].kind;
  if (is_utf16_descriptor (head, n))
    return VF_VMDK_FILE_UTF16;
  return is_descriptor (head, n) ? VF_VMDK_FILE_DESCRIPTOR
                                 : VF_VMDK_FILE_OTHER;
}

int
vf_vmdk_probe (const struct vf_probe *probe)
{
  switch (vf_vmdk_file_kind (probe->head, probe->head_length)) {
  case VF_VMDK_FILE_OTHER:
    return 0;
  case VF_VMDK_FILE_DESCRIPTOR:
  case VF_VMDK_FILE_UTF16:
    return SCORE_TEXT;
  default:
    return SCORE_MAGIC;
  }
}
