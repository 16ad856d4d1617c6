#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The database server dies, the network is cut or falls silent, at any moment of a snapshot, a diff and an apply.

Every such request is answered, in bounded time: with what it asked for, or with a clear 503. The next one after the
server's return works. An apply that was interrupted has happened entirely or not at all on PostgreSQL; on MariaDB, which
commits each statement, the same snapshot applied once more completes it. Nothing leaks in 10,000 requests (400 with
SCHEMAD_QUICK=1) while connections are cut at random.
"""
import copy
import http.client
import os
import random
import threading
import time

from harness import Answer, Api, Report, Server, arguments, field_of, relation_of
from projects import Host, MariaDbProject, PostgresProject, digest
from proxy import Proxy

QUICK = os.environ.get("SCHEMAD_QUICK") == "1"
REQUESTS, KILLS, CUTS = (400, 2, 12) if QUICK else (10_000, 5, 40)
CLIENTS, POOL = 6, 4
BOUND = 20  # seconds for any answer; the timeouts of the connections below are far shorter
TIMEOUTS = {"connect_timeout_ms": "2000", "statement_timeout_ms": "3000", "lock_timeout_ms": "3000"}
# what was acknowledged is written when the process dies, though not when the machine does
KEPT = {"postgres": ["-c", "synchronous_commit=on"], "mysql": ["--innodb-flush-log-at-trx-commit=2"]}
TOKEN = "outage-token"  # is checked in the database, so that every request needs it


def added(snapshot, like, collection, name, **schema):
    field = copy.deepcopy(field_of(snapshot, *like))
    field["collection"] = field["meta"]["collection"] = field["schema"]["table"] = collection
    field["field"] = field["meta"]["field"] = field["schema"]["name"] = name
    field["schema"].update(schema)
    snapshot["fields"].append(field)


def edit(snapshot):
    """Something of every kind of step: tables, columns, indexes, keys, meta rows."""
    field_of(snapshot, "posts", "rating")["schema"]["is_indexed"] = True
    field_of(snapshot, "authors", "name")["schema"]["max_length"] = 200
    field_of(snapshot, "posts_tags", "sort")["schema"]["is_nullable"] = False
    relation_of(snapshot, "posts", "author")["schema"]["on_delete"] = "CASCADE"
    added(snapshot, ("posts", "rating"), "posts", "weight", is_nullable=False, default_value=1.5, is_indexed=False)
    snapshot["fields"].remove(field_of(snapshot, "posts", "published_at"))
    next(c for c in snapshot["collections"] if c["collection"] == "posts")["meta"]["icon"] = "bolt"
    made = copy.deepcopy(next(c for c in snapshot["collections"] if c["collection"] == "authors"))
    made["collection"] = made["meta"]["collection"] = made["schema"]["name"] = "editors"
    snapshot["collections"].append(made)
    added(snapshot, ("authors", "id"), "editors", "id")
    added(snapshot, ("posts", "author"), "editors", "author")
    relation = copy.deepcopy(relation_of(snapshot, "posts", "author"))
    relation["collection"] = relation["meta"]["many_collection"] = relation["schema"]["table"] = "editors"
    relation["meta"]["one_field"] = None
    relation["schema"]["constraint_name"] = "editors_author_foreign"
    snapshot["relations"].append(relation)


class Asked:
    """A request in a thread of its own: its answer, or what went wrong, and how long it took."""

    def __init__(self, ask):
        self.ask, self.answer, self.fault, self.seconds = ask, None, None, 0.0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        begun = time.monotonic()
        try:
            self.answer = self.ask()
        except (OSError, http.client.HTTPException) as fault:
            self.fault = repr(fault)
        self.seconds = time.monotonic() - begun

    def end(self):
        self.thread.join(BOUND + 40)
        return self


def said(answer):
    return f"{answer.status} {answer.body[:300]!r}"


def unavailable(answer):
    return answer.status == 503 and answer.code() == "SERVICE_UNAVAILABLE"


def fair(asked, good):
    """What is wrong with the answer to a request that was interrupted."""
    if asked.fault or not asked.answer:
        return [f"no answer: {asked.fault}"]
    faults = []
    if asked.seconds > BOUND:
        faults.append(f"answered after {asked.seconds:.1f} s: {said(asked.answer)}")
    if asked.answer.status != good and not unavailable(asked.answer):
        faults.append(f"neither {good} nor 503 SERVICE_UNAVAILABLE: {said(asked.answer)}")
    return faults


class Outage:
    def __init__(self, options, report, vendor):
        self.options, self.report, self.vendor = options, report, vendor
        self.host = Host(vendor, own=True, options=KEPT[vendor])
        self.proxy = Proxy(self.host.where["host"], self.host.where["port"])
        kind = {"postgres": PostgresProject, "mysql": MariaDbProject}[vendor]
        self.project = kind(self.host, "blogd", "outage")
        self.project.execute(f"update directus_users set token = '{TOKEN}' where token = 'admintoken'")
        config = self.project.config(port=str(self.proxy.port), **TIMEOUTS)
        self.config = {"default": {**config, "max_connections": POOL}}
        self.random = random.Random(20261121)
        self.outcomes = {}

    def close(self):
        self.proxy.close()
        self.host.close()

    def restore(self):
        self.project.reset()
        self.project.execute(f"update directus_users set token = '{TOKEN}' where token = 'admintoken'")

    def prepare(self, api):
        """Both ends of the apply, what each request moves, and how long it takes."""
        self.old = api.snapshot()
        self.new = copy.deepcopy(self.old)
        edit(self.new)
        self.change = api.diff_of(self.new)
        self.old_bytes, self.old_dump = api.get("/schema/snapshot").body, digest(self.project.dump())
        self.requests = {"snapshot": (lambda: api.get("/schema/snapshot"), 200), "diff": (lambda: api.diff(self.new), 200),
                         "apply": (lambda: api.apply(self.change), 204)}
        self.takes, self.moves = {}, {}
        for name, (ask, good) in self.requests.items():
            before, asked = self.proxy.moved, Asked(ask).end()
            assert asked.answer and asked.answer.status == good, f"{name}: {asked.fault or said(asked.answer)}"
            self.takes[name], self.moves[name] = asked.seconds, self.proxy.moved - before
        self.new_bytes, self.new_dump = api.get("/schema/snapshot").body, digest(self.project.dump())
        assert self.old_bytes != self.new_bytes and self.old_dump != self.new_dump
        left = api.diff(self.new)
        self.report.tell(f"{self.vendor}: the apply of these tests converges", [] if left.status == 204 else [said(left)])
        self.restore()

    def judge(self, api, name, asked):
        """After the return: the next request works, and the project is whole."""
        faults, good = fair(asked, self.requests[name][1]), asked.answer and asked.answer.status != 503
        after = Asked(lambda: api.get("/schema/snapshot")).end()
        if not after.answer or after.answer.status != 200:
            return faults + [f"the next request: {after.fault or said(after.answer)}"]
        outcome = {self.old_bytes: "old", self.new_bytes: "new"}.get(after.answer.body, "between")
        if name != "apply":
            return faults + ([] if outcome == "old" else ["the project has changed"])
        dump = {self.old_dump: "old", self.new_dump: "new"}.get(digest(self.project.dump()), "between")
        self.outcomes.setdefault(outcome if outcome == dump else "between", []).append(name)
        if good and dump != "new":
            faults.append("204 was answered, and the project is not the new one")
        if dump == "between" and self.vendor == "postgres":
            faults.append(f"the project is neither old nor new (its snapshot is {outcome})")
        if dump == "between":
            faults += self.complete(api)
        self.restore()  # also after none: numbers that a sequence gave do not come back
        return faults

    def complete(self, api):
        diff = api.diff(self.new)
        if diff.status == 200:
            applied = api.apply(diff.body and api.diff_of(self.new))
            if applied.status != 204:
                return [f"the same snapshot applied once more: {said(applied)}"]
        again = api.diff(self.new)
        return [] if again.status == 204 else [f"applied once more, the same snapshot still differs: {said(again)}"]

    def kills(self, api):
        for name, (ask, _) in self.requests.items():
            for number in range(KILLS):
                moment = self.random.uniform(0, 1.1) * self.takes[name]
                asked = Asked(ask)
                asked.thread.join(moment)  # the moment, or the answer
                self.host.server.kill9()
                asked.end()
                faults = []
                for kind in ("snapshot", "apply"):
                    away = Asked(self.requests[kind][0]).end()
                    if not away.answer or not unavailable(away.answer) or away.seconds > BOUND:
                        faults.append(f"{kind} while it is away, after {away.seconds:.1f} s: {away.fault or said(away.answer)}")
                    elif self.host.where["password"] in away.answer.body.decode(errors="replace"):
                        faults.append("the password is told")
                self.host.server.start()
                faults += self.judge(api, name, asked)
                self.restore()  # PostgreSQL's sequences have jumped ahead
                self.report.tell(f"{self.vendor}: killed in a {name}, {number}, after {1000 * moment:.0f} of "
                                 f"{1000 * self.takes[name]:.0f} ms", faults)

    def cuts(self, api):
        for name, (ask, _) in self.requests.items():
            for number in range(CUTS):
                at = self.random.randrange(1, self.moves[name] + 200)
                self.proxy.cut_after(at)
                asked = Asked(ask).end()
                self.proxy.cut_after(None)
                self.report.tell(f"{self.vendor}: cut in a {name}, {number}, after {at} of {self.moves[name]} bytes",
                                 self.judge(api, name, asked))

    def silence(self, api):
        """Nothing comes any more, and nobody says why."""
        for name, (ask, _) in self.requests.items():
            for moment in (0, self.takes[name] / 2):
                asked = Asked(ask) if moment else None
                if asked:
                    asked.thread.join(moment)
                self.proxy.stall(True)
                asked = (asked or Asked(ask)).end()
                self.proxy.cut()  # what is held back is lost
                self.proxy.stall(False)
                self.report.tell(f"{self.vendor}: silence {'in' if moment else 'before'} a {name}", self.judge(api, name, asked))

    def deaths(self):
        """schemad itself is killed in an apply, and another one takes over."""
        for number in range(KILLS):
            moment = self.random.uniform(0, 1.1) * self.takes["apply"]
            with Server(self.options.build, self.config) as server:
                api = Api(server, token=TOKEN)
                api.get("/server/health")  # the connection to the database is there
                asked = Asked(lambda: api.apply(self.change))
                asked.thread.join(moment)
                server.kill()
                asked.end()
            with Server(self.options.build, self.config) as server:
                api = Api(server, token=TOKEN)
                asked.answer = asked.answer or Answer(503, [], b'{"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}')
                asked.fault = None
                api.post("/schema/recover", b"")  # waits for what this start settles by itself
                self.report.tell(f"{self.vendor}: schemad killed in an apply, {number}, after {1000 * moment:.0f} of "
                                 f"{1000 * self.takes['apply']:.0f} ms", self.judge(api, "apply", asked))

    def refused(self, api):
        self.proxy.refuse(True)
        self.proxy.cut()
        faults = []
        for name, (ask, _) in self.requests.items():
            asked = Asked(ask).end()
            if not asked.answer or not unavailable(asked.answer) or asked.seconds > BOUND:
                faults.append(f"{name}: {asked.fault or said(asked.answer)} after {asked.seconds:.1f} s")
        self.proxy.refuse(False)
        if (answer := api.get("/schema/snapshot")).status != 200:
            faults.append(f"afterwards: {said(answer)}")
        self.report.tell(f"{self.vendor}: whoever connects is turned away", faults)

    def connections(self):
        if self.vendor == "postgres":
            sql = f"select count(*) from pg_stat_activity where datname = '{self.project.database}'"
        else:
            sql = f"select count(*) from information_schema.processlist where db = '{self.project.database}'"
        with self.host.connect() as connection:
            return int(connection.one(sql))

    def many(self, api, server):
        """Random cuts under load."""
        seen, lock, done, left = {}, threading.Lock(), threading.Event(), [REQUESTS]
        moments = random.Random(7)

        def load():
            while True:
                with lock:
                    left[0] -= 1
                    # a slow machine may have no whole answer between two cuts for a while
                    if left[0] < 0 and (seen.get(200) or left[0] < -20 * REQUESTS):
                        return
                try:
                    answer = api.get("/schema/snapshot")
                    what = answer.status if answer.status == 200 or unavailable(answer) else said(answer)
                except (OSError, http.client.HTTPException) as fault:
                    what = repr(fault)
                with lock:
                    seen[what] = seen.get(what, 0) + 1

        def cutter():
            while not done.wait(moments.uniform(0.01, 0.3)):
                self.proxy.cut_after(moments.randrange(1, 3 * self.moves["snapshot"]))

        clients = [threading.Thread(target=load) for _ in range(CLIENTS)]
        others = threading.Thread(target=cutter)
        for thread in [*clients, others]:
            thread.start()
        for thread in clients:
            thread.join()
        done.set()
        others.join()
        self.proxy.cut_after(None)
        faults = [f"{count} times {what}" for what, count in seen.items() if what not in (200, 503)]
        for _ in range(3 * POOL):
            if (answer := api.get("/schema/snapshot")).status != 200 or answer.body != self.old_bytes:
                faults.append(f"afterwards: {said(answer)}")
                break
        if not seen.get(200):
            faults.append("none was served")
        self.report.tell(f"{self.vendor}: {REQUESTS} requests, {self.proxy.cuts} connections cut", faults)
        print(f"{self.vendor}: {seen}, {self.proxy.accepted} connections were opened")
        for _ in range(200):  # the server learns that a connection is gone when it reads
            open_now = self.connections()
            if open_now <= POOL:
                break
            time.sleep(0.05)
        leaks = []
        if open_now > POOL or self.proxy.open() > POOL:
            leaks.append(f"{open_now} connections on the server, {self.proxy.open()} through the proxy, for a pool of {POOL}")
        sockets = [name for name in open_files(server.process.pid) if name.startswith("socket:")]
        if len(sockets) > POOL + 6:
            leaks.append(f"{len(sockets)} sockets are open")
        self.report.tell(f"{self.vendor}: no connection leaks", leaks)

    def tell(self):
        with Server(self.options.build, self.config) as server:
            api = Api(server, token=TOKEN)
            self.prepare(api)
            for part in (self.refused, self.cuts, self.silence, self.kills):
                part(api)
            self.many(api, server)
            secret = self.host.where["password"]
            self.report.tell(f"{self.vendor}: the password is not in the log", ["it is"] if secret in server.log_text() else [])
        self.deaths()
        counts = {outcome: len(names) for outcome, names in self.outcomes.items()}
        print(f"{self.vendor}: interrupted applies ended {counts}")


def open_files(pid):
    found = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(os.readlink(f"/proc/{pid}/fd/{name}"))
        except FileNotFoundError:
            pass  # closed since it was listed
    return found


def main():
    options = arguments(__doc__, ("postgres", "mysql"))
    report = Report(options.verbose)
    for vendor in options.vendors:
        outage = Outage(options, report, vendor)
        try:
            outage.tell()
        finally:
            outage.close()
    report.end()


if __name__ == "__main__":
    main()
