#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time and memory of `schemad snapshot` and `schemad diff` on a large project, without a server: command_line.py BUILD LARGE.db

Each command is a process of its own, from its start to its end; the median of seven, and what it held at most. Recorded of the
reference (`directus schema snapshot` of the same project): 3.2 s, more than 290 MB.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TIMES = 7


def measured(words, config, status=0):
    """Median of milliseconds, most bytes that one of them held."""
    times, most = [], 0
    for _ in range(TIMES):
        begin = time.perf_counter()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env={**os.environ, "SCHEMAD_CONFIG": str(config)})
        _, ended, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(ended)
        times.append((time.perf_counter() - begin) * 1000)
        most = max(most, usage.ru_maxrss * 1024)
        assert process.returncode == status, f"{words}: {process.returncode}"
    return statistics.median(times), most


def main():
    build, large = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    program = build / "bin" / "schemad"
    with tempfile.TemporaryDirectory() as folder:
        config, model = pathlib.Path(folder) / "bench.json", pathlib.Path(folder) / "model.json"
        config.write_text(json.dumps({"plugins": {"directory": str(build / "plugins")},
                                      "projects": {"default": {"vendor": "sqlite", "connection": {"filename": str(large)}}}}))
        for name, words in (("snapshot to a file", ["snapshot", str(model)]), ("snapshot, YAML", ["snapshot"]),
                            ("snapshot to a tree", ["snapshot", f"{folder}/tree/"]), ("diff, nothing differs", ["diff", str(model)]),
                            ("diff of a tree", ["diff", f"{folder}/tree/"])):
            took, held = measured([program, *words, *(["--quiet"] if "tree/" in words[-1] else [])], config)
            print(f"{name:24} {took:8.1f} ms  {held / 1e6:6.1f} MB at most")
        print(f"the model: {model.stat().st_size} bytes of JSON")


if __name__ == "__main__":
    main()
