/* vmferry: XML out, on libxml2's text writer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/xml-out.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"

struct vf_xml {
  xmlBufferPtr buffer;
  xmlTextWriterPtr writer;
  bool failed;
};

struct vf_xml *
vf_xml_new (struct vf_error *err)
{
  CLEANUP_XML struct vf_xml *xml = calloc (1, sizeof *xml);

  if (xml)
    xml->buffer = xmlBufferCreate ();
  if (xml && xml->buffer)
    xml->writer = xmlNewTextWriterMemory (xml->buffer, 0);
  if (!xml || !xml->writer) {
    vf_error_nomem (err, "XML");
    return NULL;
  }
  xmlTextWriterSetQuoteChar (xml->writer, '\'');
  xmlTextWriterSetIndent (xml->writer, 1);
  xmlTextWriterSetIndentString (xml->writer, BAD_CAST "  ");
  return TAKE (xml);
}

void
vf_xml_free (struct vf_xml *xml)
{
  if (!xml)
    return;
  if (xml->writer)
    xmlFreeTextWriter (xml->writer);
  if (xml->buffer)
    xmlBufferFree (xml->buffer);
  free (xml);
}

/* Notes a failure of libxml2. */
static void
check (struct vf_xml *xml, int result)
{
  if (result < 0)
    xml->failed = true;
}

/* Whether the character at TEXT is U+FFFE or U+FFFF. */
static bool
is_noncharacter (const char *text)
{
  return strncmp (text, "\xef\xbf\xbe", 3) == 0
         || strncmp (text, "\xef\xbf\xbf", 3) == 0;
}

/* TEXT as XML allows it.
 * Source:  XML 1.0, production 2 */
static char *
clean (const char *text)
{
  char *copy = vf_text_to_utf8 (text, strlen (text)), *from, *to;

  if (!copy)
    return NULL;
  for (from = to = copy; *from; from++) {
    if ((unsigned char)*from < 0x20 && !strchr ("\t\n\r", *from))
      continue;
    if (is_noncharacter (from)) {
      *to++ = ' ';
      from += 2;
    } else
      *to++ = *from;
  }
  *to = '\0';
  return copy;
}

/* Writes one of the characters of an attribute's value.  libxml2 leaves an
 * apostrophe as it is, even where apostrophes are the quotes. */
static void
write_escaped (struct vf_xml *xml, char c)
{
  static const char special[] = "&<>\"'\t\n\r";
  char text[8] = { c, '\0' };

  if (strchr (special, c))
    snprintf (text, sizeof text, "&#%d;", c);
  check (xml, xmlTextWriterWriteRaw (xml->writer, BAD_CAST text));
}

static void
write_attribute (struct vf_xml *xml, const char *name, const char *value)
{
  CLEANUP_FREE char *text = clean (value);
  const char *at;

  check (xml, xmlTextWriterStartAttribute (xml->writer, BAD_CAST name));
  for (at = text; at && *at; at++)
    write_escaped (xml, *at);
  check (xml, xmlTextWriterEndAttribute (xml->writer));
  if (!text)
    xml->failed = true;
}

static void
start (struct vf_xml *xml, const char *name, va_list attributes)
{
  const char *attribute;

  check (xml, xmlTextWriterStartElement (xml->writer, BAD_CAST name));
  while ((attribute = va_arg (attributes, const char *)))
    write_attribute (xml, attribute, va_arg (attributes, const char *));
}

void
vf_xml_open (struct vf_xml *xml, const char *name, ...)
{
  va_list attributes;

  va_start (attributes, name);
  start (xml, name, attributes);
  va_end (attributes);
}

void
vf_xml_close (struct vf_xml *xml)
{
  check (xml, xmlTextWriterEndElement (xml->writer));
}

void
vf_xml_leaf (struct vf_xml *xml, const char *name, ...)
{
  va_list attributes;

  va_start (attributes, name);
  start (xml, name, attributes);
  va_end (attributes);
  vf_xml_close (xml);
}

void
vf_xml_attribute (struct vf_xml *xml, const char *name, const char *fmt, ...)
{
  CLEANUP_FREE char *value = NULL;
  va_list args;
  int n;

  va_start (args, fmt);
  n = vasprintf (&value, fmt, args);
  va_end (args);
  if (n < 0) {
    value = NULL;
    xml->failed = true;
  } else
    write_attribute (xml, name, value);
}

void
vf_xml_content (struct vf_xml *xml, const char *text)
{
  CLEANUP_FREE char *copy = clean (text);

  if (!copy)
    xml->failed = true;
  else
    check (xml, xmlTextWriterWriteString (xml->writer, BAD_CAST copy));
}

void
vf_xml_text (struct vf_xml *xml, const char *name, const char *text)
{
  if (!text)
    return;
  check (xml, xmlTextWriterStartElement (xml->writer, BAD_CAST name));
  vf_xml_content (xml, text);
  vf_xml_close (xml);
}

char *
vf_xml_finish (struct vf_xml *xml, struct vf_error *err)
{
  char *text = NULL;

  check (xml, xmlTextWriterEndDocument (xml->writer));
  check (xml, xmlTextWriterFlush (xml->writer));
  if (!xml->failed)
    text = strdup ((const char *)xmlBufferContent (xml->buffer));
  if (!text)
    vf_error_nomem (err, "XML");
  return text;
}
