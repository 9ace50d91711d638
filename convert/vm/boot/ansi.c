/* vmferry: a terminal's text without its escape sequences.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/ansi.h"

#include <string.h>

static char
plain (struct vf_ansi *ansi, char c)
{
  if (c == '\033') {
    ansi->state = VF_ANSI_ESCAPE;
    return 0;
  }
  if (c == '\n' || c == '\r')
    return '\n';
  if (c == '\t')
    return ' ';
  return (unsigned char)c < ' ' || c == 0x7f ? 0 : c;
}

static char
escape (struct vf_ansi *ansi, char c)
{
  ansi->state = VF_ANSI_TEXT;
  if (c == '[')
    ansi->state = VF_ANSI_CONTROL;
  else if (c == ']' || c == 'P' || c == '_' || c == '^')
    ansi->state = VF_ANSI_STRING;
  else if (strchr ("()*+#% ", c))
    ansi->state = VF_ANSI_CHARSET;
  else if (c == 'c')
    return '\n';
  return 0;
}

static char
control (struct vf_ansi *ansi, char c)
{
  if (c < '@' || c > '~')
    return 0;
  ansi->state = VF_ANSI_TEXT;
  return strchr ("HfJd", c) ? '\n' : 0;
}

char
vf_ansi_next (struct vf_ansi *ansi, char c)
{
  switch (ansi->state) {
  case VF_ANSI_ESCAPE:
    return escape (ansi, c);
  case VF_ANSI_CONTROL:
    return control (ansi, c);
  case VF_ANSI_STRING:
    if (c == '\a')
      ansi->state = VF_ANSI_TEXT;
    else if (c == '\033')
      ansi->state = VF_ANSI_ESCAPE;
    return 0;
  case VF_ANSI_CHARSET:
    ansi->state = VF_ANSI_TEXT;
    return 0;
  case VF_ANSI_TEXT:
  default:
    return plain (ansi, c);
  }
}
