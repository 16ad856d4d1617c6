#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `schemad completion` writes, in the shells themselves: bash, zsh and fish, each skipped with a word where it is not there; the manual
pages through man, where that is.

Each shell is asked to complete commands, options of a command, values of an option and files, and what it offers is compared.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time

from harness import Report, arguments

# (what is typed, what has to be offered, what must not)
CASES = [
    ("sna", {"snapshot"}, {"serve"}),
    ("", {"serve", "init", "diff", "apply", "watch", "completion", "help"}, set()),
    ("diff --mark", {"--markdown"}, {"--json"}),
    ("diff --mode ", {"mirror", "merge"}, {"model.yaml"}),
    ("completion ", {"bash", "zsh", "fish"}, {"model.yaml"}),
    ("apply mod", {"model.yaml"}, {"other.txt"}),
    ("snapshot --format ", {"json", "yaml"}, {"model.yaml"}),
]


def bash(script, line, folder, path):
    words = ["schemad", *line.split(" ")]
    program = f"""source {script}; COMP_WORDS=({' '.join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
        _schemad; printf '%s\\n' "${{COMPREPLY[@]}}\""""
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True, cwd=folder, timeout=30)
    return set(done.stdout.split()), done.stderr


def fish(script, line, folder, path):
    done = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C 'schemad {line}'"], capture_output=True, text=True,
                          cwd=folder, timeout=30, env={**os.environ, "HOME": str(folder), "PATH": path})
    return {one.split("\t")[0] for one in done.stdout.splitlines()}, done.stderr


def zsh(script, line, folder, path):
    """At a prompt: what a tab lists."""
    functions = folder / "functions"
    functions.mkdir(exist_ok=True)
    shutil.copyfile(script, functions / "_schemad")
    master, slave = pty.openpty()
    process = subprocess.Popen(["zsh", "-f", "-i"], stdin=slave, stdout=slave, stderr=slave, cwd=folder, start_new_session=True,
                               env={"PATH": path, "HOME": str(folder), "TERM": "dumb", "COLUMNS": "200", "LINES": "100"})
    os.close(slave)

    def until(mark, limit=60):
        seen, end = "", time.monotonic() + limit
        while not re.search(mark, seen) and time.monotonic() < end:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    seen += os.read(master, 65536).decode(errors="replace")
                except OSError:
                    break
        return seen
    try:
        os.write(master, (f"fpath=({functions} $fpath); autoload -Uz compinit; compinit -u -D; unsetopt prompt_cr prompt_sp zle; PS1=; "
                          "zstyle ':completion:*' verbose no; zmodload zsh/zpty\n").encode())
        # zsh completes in its line editor alone: that of a shell inside, whose screen is what we read
        os.write(master, b"setopt zle; PS1='READY '; LISTMAX=10000; bindkey '^I' list-choices; bindkey '^X' kill-whole-line; print DONE-IT\n")
        until(r"\nDONE-IT\r\n.*READY ")  # what it printed and asked itself, not the echo of what we wrote: a key before the prompt is no key
        os.write(master, f"schemad {line}\t".encode())
        shown = until(r"\r\n\S")  # one choice is listed too
        shown += until(r"\x00", 1)
    finally:
        process.kill()
        process.wait()
        os.close(master)
    listed = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", shown)
    return set(re.split(r"[\s]+", listed.split("\n", 1)[-1])), shown


def shell(name, ask, options, folder, report):
    if not shutil.which(name):
        print(f"{name} is not there: its completion was not tried")
        return report.skip(name, "not there")
    script = folder / f"completion.{name}"
    script.write_bytes(subprocess.run([options.build / "bin" / "schemad", "completion", name], capture_output=True, check=True).stdout)
    faults = []
    for line, wanted, unwanted in CASES:
        offered, told = ask(script, line, folder, f"{options.build / 'bin'}:{os.environ['PATH']}")
        offered = {one.rstrip("/") for one in offered}
        if not wanted <= offered or offered & unwanted:
            faults.append(f"{line!r}: offered {sorted(offered)[:40]}, wanted {sorted(wanted)}, not {sorted(unwanted)}: {told[-600:]!r}")
    report.tell(name, faults)


def pages(options, report):
    if not shutil.which("man"):
        print("man is not there: the pages were not read")
        return report.skip("man", "not there")
    program, faults = options.build / "bin" / "schemad", []
    listed = subprocess.run([program, "help"], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^  ([a-z-]+) ", listed, re.M)
    for command in ["", *(c for c in commands if c not in ("help", "version"))]:
        page = subprocess.run([program, "man-page", *([command] if command else [])], capture_output=True, check=True).stdout
        with tempfile.NamedTemporaryFile(suffix=".1") as file:
            file.write(page)
            file.flush()
            shown = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", file.name], capture_output=True, text=True,
                                   env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
        if shown.returncode or "warning" in shown.stderr or "EXIT STATUS" not in shown.stdout:
            faults.append(f"{command}: {shown.returncode} {shown.stderr[:500]} {shown.stdout[:200]}")
    report.tell("manual pages", faults)


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as name:
        folder = pathlib.Path(name)
        (folder / "model.yaml").write_text("")
        (folder / "other.txt").write_text("")
        for name, ask in (("bash", bash), ("fish", fish), ("zsh", zsh)):
            shell(name, ask, options, folder, report)
    pages(options, report)
    report.end()


if __name__ == "__main__":
    main()
