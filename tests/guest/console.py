#!/usr/bin/env python3
"""vmferry: console.py SOCKET USER PASSWORD COMMAND...

Logs in on a guest's serial console (the Unix socket that "vmferry boot
--keep" names), runs each COMMAND in a shell there and prints its output.
Exit status: that of the first command that failed, 0 without one, 99 when
the guest does not answer.  PASSWORD may be empty; USER is empty where a
console.py before has left its shell, which it does.

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import re
import socket
import sys
import time

TIMEOUT_S = 120  # for one answer; TCG on a busy host is slow
NO_ANSWER = 99


class Console:
    """A conversation in text with what is behind the socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(1)
        self.text = ""

    def say(self, line):
        """Types LINE and Return."""
        self.socket.sendall((line + "\r").encode())

    def await_match(self, pattern, timeout_s=TIMEOUT_S):
        """The match of PATTERN, and forgets the text up to its end."""
        end = time.monotonic() + timeout_s
        while True:
            match = re.search(pattern, self.text, re.M)
            if match:
                self.text = self.text[match.end():]
                return match
            if time.monotonic() > end:
                raise TimeoutError(f"no {pattern!r}, but: "
                                   f"{self.text[-500:]!r}")
            try:
                data = self.socket.recv(4096)
            except socket.timeout:
                continue
            if not data:
                raise ConnectionError("the console was closed")
            # On the whole text: a sequence may come in two parts.
            self.text += data.decode(errors="replace").replace("\r", "")
            self.text = re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[()].)", "",
                               self.text)

    def log_in(self, user, password):
        """Logs in, and makes the shell easy to read."""
        if user:
            self.say("")
            self.await_match(r"login: *$")
            self.text = ""
            self.say(user)
            if password:
                self.await_match(r"[Pp]assword: *$")
                self.say(password)
            self.await_match(r"[^ ][#$] *$")
        self.say("stty -echo; PS1=; PS2=; export TERM=dumb; echo RE''ADY")
        self.await_match(r"^READY\n")

    def run(self, command):
        """The output of COMMAND, and its status."""
        self.say(f"{{ {command}\n}} 2>&1 </dev/null; echo ST''ATUS=$?=")
        match = self.await_match(r"((?:.|\n)*?)STATUS=([0-9]+)=\n")
        return match.group(1), int(match.group(2))


def main(path, user, password, *commands):
    """Runs all commands; see the top of this file."""
    worst = 0
    try:
        console = Console(path)
        console.log_in(user, password)
        for command in commands:
            output, status = console.run(command)
            sys.stdout.write(output)
            worst = worst or status
    except OSError as error:
        sys.stderr.write(f"console.py: {error}\n")
        return NO_ANSWER
    return worst


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
