/* vmferry: a machine as a shell script that runs it in QEMU.
 *
 * What depends on the host it runs on (accelerator, firmware files, sockets)
 * is found out by the script; all the rest is QEMU's arguments.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/qemu.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "convert/vm/boot/boot-args.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "convert/vm/emit/passthrough.h"
#include "convert/vm/emit/shell.h"
#include "convert/vm/emit/text-out.h"
#include "convert/vm/hardware/uefi-files.h"
#include "formats/machine.h"

static const char head[]
    = "#!/bin/sh\n"
      "# Runs a virtual machine in QEMU.  In the environment:\n"
      "#   ACCEL    kvm, or tcg for emulation\n"
      "#   QEMU     the program\n"
      "#   STATE    folder for the firmware's variables and the TPM\n"
      "#   SCREEN   where the screen goes, as QEMU's -display takes it\n"
      "#   CONSOLE  where the first serial port goes, as -chardev takes it\n"
      "# Arguments are handed on to QEMU.\n"
      "set -eu\n";

/* The model that was chosen, as -cpu takes it, with its features. */
static void
write_model (FILE *out, const struct vf_cpu_choice *cpu)
{
  size_t i;

  vf_shell_word (out, cpu->model ? cpu->model : "host");
  for (i = 0; i < cpu->features.count; i++) {
    const struct vf_cpu_feature *feature = &cpu->features.items[i];
    bool is_off = strcmp (feature->policy, "disable") == 0
                  || strcmp (feature->policy, "forbid") == 0;

    putc (',', out);
    vf_shell_word (out, feature->name);
    fputs (is_off ? "=off" : "=on", out);
  }
}

/* With KVM what was chosen, and what Windows needs to know of KVM. */
static void
write_cpu (FILE *out, const struct vf_hardware *hardware,
           const struct vf_device_choices *choices)
{
  const struct vf_machine_cpu *cpu = &hardware->machine->cpu;
  /* The host's devices need to hear of its tables' changes. */
  const char *caching = vf_passthrough_has_any (hardware->machine, choices)
                            ? ",caching-mode=on"
                            : "";

  fputs ("case $accel in\nkvm)\n  cpu=", out);
  write_model (out, &hardware->cpu);
  if (hardware->is_windows)
    fputs (",hv-relaxed,hv-vapic,hv-spinlocks=0x1fff,hv-vpindex,hv-runtime,"
           "hv-synic,hv-time,hv-stimer,hv-reset,hv-frequencies",
           out);
  if (cpu->hidden == VF_YES)
    fputs (",kvm=off", out);
  if (cpu->pmu == VF_YES)
    fputs (",pmu=on", out);
  if (hardware->has_iommu)
    fprintf (out,
             "\n  machine=,kernel-irqchip=split"
             "\n  iommu=intel-iommu,intremap=on,eim=on%s",
             caching);
  fputs ("\n  ;;\n*)\n  cpu=max\n", out);
  if (hardware->has_iommu)
    fprintf (out, "  machine=\n  iommu=intel-iommu%s\n", caching);
  fputs ("  ;;\nesac\n", out);
}

static void
write_uefi (FILE *out, const struct vf_hardware *hardware)
{
  const struct vf_uefi_files *files;

  fputs ("code='' vars=''\nfor pair in", out);
  for (files = vf_uefi_files; files->code; files++)
    if (files->is_secure == hardware->has_secure_boot)
      fprintf (out, " \\\n  %s:%s", files->code, files->variables);
  fputs ("; do\n"
         "  if [ -r \"${pair%%:*}\" ] && [ -r \"${pair#*:}\" ]; then\n"
         "    code=${pair%%:*} vars=${pair#*:}\n    break\n  fi\ndone\n"
         "if [ -z \"$code\" ]; then\n"
         "  echo \"$0: no UEFI firmware here (Debian: ovmf, Fedora: "
         "edk2-ovmf)\" >&2\n  exit 1\nfi\n"
         "[ -e \"$state/vars.fd\" ] || cp \"$vars\" \"$state/vars.fd\"\n"
         "files=$(printf %s \"$state\" | sed 's/,/,,/g')\n",
         out);
}

