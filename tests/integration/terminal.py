# SPDX-License-Identifier: Apache-2.0
"""A command on a terminal of its own, and what it shows there."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time


def on_terminal(words, environment=None, answers=(), timeout=120, folder=None):
    """(exit code, what was shown, as text with \\r\\n as line breaks). answers: (what is waited for, what is then typed)."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, cwd=folder, start_new_session=True,
                               env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(slave)
    shown, todo, end = b"", list(answers), time.monotonic() + timeout
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([master], [], [], 0.2)
            if not ready:
                if process.poll() is not None:
                    break
                continue
            try:
                piece = os.read(master, 65536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            shown += piece
            if todo and todo[0][0].encode() in shown:
                os.write(master, todo.pop(0)[1].encode())
    finally:
        if process.poll() is None:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        os.close(master)
    return process.returncode, shown.decode(errors="replace")


STYLES = {"1": "bold", "2": "faint", "31": "red", "32": "green", "33": "yellow"}


def visible(text):
    """Styles as <red>...</>, lines as they stand at the end: what was drawn over is gone."""
    text = re.sub(r"\x1b\[(\d+)m", lambda m: f"<{STYLES[m[1]]}>" if m[1] in STYLES else "</>", text.replace("\r\n", "\n"))
    return re.sub(r"[^\n]*\r\x1b\[K", "", text)
