#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One project never stops another, and nobody waits without end: its database frozen, silent or locked.

Whatever is wrong with one project's database, with more requests to it than there are workers: a request of another project
is answered while the first ones still wait; what is beyond the share is refused at once; an anonymous request opens no
connection; and SIGTERM ends the process, as a second one does at once. Uploads of people without a token are not taken.
The figures are printed; what is asserted is the order of things, not how long they take.
"""
import os
import signal
import socket
import statistics
import sqlite3
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, high_water
from outage import Asked, said
from projects import Databases

MANY = 12  # more than there are workers


class Silent:
    """A host that accepts and says nothing."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()


class Frozen:
    """Every process of a database server, stopped until the block is left."""

    def __init__(self, host):
        self.host, self.pids = host, []

    def __enter__(self):
        self.pids = processes_of(self.host)
        for pid in self.pids:
            try:
                os.kill(pid, signal.SIGSTOP)
            except ProcessLookupError:
                pass  # it had nobody to serve any more
        return self

    def __exit__(self, *_):
        for pid in reversed(self.pids):
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                pass


def processes_of(host):
    first, found = host.server.process.pid, []
    todo = [first]
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                todo += [int(child) for child in children.read().split()]
        except FileNotFoundError:
            pass
    return found


class Locked:
    """What every reader of the catalog needs, held by somebody else."""

    LOCK = {"postgres": ["begin", "lock table directus_users, directus_collections, directus_fields, directus_relations, "
                         "directus_settings in access exclusive mode"],
            "mysql": ["lock tables directus_users write, directus_collections write, directus_fields write, "
                      "directus_relations write, directus_settings write"]}

    def __init__(self, project):
        self.project = project

    def __enter__(self):
        if self.project.vendor == "sqlite":
            self.connection = sqlite3.connect(self.project.path, isolation_level=None, timeout=30)
            self.connection.execute("begin exclusive")
        else:
            self.connection = self.project.connect()
            for statement in self.LOCK[self.project.vendor]:
                self.connection.rows(statement)
        return self

    def __exit__(self, *_):
        if self.project.vendor == "sqlite":
            self.connection.execute("rollback")
        self.connection.close()


def median_ms(ask, times=15):
    taken = []
    for _ in range(times):
        begun = time.monotonic()
        answer = ask()
        assert answer.status == 200, said(answer)
        taken.append(1000 * (time.monotonic() - begun))
    return statistics.median(taken)


def exit_code(server, seconds):
    try:
        return server.process.wait(seconds)
    except Exception:  # noqa: BLE001  still there
        return None


def disturbed(report, build, name, bad, good, disturb, grace="1s"):
    """bad: the project to be disturbed; disturb: a context that does it, once the server knows both."""
    with Server(build, {"bad": bad, "good": good}, limits={"shutdown_grace": grace}) as server:
        other = Api(server, "good")
        before = median_ms(lambda: other.get("/schema/snapshot"))
        api = Api(server, "bad")
        faults = []
        with disturb:
            waiting = [Asked(lambda: api.get("/schema/snapshot")) for _ in range(MANY)]
            anonymous = [Asked(lambda: server.request("GET", "/bad/server/info")) for _ in range(MANY)]
            during = median_ms(lambda: other.get("/schema/snapshot"))
            if not any(asked.thread.is_alive() for asked in waiting):
                print(f"{name}: nobody waited any more when the other had been answered")
            for asked in anonymous:
                asked.end()
                if asked.fault or asked.seconds > 10:
                    faults.append(f"anonymous, after {asked.seconds:.1f} s: {asked.fault or said(asked.answer)}")
            for asked in waiting:
                asked.end()
                if asked.fault or asked.answer.status != 503:
                    faults.append(f"after {asked.seconds:.1f} s: {asked.fault or said(asked.answer)}")
            slowest = max(asked.seconds for asked in waiting)
            again = Asked(lambda: api.get("/schema/snapshot"))
            again.thread.join(0.2)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            code = exit_code(server, 60)
            ended = time.monotonic() - begun
            again.end()
            if code != 0:
                faults.append(f"SIGTERM: {'it goes on' if code is None else code}")
        print(f"{name}: another project's snapshot takes {before:.1f} ms before, {during:.1f} ms during; the slowest of "
              f"{MANY} waited {slowest:.1f} s; SIGTERM with a grace of {grace} ends it in {ended:.1f} s")
        report.tell(name, faults)


