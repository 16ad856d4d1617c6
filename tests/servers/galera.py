# SPDX-License-Identifier: Apache-2.0
"""A MariaDB Galera cluster of one's own on loopback: several nodes, each a server of servers.py with Debian's galera-4.

    with Cluster(3) as cluster:
        cluster.nodes[0].create_database("a")      # is on every node
        cluster.nodes[1].kill9()
        cluster.nodes[1].start()                   # comes back and catches up

A node that was killed reads its position from its own log (--wsrep-recover) and gets what it missed from the others.
"""
import os
import random
import re
import shutil
import socket
import subprocess
import tempfile

from servers import MariaDb, _roomy_memory

PROVIDER = "/usr/lib/galera/libgalera_smm.so"


def _kept_port():
    """Free, and below those the system gives to clients: a node that returns needs it once more."""
    while True:
        port = random.randrange(10000, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Node(MariaDb):
    def __init__(self, cluster, number, folder):
        super().__init__(folder)
        self.cluster, self.number = cluster, number
        self.port, self.group, self.ist, self.sst = (_kept_port() for _ in range(4))
        self.founds = False

    def start(self):
        self.prepare()
        self.founds = not any(n.running() for n in self.cluster.nodes)
        self.position = self._recovered()
        if self.founds:  # whoever is first after all were down is told that it may
            state = os.path.join(self.folder, "data/grastate.dat")
            if os.path.exists(state):
                with open(state) as f:
                    text = f.read()
                with open(state, "w") as f:
                    f.write(re.sub(r"safe_to_bootstrap: \d", "safe_to_bootstrap: 1", text))
        return super().start()

    def ready(self):
        try:
            return "ON" in self.sql(self.ADMIN, "show status like 'wsrep_ready'")
        except RuntimeError:
            return False

    def size(self):
        """How many nodes it sees, itself too."""
        return int(self.sql(self.ADMIN, "show status like 'wsrep_cluster_size'").split()[-1])

    def _recovered(self):
        if not os.path.exists(os.path.join(self.folder, "data/grastate.dat")):
            return None
        log = os.path.join(self.folder, "recovered.log")
        self._prepare_with([*super()._command(), "--wsrep-on=1", "--wsrep-provider=none", "--binlog-format=ROW", "--wsrep-recover",
                            "--wsrep-cluster-address=gcomm://", "--log-error=" + log])
        with open(log, errors="replace") as f:
            found = re.findall(r"Recovered position:\s*(\S+)", f.read())
        return found[-1] if found else None

    def _command(self):
        others = ",".join(f"127.0.0.1:{n.group}" for n in self.cluster.nodes if n is not self)
        provider = [f"gmcast.listen_addr=tcp://127.0.0.1:{self.group}", f"ist.recv_addr=127.0.0.1:{self.ist}",
                    "gcache.size=64M", "gcs.fc_limit=256"]
        command = [word for word in super()._command() if self.founds or not word.startswith("--init-file")]
        if self.position:
            command.append("--wsrep-start-position=" + self.position)
        return command + ["--wsrep-on=1", "--wsrep-provider=" + PROVIDER, "--wsrep-cluster-name=schemad",
                          "--wsrep-cluster-address=gcomm://" + ("" if self.founds else others),
                          f"--wsrep-node-address=127.0.0.1:{self.group}", f"--wsrep-node-name=n{self.number}",
                          "--wsrep-node-incoming-address=127.0.0.1", "--wsrep-sst-method=rsync",
                          f"--wsrep-sst-receive-address=127.0.0.1:{self.sst}", "--binlog-format=ROW",
                          "--innodb-autoinc-lock-mode=2", "--default-storage-engine=InnoDB",
                          "--wsrep-provider-options=" + ";".join(provider)]


class Cluster:
    def __init__(self, count=3):
        self.folder = tempfile.mkdtemp(prefix="gal", dir=_roomy_memory() or "/tmp")
        os.chmod(self.folder, 0o755)
        self.nodes = []
        for number in range(count):
            self.nodes.append(Node(self, number, os.path.join(self.folder, str(number))))

    @staticmethod
    def available():
        return os.path.exists(PROVIDER) and shutil.which("rsync") is not None

    def __enter__(self):
        try:
            for node in self.nodes:
                node.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for node in reversed(self.nodes):
            try:
                node.close()
            except subprocess.SubprocessError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)
