#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Start-up, memory and rates of the server: server.py BUILD SMALL.db LARGE.db (wrk drives the rates)."""
import http.client
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def memory(pid, what):
    return int(re.search(rf"{what}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Authorization": "Bearer admintoken"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def start(build, folder, database, version):
    port = free_port()
    config = pathlib.Path(folder) / "bench.json"
    config.write_text(json.dumps({"listen": f"127.0.0.1:{port}", "log_level": "error",
                                  "plugins": {"directory": str((build / "plugins").resolve())},
                                  "projects": {"default": {"vendor": "sqlite", "connection": {"filename": str(database)},
                                                           "directus_version": version}}}))
    begin = time.perf_counter()
    process = subprocess.Popen([build / "bin" / "schemad", "serve", "--config", config], stdout=subprocess.DEVNULL)
    while True:
        try:
            assert ask(port, "/server/ping") == 200
            return process, port, (time.perf_counter() - begin) * 1000
        except ConnectionRefusedError:
            assert process.poll() is None


def rate(port, path):
    out = subprocess.run(["wrk", "-t1", "-c32", "-d5s", "-H", "Authorization: Bearer admintoken",
                          f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "Non-2xx" in out


def main():
    build, small, large = (pathlib.Path(argument) for argument in sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        times = []
        for _ in range(5):
            process, port, ms = start(build, folder, small, "12.4.0")
            times.append(ms)
            process.terminate()
            process.wait()
        print(f"start-up to first answer: {sorted(times)[2]:.1f} ms (median of 5)")
        process, port, _ = start(build, folder, small, "12.4.0")
        print(f"idle memory: {memory(process.pid, 'VmRSS'):.1f} MB")
        for path in ("/server/ping", "/schema/snapshot"):
            per_second, failed = rate(port, path)
            print(f"{path} at 32 connections: {per_second:.0f} requests/s{' (with failures)' if failed else ''}")
        print(f"memory after it: {memory(process.pid, 'VmRSS'):.1f} MB, peak {memory(process.pid, 'VmHWM'):.1f} MB")
        process.terminate()
        process.wait()
        process, port, _ = start(build, folder, large, "11.17.4")
        per_second, failed = rate(port, "/schema/snapshot")
        print(f"large /schema/snapshot at 32 connections: {per_second:.2f} requests/s{' (with failures)' if failed else ''}, "
              f"peak memory {memory(process.pid, 'VmHWM'):.0f} MB")
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
