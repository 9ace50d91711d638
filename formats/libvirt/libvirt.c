/* vmferry: libvirt's domain XML as a kind of VM definition: recognising one,
 * choosing one of several, and the order in which its parts are read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/libvirt/libvirt.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>

#include "common/error.h"
#include "common/io.h"
#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "formats/xml-in.h"

/* Real ones are below 100 KiB. */
enum { MAX_BYTES = 8 << 20 };

/* Roots that have domains in them; the first is one. */
static const char *const roots[] = {
  "domain",
  "domstatus",        /* in /run/libvirt */
  "domainsnapshot",   /* virsh snapshot-dumpxml */
  "domaincheckpoint", /* virsh checkpoint-dumpxml */
  "node",             /* a host of libvirt's test driver */
  "domains",          /* what people put around several */
};

/* Behind blanks, a declaration and comments. */
static const char *
skip_prolog (const char *at, const char *end)
{
  static const struct {
    const char *start, *stop;
  } skips[] = { { "\xef\xbb\xbf", "" }, { "<!--", "-->" }, { "<?", "?>" } };
  const char *before;
  size_t i;

  do {
    before = at;
    while (at < end && *at && strchr (" \t\r\n", *at))
      at++;
    for (i = 0; i < sizeof skips / sizeof *skips; i++) {
      size_t n = strlen (skips[i].start), m = strlen (skips[i].stop);

      if ((size_t)(end - at) < n || memcmp (at, skips[i].start, n) != 0)
        continue;
      at = memmem (at + n, (size_t)(end - at) - n, skips[i].stop, m);
      if (!at)
        return end;
      at += m;
    }
  } while (at > before);
  return at;
}

static int
probe (const char *head, size_t n, const char *path __attribute__ ((unused)))
{
  enum { BY_ROOT = 95 };
  const char *end = head + n, *at = skip_prolog (head, end);
  size_t i, length;

  if (at == end || *at++ != '<')
    return 0;
  for (i = 0; i < sizeof roots / sizeof *roots; i++) {
    length = strlen (roots[i]);
    if ((size_t)(end - at) > length && memcmp (at, roots[i], length) == 0
        && strchr (" \t\r\n/>", at[length]) && at[length])
      return BY_ROOT;
  }
  return 0;
}

static xmlDoc *
parse (struct vf_io *io, struct vf_error *err)
{
  size_t n;
  CLEANUP_FREE char *text = vf_io_read_all (io, MAX_BYTES, &n, err);

  return text ? vf_xml_parse (text, n, err) : NULL;
}

/* The domain behind AFTER (NULL: the first), or NULL. */
static xmlNode *
next_domain (xmlDoc *document, xmlNode *after)
{
  xmlNode *root = vf_xml_root (document);
  size_t i;

  if (vf_xml_is (root, "domain"))
    return after ? NULL : root;
  for (i = 1; i < sizeof roots / sizeof *roots; i++)
    if (vf_xml_is (root, roots[i]))
      return vf_xml_child (root, "domain", after);
  return NULL;
}

/* The text of the child NAME, which the caller frees with xmlFree. */
static xmlChar *
child_text (xmlNode *domain, const char *name)
{
  xmlNode *child = vf_xml_child (domain, name, NULL);

  return child ? xmlNodeGetContent (child) : NULL;
}

/* Whether DOMAIN has WANTED as its name or UUID. */
static bool
is_called (xmlNode *domain, const char *wanted)
{
  xmlChar *name = child_text (domain, "name");
  xmlChar *uuid = child_text (domain, "uuid");
  bool is_it = xmlStrEqual (name, (const xmlChar *)wanted)
               || xmlStrEqual (uuid, (const xmlChar *)wanted);

  xmlFree (name);
  xmlFree (uuid);
  return is_it;
}

/* The only domain that is called WANTED, or NULL. */
static xmlNode *
find_called (xmlDoc *document, const char *wanted, struct vf_error *err)
{
  xmlNode *domain = NULL, *found = NULL;

  while ((domain = next_domain (document, domain))) {
    if (!is_called (domain, wanted))
      continue;
    if (found) {
      vf_error_set (err, VF_ERROR_USAGE,
                    "several domains are called \"%s\", say which with --vm "
                    "and its UUID",
                    wanted);
      return NULL;
    }
    found = domain;
  }
  if (!found)
    vf_error_set (err, VF_ERROR_USAGE, "it has no domain called \"%s\"",
                  wanted);
  return found;
}

static xmlNode *
choose (xmlDoc *document, const struct vf_machine_params *params,
        struct vf_error *err)
{
  xmlNode *domain = next_domain (document, NULL);

  if (!domain) {
    vf_error_set (err, VF_ERROR_CORRUPT, "there is no <domain>");
    return NULL;
  }
  if (params->vm)
    return find_called (document, params->vm, err);
  if (next_domain (document, domain)) {
    vf_error_set (err, VF_ERROR_USAGE,
                  "several domains: --vm says which (or, of convert and emit, "
                  "--all-vms)");
    return NULL;
  }
  return domain;
}

static int
read_parts (struct vf_libvirt_tree *tree, struct vf_machine *machine,
            struct vf_error *err)
{
  static int (*const parts[]) (struct vf_libvirt_tree *, struct vf_machine *,
                               struct vf_error *)
      = {
          vf_libvirt_read_general,     vf_libvirt_read_smbios,
          vf_libvirt_read_cpu,         vf_libvirt_read_memory,
          vf_libvirt_read_numa,        vf_libvirt_read_firmware,
          vf_libvirt_read_controllers, vf_libvirt_read_disks,
          vf_libvirt_read_nics,        vf_libvirt_read_ports,
          vf_libvirt_read_hostdevs,    vf_libvirt_read_modules,
          vf_libvirt_read_devices,     vf_libvirt_read_display,
          vf_libvirt_read_boot_order,  vf_libvirt_read_account,
        };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](tree, machine, err))
      return -1;
  return 0;
}

static struct vf_machine *
read_libvirt (struct vf_io *io, const char *path,
              const struct vf_machine_params *params, struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT xmlDoc *document = parse (io, err);
  CLEANUP_MACHINE struct vf_machine *machine = NULL;
  CLEANUP_LIBVIRT_TREE struct vf_libvirt_tree *tree = NULL;
  xmlNode *domain = document ? choose (document, params, err) : NULL;

  if (!domain || !(machine = vf_machine_new (err)))
    return NULL;
  machine->source_path = strdup (path);
  if (!machine->source_path) {
    vf_error_nomem (err, "a path");
    return NULL;
  }
  tree = vf_libvirt_tree_new (domain, err);
  if (!tree || read_parts (tree, machine, err))
    return NULL;
  return TAKE (machine);
}

static int
list_libvirt (struct vf_io *io, const char *path __attribute__ ((unused)),
              struct vf_machine_names *names, struct vf_error *err)
{
  CLEANUP_XML_DOCUMENT xmlDoc *document = parse (io, err);
  xmlNode *domain = NULL;
  int r = document ? 0 : -1;

  while (r == 0 && (domain = next_domain (document, domain))) {
    xmlChar *name = child_text (domain, "name");
    xmlChar *uuid = child_text (domain, "uuid");

    r = vf_machine_names_add (names, (const char *)(uuid ? uuid : name),
                              (const char *)name, err);
    xmlFree (name);
    xmlFree (uuid);
  }
  return r;
}

const struct vf_machine_format vf_machine_format_libvirt = {
  .name = "libvirt",
  .summary = "libvirt's domain XML",
  .probe = probe,
  .read = read_libvirt,
  .list = list_libvirt,
};
