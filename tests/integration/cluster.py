#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A three-node MariaDB Galera cluster on loopback, a schemad on each node: contention.py's rounds there, with nodes killed
and returned too. A lock of one server does not reach the others here: only the lease row does.
"""
import os
import sys
import tempfile

from contention import Crowd, rounds, with_field
from harness import SOURCE, Api, Report, arguments, conformance

sys.path.insert(0, str(SOURCE / "tests" / "servers"))
from galera import Cluster  # noqa: E402

ROUNDS = 5 if os.environ.get("SCHEMAD_QUICK") else 60
FAULTS = ("none", "kill", "pause", "node", "pause")
SETTINGS = {"lock_timeout_ms": "3000", "apply_idle_timeout_ms": "1000", "connect_timeout_ms": "5000"}
DATABASE = "blog"


class Nodes(Crowd):
    def __init__(self, build, cluster):
        self.cluster = cluster
        super().__init__(build, [{"vendor": "mysql", "connection": {**node.settings(DATABASE), **SETTINGS,
                                                                   "port": str(node.port)}} for node in cluster.nodes])

    def kill_node(self, at):
        self.cluster.nodes[at].kill9()

    def restart_node(self, at):
        self.cluster.nodes[at].start()


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-"), Cluster(3) as cluster:
        first = cluster.nodes[0]
        first.create_database(DATABASE)
        first.load(DATABASE, conformance() / "databases" / "mysql" / "blog.sql")
        rows = first.sql(DATABASE, "select id, title from posts order by id")
        crowd = Nodes(options.build, cluster)
        try:
            rounds(report, "galera", crowd, ROUNDS, "mysql", FAULTS)
            hashes = {str(Api(server).diff_of(with_field(Api(server).snapshot(), "x"))["hash"]) for server in crowd.servers}
            report.tell("galera: every node shows the same model", [] if len(hashes) == 1 else [str(hashes)])
        finally:
            crowd.close()
        for number, node in enumerate(cluster.nodes):
            report.tell(f"galera: every row is on node {number}",
                        [] if node.sql(DATABASE, "select id, title from posts order by id") == rows else ["rows have changed"])
    report.end()


if __name__ == "__main__":
    main()
