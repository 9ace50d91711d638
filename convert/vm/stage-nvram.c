/* vmferry: the variables of a UEFI firmware, where the source's are of use to
 * the target: those of libvirt's QEMU driver, which has the same OVMF.  They
 * hold what boots, and keys that somebody added.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/outfile.h"
#include "common/text.h"
#include "convert/vm/conversion.h"
#include "convert/vm/work.h"
#include "formats/machine.h"

/* Of OVMF's builds of 4 MiB, which distributions have today; variables of the
 * older builds of 2 MiB fit no other firmware. */
enum { VARIABLES_BYTES = 540672 };

static bool
is_usable (const struct vf_machine *machine)
{
  const char *path = machine->firmware.nvram_path;
  struct stat st;

  return machine->platform == VF_PLATFORM_QEMU
         && machine->firmware.kind == VF_FIRMWARE_EFI && path
         && stat (path, &st) == 0 && S_ISREG (st.st_mode)
         && st.st_size == VARIABLES_BYTES;
}

int
vf_stage_nvram_plan (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;

  if (!is_usable (conversion->machine))
    return 0;
  conversion->nvram_path
      = vf_text_printf ("%s/%s_VARS.fd", conversion->folder, conversion->name);
  return conversion->nvram_path ? 0 : vf_error_nomem (err, "paths");
}

static int
copy_variables (const char *path, struct vf_outfile *out, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);
  CLEANUP_FREE char *bytes = malloc (VARIABLES_BYTES);

  if (!io)
    return -1;
  if (!bytes)
    return vf_error_nomem (err, path);
  return vf_io_read (io, bytes, VARIABLES_BYTES, 0, err)
                 || vf_io_write (vf_outfile_io (out), bytes, VARIABLES_BYTES,
                                 0, err)
             ? -1
             : 0;
}

int
vf_stage_nvram_out (struct vf_work *work, struct vf_error *err)
{
  const struct vf_conversion *conversion = work->conversion;
  CLEANUP_OUTFILE struct vf_outfile *out = NULL;

  if (!conversion->nvram_path)
    return 0;
  out = vf_outfile_create (conversion->nvram_path, err);
  if (!out
      || copy_variables (conversion->machine->firmware.nvram_path, out, err))
    return -1;
  if (vf_vector_push (&work->outputs, out))
    return vf_error_nomem (err, "outputs");
  out = NULL;
  return 0;
}
