#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench on database servers of its own: servers.py BUILD CONFORMANCE [--runs N] [--vendor postgres|mysql]

PostgreSQL brings the large project; MariaDB, of which none is recorded, gets its snapshot.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "servers"))
from servers import MariaDb, Postgres  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("conformance", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3, help="applies of each kind")
    parser.add_argument("--vendor", action="append", choices=["postgres", "mysql"])
    options = parser.parse_args()
    vendors = options.vendor or ["postgres", "mysql"]
    bench = options.build / "bin" / "schemad_bench_servers"
    with tempfile.TemporaryDirectory() as folder:
        snapshot = os.path.join(folder, "large.json")

        def measure(server, large, runs):
            targets = [f"target_{i}" for i in range(2 * runs)]
            empty = options.conformance / "databases" / server.VENDOR / "empty.sql"
            for name in ["small", *targets]:
                server.create_database(name)
                server.load(name, empty)
            print(f"== {server.VENDOR}", flush=True)
            subprocess.run([bench, options.build / "plugins", server.describe(), large, "small", str(runs), *targets],
                           check=True)

        with Postgres() as server:
            server.create_database("large")
            server.load("large", options.conformance / "databases/postgres/large-11.17.4.sql")
            with open(snapshot, "wb") as out:
                subprocess.run([bench, "--snapshot", options.build / "plugins", server.describe(), "large"], stdout=out,
                               check=True)
            if "postgres" in vendors:
                measure(server, "large", options.runs)
        if "mysql" in vendors:
            # a server's usual sizes, not the small ones that tests do with
            with MariaDb(options=["--table-open-cache=2000", "--table-definition-cache=2000",
                                  "--innodb-buffer-pool-size=256M"]) as server:
                measure(server, snapshot, options.runs)


if __name__ == "__main__":
    main()
