/* vmferry: the parent of a VMDK delta: under which names it may be found, and
 * whether what was found is the one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "formats/vmdk/vmdk-image.h"

/* The hint's bytes and its text, each as it is, beside the child, and in a
 * folder beside the child's. */
enum { MAX_OTHER_NAMES = 5 };

/* Length of a long content identifier; its last eight digits are the CID. */
enum { LONG_CID_DIGITS = 32, CID_DIGITS = 8 };

/* Adds NAME, which it takes, to what the wrapper tries. */
static int
add_name (struct vf_parent_ref *ref, char *name, struct vf_error *err)
{
  if (!name)
    return vf_error_nomem (err, "the parent's name");
  ref->other_names[ref->n_other_names++] = name;
  return 0;
}

static bool
is_separator (char c)
{
  return c == '/' || c == '\\';
}

/* Adds where an absolute HINT of another host may be found on this one: in the
 * child's folder, and in the folder of the same name beside that, as VMs lie
 * on a datastore. */
static int
add_moved (struct vf_parent_ref *ref, const char *hint, struct vf_error *err)
{
  const char *base = hint + strlen (hint), *folder;

  while (base > hint && !is_separator (base[-1]))
    base--;
  if (base == hint || !*base)
    return 0;
  if (add_name (ref, strdup (base), err))
    return -1;
  for (folder = base - 1; folder > hint && !is_separator (folder[-1]);)
    folder--;
  if (folder == base - 1 || folder == hint)
    return 0;
  return add_name (
      ref,
      vf_text_printf ("../%.*s/%s", (int)(base - 1 - folder), folder, base),
      err);
}

/* Whether HINT begins at a root: of this host, or a drive or share of another.
 */
static bool
is_absolute (const char *hint)
{
  return is_separator (hint[0]) || (hint[0] && hint[1] == ':');
}

static int
add_other_names (struct vf_parent_ref *ref, const char *raw,
                 struct vf_error *err)
{
  bool is_decoded = strcmp (raw, ref->name) != 0;

  ref->other_names = calloc (MAX_OTHER_NAMES, sizeof *ref->other_names);
  if (!ref->other_names)
    return vf_error_nomem (err, "the parent's names");
  if (is_decoded && add_name (ref, strdup (raw), err))
    return -1;
  if (!is_absolute (ref->name))
    return 0;
  if (add_moved (ref, ref->name, err))
    return -1;
  return is_decoded ? add_moved (ref, raw, err) : 0;
}

int
vf_vmdk_set_parent (struct vf_vmdk_image *vmdk, struct vf_error *err)
{
  const struct vf_vmdk_descriptor *desc = &vmdk->desc;
  const char *hint = vf_vmdk_descriptor_get (desc, "parentfilenamehint");
  struct vf_parent_ref *ref = &vmdk->image.parent_ref;

  if (desc->parent_cid == VF_VMDK_NO_PARENT)
    return 0;
  if (!hint || !*hint)
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: parentCID is %08" PRIx32
                         ", but there is no parentFileNameHint to find the "
                         "parent by",
                         desc->parent_cid);
  ref->name = strdup (hint);
  ref->format_name = strdup ("vmdk");
  if (!ref->name || !ref->format_name)
    return vf_error_nomem (err, "the parent's name");
  return add_other_names (ref, desc->parent_name, err);
}

/* The long content identifier of DESC, NULL when it has none that is sound. */
static const char *
long_cid (const struct vf_vmdk_descriptor *desc)
{
  const char *id = vf_vmdk_descriptor_get (desc, "ddb.longcontentid");

  return id && strlen (id) == LONG_CID_DIGITS ? id : NULL;
}

/* What a delta calls PARENT.  One that was never written to since it was made
 * may have a CID that says nothing, and only its long identifier does. */
static bool
is_called (const struct vf_vmdk_descriptor *parent, uint32_t parent_cid)
{
  const char *id = long_cid (parent);

  return parent->cid == parent_cid
         || (parent->cid == VF_VMDK_UNSET_CID && id
             && strtoul (id + LONG_CID_DIGITS - CID_DIGITS, NULL, 16)
                    == parent_cid);
}

/* A delta that was never written to has all its parent's identifiers.  Where
 * the CID says nothing, the long ones tell two disks apart. */
static bool
is_other_disk (const struct vf_vmdk_descriptor *child,
               const struct vf_vmdk_descriptor *parent)
{
  return child->parent_cid == VF_VMDK_UNSET_CID
         && child->cid == VF_VMDK_UNSET_CID && long_cid (child)
         && long_cid (parent)
         && strcasecmp (long_cid (child), long_cid (parent)) != 0;
}

int
vf_vmdk_check_parent (struct vf_image *image, struct vf_error *err)
{
  const struct vf_vmdk_image *vmdk = (struct vf_vmdk_image *)image;
  const struct vf_vmdk_image *parent = (struct vf_vmdk_image *)image->parent;

  if (!is_called (&parent->desc, vmdk->desc.parent_cid))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: parentCID is %08" PRIx32
                         ", but the CID of its parent \"%s\" is %08" PRIx32
                         ": the parent was changed after the snapshot, or is "
                         "another disk",
                         vmdk->desc.parent_cid, vf_io_name (image->parent->io),
                         parent->desc.cid);
  if (is_other_disk (&vmdk->desc, &parent->desc))
    return vf_error_set (err, VF_ERROR_CORRUPT,
                         "descriptor: ddb.longContentID is %s, but that of "
                         "its parent \"%s\" is %s: the parent is another disk",
                         long_cid (&vmdk->desc),
                         vf_io_name (image->parent->io),
                         long_cid (&parent->desc));
  return 0;
}