/* A folder for what has to outlive a run. */
static void
write_state (FILE *out, const struct vf_hardware *hardware,
             const struct vf_emit_options *options)
{
  if (!hardware->is_efi
      && !vf_machine_find_device (hardware->machine, VF_DEVICE_TPM))
    return;
  fputs ("state=${STATE:-}\nif [ -z \"$state\" ]; then\n  state=", out);
  vf_shell_word (out, options->output_dir ? options->output_dir : ".");
  putc ('/', out);
  vf_shell_word (out, hardware->name);
  fputs (".state\nfi\nmkdir -p \"$state\"\n", out);
}

/* The folder of sockets, whose paths must be short. */
static void
write_sockets (FILE *out)
{
  fputs ("run=$(mktemp -d)\ntrap 'rm -rf \"$run\"' EXIT\n"
         "# A comma in QEMU's options is written as two.\n"
         "sockets=$(printf %s \"$run\" | sed 's/,/,,/g')\n",
         out);
}

/* The clock, at a distance from that of the host. */
static void
write_clock (FILE *out, const struct vf_hardware *hardware)
{
  const struct vf_machine_clock *clock = &hardware->machine->clock;

  if (clock->has_offset && clock->offset_seconds)
    fprintf (out,
             "base=$(date -u -d \"@$(($(date +%%s) + (%lld)))\" "
             "+%%Y-%%m-%%dT%%H:%%M:%%S)\n",
             (long long)clock->offset_seconds);
  else
    fprintf (out, "base=%s\n",
             hardware->is_windows || clock->is_localtime == VF_YES
                 ? "localtime"
                 : "utc");
}

/* Arguments that have the script's variables in them. */
static void
write_frame (FILE *out, const struct vf_hardware *hardware)
{
  fputs ("\"${QEMU:-qemu-system-x86_64}\" -nodefaults -no-user-config \\\n",
         out);
  fprintf (out, "  -machine %s,vmport=off%s%s \\\n",
           hardware->machine_type, hardware->has_secure_boot ? ",smm=on" : "",
           hardware->has_iommu ? "\"$machine\"" : "");
  fputs ("  -accel \"$accel\" -cpu \"$cpu\" -rtc \"base=$base,driftfix=slew\" "
         "\\\n",
         out);
  if (hardware->has_iommu)
    fputs ("  -device \"$iommu\" \\\n", out);
  fprintf (out, "  -device VGA,vgamem_mb=16,addr=%d \\\n",
           hardware->is_q35 ? 1 : 2);
  fputs ("  -display \"${SCREEN:-vnc=localhost:0,to=99}\" \\\n"
         "  -chardev \"${CONSOLE:-stdio,mux=on,signal=off},id=console\" \\\n"
         "  -chardev \"socket,id=agent,path=$sockets/agent,server=on,"
         "wait=off\" \\\n",
         out);
  if (hardware->is_efi)
    fputs ("  -drive \"if=pflash,unit=0,format=raw,readonly=on,file=$code\" "
           "\\\n"
           "  -drive \"if=pflash,unit=1,format=raw,file=$files/vars.fd\" \\\n",
           out);
  if (vf_machine_find_device (hardware->machine, VF_DEVICE_TPM))
    fputs ("  -chardev \"socket,id=tpm,path=$sockets/tpm\" \\\n"
           "  -tpmdev emulator,id=tpm0,chardev=tpm -device "
           "tpm-crb,tpmdev=tpm0 \\\n",
           out);
}

/* Each option on a line of its own. */
static void
write_args (FILE *out, const struct vf_args *args)
{
  size_t i;

  for (i = 0; i < args->argv.count; i++) {
    fputs (args->argv.items[i][0] == '-' ? "  " : " ", out);
    vf_shell_word (out, args->argv.items[i]);
    if (i + 1 == args->argv.count || args->argv.items[i + 1][0] == '-')
      fputs (" \\\n", out);
  }
  fputs ("  \"$@\"\n", out);
}

