#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command beside real servers: with_servers.py CMD [ARG...]

Starts a PostgreSQL and a MariaDB of its own (see servers.py), names them to the command in SCHEMAD_TEST_POSTGRES and
SCHEMAD_TEST_MYSQL (and SCHEMAD_TEST_POSTGRES_NEW where another PostgreSQL release is found: SCHEMAD_EMBEDDED_POSTGRES)
as JSON objects, and stops them whatever happens. Ends with the command's exit code.
"""
import os
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from servers import MariaDb, Postgres  # noqa: E402


def main(command):
    if not command:
        sys.exit(__doc__)

    def end(number, _frame):
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    servers = {}
    running = None
    try:
        servers["SCHEMAD_TEST_POSTGRES"] = Postgres()
        servers["SCHEMAD_TEST_MYSQL"] = MariaDb()
        other = Postgres.find_embedded()
        if other:
            servers["SCHEMAD_TEST_POSTGRES_NEW"] = Postgres(bin=other)
        # making the data folders takes most of the time; a failure shows again in start()
        makers = [threading.Thread(target=quietly, args=(s.prepare,)) for s in servers.values()]
        for maker in makers:
            maker.start()
        for maker in makers:
            maker.join()
        environment = {**os.environ}
        environment.pop("SCHEMAD_TEST_POSTGRES_NEW", None)
        for name, server in servers.items():
            environment[name] = server.start().describe()
        running = subprocess.Popen(command, env=environment)
        code = running.wait()
        return code if code >= 0 else 128 - code
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if running is not None and running.poll() is None:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        for server in servers.values():
            try:
                server.close()
            except Exception as e:  # the others have to stop, too
                print(f"with_servers: {e}", file=sys.stderr)


def quietly(call):
    try:
        call()
    except Exception:
        pass


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except (RuntimeError, OSError) as e:
        sys.exit(f"with_servers: {e}")
    sys.exit(code)
