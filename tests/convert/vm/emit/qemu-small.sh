#!/bin/bash
# vmferry: stands in for QEMU, which it starts with a 64th of the memory
# and with empty disks where there are none
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

set -eu
args=()
for arg; do
  case $arg in
    *,format=qcow2,*,file=*)
      disk=${arg#*,file=}
      disk=${disk//,,/,}
      [ -e "$disk" ] || qemu-img create -q -f qcow2 "$disk" 64M
      ;;
  esac
  while [[ $arg =~ ^(.*(size|maxmem)=)([0-9]+)k(.*)$ ]]; do
    arg=${BASH_REMATCH[1]}$((BASH_REMATCH[3] / 64))K${BASH_REMATCH[4]}
  done
  args+=("$arg")
done
exec qemu-system-x86_64 "${args[@]}"