def second_signal(report, build, name, bad, good, disturb):
    with Server(build, {"bad": bad, "good": good}, limits={"shutdown_grace": "10m"}) as server:
        Api(server, "good").get("/schema/snapshot")
        with disturb:
            asked = Asked(lambda: Api(server, "bad").get("/schema/snapshot"))
            asked.thread.join(0.3)
            server.process.send_signal(signal.SIGTERM)
            server.process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            code = exit_code(server, 60)
            print(f"{name}: a second signal ends it in {time.monotonic() - begun:.1f} s")
            asked.end()
        report.tell(f"{name}: a second signal", [] if code == 0 else [f"exit code {code}"])


def other_signals(report, build, project):
    with Server(build, {"default": project}) as server:
        api = Api(server)
        for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM,
                       signal.SIGPROF, signal.SIGIO, signal.SIGXFSZ, signal.SIGXCPU, signal.SIGRTMIN, signal.SIGRTMAX):
            server.process.send_signal(number)
        answer = api.get("/schema/snapshot")
        report.tell("other signals end nothing", [] if answer.status == 200 else [said(answer)])


def uploads(report, build, project, count=10, size=51 << 20):
    """Anonymous ones: not taken, and an administrator is served meanwhile."""
    def memory():
        return high_water(server.process.pid) >> 20

    with Server(build, {"default": project}) as server:
        api, faults = Api(server), []
        api.snapshot()
        before = memory()
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=60)
            client.sendall(b"POST /schema/diff HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                           b"Content-Length: %d\r\n\r\n" % size)
            clients.append(client)

        def send(client):
            try:
                for _ in range(size >> 20):
                    client.sendall(b"x" * (1 << 20))
            except OSError:
                pass  # it does not want it
        threads = [threading.Thread(target=send, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        served = Asked(lambda: api.diff(api.snapshot())).end()
        if served.fault or served.answer.status != 204:
            faults.append(f"an administrator meanwhile: {served.fault or said(served.answer)}")
        for client in clients:
            if not (head := client.recv(100)).startswith(b"HTTP/1.1 403"):
                faults.append(f"an upload is answered {head[:60]!r}")
            client.close()
        for thread in threads:
            thread.join()
        after = memory()
        print(f"{count} anonymous uploads of {size >> 20} MiB: peak memory {before} MiB before, {after} MiB after; an administrator "
              f"was answered in {served.seconds:.2f} s")
        if after - before > 200:
            faults.append(f"{after - before} MiB were taken for them")
        report.tell("anonymous uploads", faults)


def locked_apply(report, build, project):
    """Another process's lock on SQLite is 409, as documented."""
    with Server(build, {"default": project.config(busy_timeout_ms="200")}) as server:
        api = Api(server)
        wanted = api.snapshot()
        wanted["collections"][0]["meta"]["note"] = "changed"
        diff = api.diff_of(wanted)
        with Locked(project):
            answer = api.apply(diff)
        report.tell("sqlite: an apply to a locked file", [] if (answer.status, answer.code()) == (409, "CONFLICT") else [said(answer)])


def tell(options, report, folder):
    with Databases(["sqlite"], folder) as local:
        good = local.project("sqlite", "blogd", "good")
        if "sqlite" in options.vendors:
            bad = local.project("sqlite", "blogd", "bad")
            disturbed(report, options.build, "sqlite, locked", bad.config(), good.config(), Locked(bad))
            second_signal(report, options.build, "sqlite, locked", bad.config(busy_timeout_ms="60000"), good.config(), Locked(bad))
            locked_apply(report, options.build, bad)
            other_signals(report, options.build, good.config())
            uploads(report, options.build, good.config())
        for vendor in options.vendors:
            if vendor == "sqlite":
                continue
            with Databases([vendor], folder, own=True) as own:
                bad = own.project(vendor, "blogd", "bad")
                disturbed(report, options.build, f"{vendor}, locked", bad.config(lock_timeout_ms="3000"), good.config(), Locked(bad))
                disturbed(report, options.build, f"{vendor}, frozen", bad.config(connect_timeout_ms="3000"), good.config(),
                          Frozen(own.hosts[vendor]))
                second_signal(report, options.build, f"{vendor}, frozen", bad.config(), good.config(), Frozen(own.hosts[vendor]))
                silent = Silent()
                config = bad.config(connect_timeout_ms="3000")
                config["connection"].update(host="127.0.0.1", port=str(silent.port))
                config["connection"].pop("socket", None)
                class Nothing:
                    def __enter__(self):
                        return self

                    def __exit__(self, *_):
                        pass
                disturbed(report, options.build, f"{vendor}, silent", config, good.config(), Nothing())
                silent.close()


def main():
    options = arguments(__doc__, ("sqlite", "postgres", "mysql"))
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        tell(options, report, folder)
    report.end()


if __name__ == "__main__":
    main()
