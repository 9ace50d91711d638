/* vmferry: interfaces of a KubeVirt manifest.  A network that a map names is a
 * NetworkAttachmentDefinition of Multus; the first that none names is the
 * pod's, of which there is but one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/json.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/network-loss.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/hardware/network-map.h"
#include "formats/machine.h"

static const struct vf_emit_network attachments
    = { .word = "a NetworkAttachmentDefinition" };

enum { MAX_NAMESPACE = 63, MAX_NAME = 253 };

/* The lists under way. */
struct lists {
  struct vf_json *interfaces, *networks;
  bool has_pod;
};

/* Whether KubeVirt lets MODEL pass.
 * Source:  KubeVirt, validatingwebhook (admission of interface models) */
static bool
has_model (const char *model)
{
  static const char *const models[]
      = { "virtio", "e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139" };
  size_t i;

  for (i = 0; i < sizeof models / sizeof *models; i++)
    if (strcmp (models[i], model) == 0)
      return true;
  return false;
}

static struct vf_json *
interface_json (const struct vf_hardware_nic *nic, const char *name,
                bool is_pod)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "name", name);
  vf_json_put (object, is_pod ? "masquerade" : "bridge", vf_json_object ());
  vf_json_put_text (object, "model",
                    has_model (nic->model) ? nic->model : "e1000e");
  if (*nic->source->mac)
    vf_json_put_text (object, "macAddress", nic->source->mac);
  if (nic->boot_order)
    vf_json_put_u64 (object, "bootOrder", nic->boot_order);
  if (!nic->is_up)
    vf_json_put_text (object, "state", "down");
  return object;
}

/* NETWORK is that of Multus; NULL: the pod's. */
static struct vf_json *
network_json (const char *name, const char *network)
{
  struct vf_json *object = vf_json_object (), *kind = vf_json_object ();

  vf_json_put_text (object, "name", name);
  if (network)
    vf_json_put_text (kind, "networkName", network);
  vf_json_put (object, network ? "multus" : "pod", kind);
  return object;
}

/* Checks that TEXT, of "NAMESPACE/NAME" or "NAME", may name a
 * NetworkAttachmentDefinition: dots are in the name alone.
 * Source:  Kubernetes, "Object Names and IDs" (RFC 1123) */
static int
check_name (const char *text, struct vf_error *err)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  const char *slash = strchr (text, '/');
  const char *name = slash ? slash + 1 : text;
  size_t n = strlen (name), namespace = slash ? (size_t)(slash - text) : 1;

  if (n && n <= MAX_NAME && namespace && namespace <= MAX_NAMESPACE
      && strspn (name, letters) == n && !strchr ("-.", name[0])
      && !strchr ("-.", name[n - 1])
      && (!slash
          || (strcspn (text, ".") >= namespace
              && strspn (text, letters) == namespace && *text != '-'
              && slash[-1] != '-')))
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--network: \"%s\" names no network of KubeVirt, must "
                       "be [NAMESPACE/]NAME in lower case letters, digits and "
                       "dashes",
                       text);
}

/* Says where NIC went that no map names. */
static int
report_unmapped (struct vf_kubevirt_out *out,
                 const struct vf_hardware_nic *nic, const char *network,
                 struct vf_error *err)
{
  CLEANUP_FREE char *source = vf_network_words (nic->source, err);

  if (!source)
    return -1;
  if (!network)
    return vf_account_lose (out->report, err, nic->source->key,
                            "%s is not mapped: connected to the "
                            "pod's, behind address translation (--network "
                            "says otherwise)",
                            source);
  return vf_account_lose (out->report, err, nic->source->key,
                          "%s is not mapped: a "
                          "NetworkAttachmentDefinition \"%s\" is expected "
                          "(--network says otherwise)",
                          source, network);
}

static int
add_nic (struct vf_kubevirt_out *out, const struct vf_hardware_nic *nic,
         size_t i, struct lists *lists, struct vf_error *err)
{
  const char *target = nic->map ? nic->map->target : NULL;
  CLEANUP_FREE char *guess = NULL;
  char name[32];

  if (target && check_name (target, err))
    return -1;
  if (!nic->map && lists->has_pod) {
    guess = vf_kubevirt_name (
        nic->source->network ? nic->source->network : nic->source->key, err);
    if (!guess)
      return -1;
    target = guess;
  }
  if (!target)
    lists->has_pod = true;
  snprintf (name, sizeof name, "nic-%zu", i);
  vf_json_add (lists->interfaces, interface_json (nic, name, !target));
  vf_json_add (lists->networks, network_json (name, target));
  if (!has_model (nic->model)
      && vf_account_lose (out->report, err, nic->source->key,
                          "KubeVirt has no %s: it is an e1000e", nic->model))
    return -1;
  if (vf_emit_report_map (nic, &attachments, out->report, err))
    return -1;
  if (!nic->map)
    return report_unmapped (out, nic, target, err);
  return vf_account_add (out->report, VF_FATE_MAPPED, nic->source->key,
                         nic->source->network, target, err);
}

int
vf_kubevirt_put_nics (struct vf_kubevirt_out *out, struct vf_json *devices,
                      struct vf_json *spec, struct vf_error *err)
{
  struct lists lists = { vf_json_array (), vf_json_array (), false };
  int result = 0;
  size_t i;

  for (i = 0; i < out->hardware->nics.count && !result; i++)
    result = add_nic (out, &out->hardware->nics.items[i], i, &lists, err);
  vf_json_put (devices, "interfaces", lists.interfaces);
  vf_json_put (spec, "networks", lists.networks);
  return result;
}