static void
write_script (FILE *out, const struct vf_hardware *hardware,
              const struct vf_emit_options *options,
              const struct vf_args *args)
{
  fputs (head, out);
  fputs ("accel=${ACCEL:-kvm}\n", out);
  write_sockets (out);
  write_state (out, hardware, options);
  write_cpu (out, hardware, &options->devices);
  write_clock (out, hardware);
  if (hardware->is_efi)
    write_uefi (out, hardware);
  if (vf_machine_find_device (hardware->machine, VF_DEVICE_TPM))
    fputs ("mkdir -p \"$state/tpm\"\n"
           "# In its folder: it takes no comma in a path.\n"
           "(cd \"$state\" && exec swtpm socket --tpm2 --tpmstate dir=tpm "
           "--ctrl \"type=unixio,path=$run/tpm\" --terminate) &\n"
           "until [ -S \"$run/tpm\" ]; do\n"
           "  kill -0 $! || exit 1\n"
           "  sleep 0.1\n"
           "done\n",
           out);
  write_frame (out, hardware);
  write_args (out, args);
}

static int
fill_args (struct vf_args *args, const struct vf_hardware *hardware,
           const struct vf_emit_options *options, struct vf_account *report,
           struct vf_error *err)
{
  args->is_q35 = hardware->is_q35;
  vf_qemu_add_board (args, hardware);
  if (vf_qemu_add_disks (args, hardware, err)
      || vf_qemu_add_nics (args, hardware, options, report, err))
    return -1;
  vf_qemu_add_devices (args, hardware, &options->devices);
  return args->is_broken ? vf_error_nomem (err, "QEMU's arguments") : 0;
}

static const struct vf_disk_modes kept_modes = { .transient = true };

static char *
emit (const struct vf_machine *machine, const struct vf_emit_options *options,
      struct vf_account *report, struct vf_error *err)
{
  CLEANUP_HARDWARE struct vf_hardware *hardware
      = vf_hardware_new (machine, options, report, err);
  CLEANUP_TEXT_OUT struct vf_text_out out = { 0 };
  __attribute__ ((cleanup (vf_args_clear))) struct vf_args args = { 0 };

  if (!hardware || fill_args (&args, hardware, options, report, err)
      || vf_passthrough_report (machine, &options->devices, report, err)
      || vf_emit_report_tpm (machine, report, err)
      || vf_emit_report_modes (hardware, kept_modes, report, err)
      || vf_emit_report_dynamic (hardware, hardware->resources.memory_bytes,
                                 "changes when QEMU's monitor says so", report,
                                 err)
      || vf_emit_report_gaps (&vf_emitter_qemu, machine, report, err)
      || vf_text_out_open (&out, err))
    return NULL;
  write_script (out.file, hardware, options, &args);
  return vf_text_out_finish (&out, err);
}

static const char *const says[] = {
  "identity.genid",
  "smbios.serial",
  "smbios.sku",
  "smbios.family",
  "cpu.max_vcpus",
  "cpu.dies_per_socket",
  "cpu.threads_per_core",
  "cpu.baseline",
  "cpu.model",
  "cpu.features",
  "cpu.pmu",
  "cpu.iommu",
  "cpu.hypervisor_hidden",
  "cpu.nodes",
  "cpu.distances",
  "memory.max",
  "memory.slots",
  "memory.balloon",
  "firmware.secure_boot",
  "firmware.enrolled_keys",
  "firmware.boot_delay_ms",
  "clock.offset_seconds",
  "disk.write_through",
  "disk.boot_order",
  "disk.serial",
  "disk.logical_block",
  "disk.physical_block",
  "disk.limit_iops",
  "disk.read_only",
  "nic.pci_slot",
  "nic.boot_order",
  "nic.mtu",
  "device.usb",
  "device.sound",
  "device.serial",
  "device.tpm",
  "device.pci-passthrough",
  "device.vgpu",
  "device.watchdog",
  "device.rng",
  "device.panic",
  "device.input",
  "device.agent",
  NULL,
};

const struct vf_emitter vf_emitter_qemu = {
  .name = "qemu",
  .summary = "shell script that runs QEMU",
  .extension = "sh",
  .says = says,
  .has_nvme = true,
  .emit = emit,
};
