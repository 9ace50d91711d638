/* vmferry: handing a domain to libvirt.  The only file that knows libvirt's
 * interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/define.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/domain-caps.h"
#include "formats/domain.h"

VF_DEFINE_CLEANUP (connect, virConnect, virConnectClose)
VF_DEFINE_CLEANUP (domain_handle, virDomain, virDomainFree)

/* Keeps libvirt from printing what is returned as an error anyway. */
static void
be_silent (void *data __attribute__ ((unused)),
           virErrorPtr error __attribute__ ((unused)))
{
}

/* Sets ERR from what libvirt said last. */
static int
set_error (struct vf_error *err, const char *uri, const char *what)
{
  const char *text = virGetLastErrorMessage ();

  return vf_error_set (err, VF_ERROR_EXTERNAL, "%s: %s: %s", uri, what,
                       text ? text : "libvirt does not say why");
}

/* Returns: a connection, or NULL with EXTERNAL. */
static virConnectPtr
open_libvirt (const char *uri, struct vf_error *err)
{
  virConnectPtr connect = NULL;

  virSetErrorFunc (NULL, be_silent);
  /* The embedded driver asks for an event loop, though a definition makes no
   * events. */
  if (virEventRegisterDefaultImpl ()) {
    set_error (err, uri, "cannot set up libvirt");
    return NULL;
  }
  connect = virConnectOpen (uri);
  if (!connect)
    set_error (err, uri, "cannot connect");
  return connect;
}

/* A domain of that name would be replaced without a word. */
static int
check_name (virConnectPtr connect, const char *uri, const char *name,
            struct vf_error *err)
{
  VF_CLEANUP (vf_cleanup_domain_handle)
  virDomain *found = virDomainLookupByName (connect, name);

  if (!found)
    return 0;
  return vf_error_set (err, VF_ERROR_EXISTS,
                       "%s: there is a domain \"%s\" already", uri, name);
}

int
vf_define_check (const char *uri, const char *name, struct vf_error *err)
{
  VF_CLEANUP (vf_cleanup_connect) virConnect *connect
      = open_libvirt (uri, err);

  return connect ? check_name (connect, uri, name, err) : -1;
}

int
vf_define_ask (const char *uri, bool has_kvm, struct vf_domain_caps **ret_caps,
               struct vf_error *err)
{
  VF_CLEANUP (vf_cleanup_connect) virConnect *connect
      = open_libvirt (uri, err);
  CLEANUP_FREE char *text = NULL;

  if (!connect)
    return -1;
  text = virConnectGetDomainCapabilities (connect, NULL, "x86_64", "q35",
                                          has_kvm ? "kvm" : "qemu", 0);
  if (!text && virGetLastErrorCode () == VIR_ERR_NO_SUPPORT)
    return 0;
  if (!text)
    return set_error (err, uri, "cannot tell what it can give to a domain");
  *ret_caps = vf_domain_caps_read (text, strlen (text), err);
  return *ret_caps ? 0 : vf_error_prefix (err, "%s", uri);
}

int
vf_define (const char *uri, const char *xml, struct vf_error *err)
{
  VF_CLEANUP (vf_cleanup_connect) virConnect *connect
      = open_libvirt (uri, err);
  VF_CLEANUP (vf_cleanup_domain_handle) virDomain *domain = NULL;
  CLEANUP_DOMAIN struct vf_domain *parsed = NULL;

  if (!connect)
    return -1;
  parsed = vf_domain_read_xml (xml, strlen (xml), err);
  if (!parsed || check_name (connect, uri, parsed->name, err))
    return -1;
  domain = virDomainDefineXMLFlags (connect, xml, VIR_DOMAIN_DEFINE_VALIDATE);
  if (!domain)
    return set_error (err, uri, "cannot define the domain");
  return 0;
}
