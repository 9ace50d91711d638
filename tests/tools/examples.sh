# vmferry: runs the examples of a manual page, for a test that sources this
#
# Each line of verbatim text in the section EXAMPLES is a command (a backslash
# at its end goes on in the next line).  They run in order in $examples, a
# folder that the test fills with the files that they name; each must succeed.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

examples=${tmpdir:?source tests/lib.sh first}/examples
mkdir -p "$examples" "$tmpdir/bin"

# The built program by its name, and nbdkit with the built plugin.
ln -s "$vmferry" "$tmpdir/bin/vmferry"
cat >"$tmpdir/bin/nbdkit" <<END
#!/bin/bash
[ "\$1" != vmferry ] || set -- \
  "$top_builddir/.libs/nbdkit-vmferry-plugin.so" "\${@:2}"
exec "$(command -v nbdkit)" "\$@"
END
chmod +x "$tmpdir/bin/nbdkit"

# examples_of PAGE: prints its examples, one command per line.
examples_of ()
{
  sed -n '/^=head1 EXAMPLES/,/^=head1 [^E]/s/^ //p' "$top_srcdir/tools/$1.pod" |
    sed -e ':a' -e '/\\$/N; s/\\\n *//; ta'
}

# run_example COMMAND: runs it to its end; one that serves until it is ended
# is ended once its socket is there.
run_example ()
{
  local socket pid i
  cd "$examples"
  PATH=$tmpdir/bin:$PATH
  if [[ $1 != *--socket* ]]; then
    bash -euo pipefail -c "$1" </dev/null
    return
  fi
  socket=${1#*--socket }
  socket=${socket%% *}
  bash -c "exec $1" </dev/null &
  pid=$!
  for i in {1..100}; do
    [ ! -S "$socket" ] || break
    sleep 0.1
  done
  [ -S "$socket" ] || { echo "no socket $socket"; kill "$pid"; return 1; }
  kill "$pid"
  wait "$pid"
}

# run_examples PAGE...: runs all of them.
run_examples ()
{
  local page command count
  for page; do
    count=0
    while IFS= read -r command; do
      (run_example "$command") >"$tmpdir/out" 2>&1 ||
        fail "$page: '$command': $(tail -n 5 "$tmpdir/out")"
      count=$((count + 1))
    done < <(examples_of "$page")
    [ $count -gt 0 ] || fail "$page: no examples found"
    echo "$page: $count examples"
  done
}
