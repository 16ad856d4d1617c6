#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Applies asked for with `Prefer: respond-async`: 202 and a resource that counts the steps, as JSON and as a stream, up to
what the plain request would have answered. And that an apply, plain or not, needs neither its client nor a running listener.

Another program holds what the apply needs until the test has seen what it wants to see.
"""
import contextlib
import hashlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import struct
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

TOKEN = "progress-token"
PATIENCE = {"sqlite": {"busy_timeout_ms": "120000"}, "postgres": {"lock_timeout_ms": "120000"},
            "mysql": {"lock_timeout_ms": "120000"}}
ASYNC = {"Content-Type": "application/json", "Prefer": "respond-async"}
COLLECTIONS = 60 if os.environ.get("SCHEMAD_QUICK") else 200
STREAMS = 50
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def config_of(project, **more):
    """With a token that needs no database: that is what is locked here."""
    config = project.config("12.4.0", **PATIENCE[project.vendor])
    return {**config, "tokens": [{"name": "ci", "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}], **more}


def with_collections(snapshot, count, prefix="made"):
    """Copies of `authors`, each with all its fields."""
    grown = json.loads(json.dumps(snapshot))
    one = next(c for c in snapshot["collections"] if c["collection"] == "authors")
    fields = [f for f in snapshot["fields"] if f["collection"] == "authors" and f.get("schema")]
    for i in range(count):
        def renamed(item):
            text = json.dumps(item).replace("authors", f"{prefix}_{i}")
            return json.loads(text)
        grown["collections"].append(renamed(one))
        grown["fields"] += [renamed(field) for field in fields]
    return grown


@contextlib.contextmanager
def held(project, early=False):
    """Another one has the table that an apply's rows go into. SQLite has no such lock: there a reader keeps it from its commit,
    or, early, a writer from its begin."""
    if project.vendor == "sqlite":
        connection = sqlite3.connect(project.path, isolation_level=None, timeout=10)
        connection.execute("BEGIN EXCLUSIVE" if early else "BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
        return
    with project.connect() as connection:
        if project.vendor == "postgres":
            connection.rows("begin")
            connection.rows("lock table directus_fields in share mode")
        else:
            connection.rows("lock tables directus_fields read")
        try:
            yield
        finally:
            connection.rows("rollback" if project.vendor == "postgres" else "unlock tables")


def until(holds, what):
    """Asked again and again, for as long as it may take on a busy machine."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.01)
    raise RuntimeError(f"it did not come about: {what}")


def is_blocked(project):
    """An apply has begun and waits for who holds it."""
    if project.vendor == "sqlite":
        connection = sqlite3.connect(project.path, isolation_level=None, timeout=0)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False
    sql = f"""select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = '{project.database}'"""
    if project.vendor == "mysql":
        sql = f"""select count(*) from information_schema.processlist where state like 'Waiting for%' and db = '{project.database}'"""
    with project.host.connect() as connection:
        return int(connection.one(sql)) > 0


def state_of(api, location):
    answer = api.server.request("GET", location, api.token)
    if answer.status != 200:
        raise RuntimeError(f"{location}: {answer.status} {answer.body[:300]!r}")
    return json.loads(answer.body)["data"], answer


def ended(api, location):
    return until(lambda: (lambda s: s if s["ended"] else None)(state_of(api, location)[0]), "the apply is over")


def is_held(project, state, early=False):
    """It has come as far as held() lets it."""
    if project.vendor == "sqlite":
        return state["phase"] == ("waiting" if early else "verifying")
    return state["phase"] == "running" and bool(state["entity"]) and is_blocked(project)


class Events:
    """A stream of events, read as it comes."""

    def __init__(self, api, location):
        self.connection = http.client.HTTPConnection("127.0.0.1", api.server.port, timeout=120)
        self.connection.request("GET", location, headers={**api.token, "Accept": "text/event-stream"})
        self.response = self.connection.getresponse()

    def next(self):
        """(name, data), or None at the end."""
        name, data = None, None
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if text.startswith("event: "):
                name = text[7:]
            elif text.startswith("data: "):
                data = json.loads(text[6:])
            elif not text and name:
                return name, data
        return None

    def all(self):
        found = []
        while event := self.next():
            found.append(event)
        self.connection.close()
        return found


def faults_of_events(events):
    """k of n: only upwards, to the end."""
    steps = [data["step"] for _, data in events]
    if steps != sorted(steps):
        yield f"the steps go {steps}"
    if [name for name, _ in events[:-1]] != ["progress"] * (len(events) - 1):
        yield f"events {[name for name, _ in events]}"
    name, last = events[-1]
    if (name, last["state"]) != ("done", "done") or not last["steps"] or last["step"] != last["steps"]:
        yield f"at last {name} {last}"
    if last["result"] != {"status": 204, "body": None, "left_out": last["result"]["left_out"]}:
        yield f"result {last['result']}"
    if steps[0] >= steps[-1]:
        yield f"it was seen at {steps[0]} only"


@test
def counts_its_steps(place):
    project = place.project("large")
    with place.server(project) as server:
        api = Api(server, token=TOKEN)
        wanted = with_collections(api.snapshot(), COLLECTIONS)
        diff = api.diff_of(wanted)
        with held(project, early=True):
            answer = api.post("/schema/apply", diff, ASYNC)
            if answer.status != 202 or answer.header("Preference-Applied") != "respond-async":
                yield f"{answer.status} {answer.headers} {answer.body[:300]!r}"
                return
            location = answer.header("Location")
            until(lambda: is_held(project, state_of(api, location)[0], early=True), "it waits")
            streams = [Events(api, location) for _ in range(STREAMS)]
            firsts = [stream.next() for stream in streams]
            if server.request("GET", "/server/ping").body != b"pong":
                yield "no pong meanwhile"
            if state_of(api, location)[1].header("Retry-After") != "1":
                yield "no Retry-After while it runs"
        found = [None] * STREAMS

        def read(i):
            found[i] = [firsts[i]] + streams[i].all()
        readers = [threading.Thread(target=read, args=(i,)) for i in range(STREAMS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        for events in found:
            if faults := list(faults_of_events(events)):
                yield from faults
                break
        print(f"{project.vendor}: {found[0][-1][1]['steps']} steps, told in {len(found[0])} events to each of {STREAMS}")
        state, last = state_of(api, location)
        if state["state"] != "done" or last.header("Retry-After"):
            yield f"the resource says {state}"
        again = Events(api, location).all()
        if [name for name, _ in again] != ["done"]:
            yield f"who comes late is told {again}"
        if (rest := api.diff(wanted)).status != 204:
            yield f"a diff afterwards: {rest.status} {rest.body[:300]!r}"
        if Api(server, token="wrong").get(location).status != 401 or server.request("GET", location).status != 403:
            yield "strangers see it"


@test
def fails_as_the_plain_one_does(place):
    project = place.project("failing")
    project.execute("update authors set bio = null")
    with place.server(project) as server:
        api = Api(server, token=TOKEN)
        wanted = api.snapshot()
        field_of(wanted, "authors", "bio")["schema"]["is_nullable"] = False
        diff = api.diff_of(wanted)
        for name, payload in (("rows in the way", diff), ("stale hash", {**diff, "hash": "0" * 40}), ("nonsense", {"a": 1})):
            plain = api.apply(payload)
            location = api.post("/schema/apply", payload, ASYNC).header("Location")
            state = ended(api, location)
            if plain.status < 400 or state["state"] != "failed" or state["result"]["status"] != plain.status:
                yield f"{name}: plain {plain.status}, {state}"
            if state["result"]["body"] != json.loads(plain.body):
                yield f"{name}: plain {plain.body!r}, {state['result']['body']}"
            if [event for event, _ in Events(api, location).all()] != ["failed"]:
                yield f"{name}: the stream ends otherwise"
        waited = api.post("/schema/apply", diff, {**ASYNC, "Prefer": "respond-async, wait=30"})
        if waited.status != api.apply(diff).status or waited.body != api.apply(diff).body:
            yield f"who waits: {waited.status} {waited.body[:300]!r}"


def sent(server, headers, body):
    """A connection that has sent an apply and not read an answer."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=120)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    client.sendall(f"POST /schema/apply HTTP/1.1\r\nHost: a\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return client


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@test
def goes_on_without_its_client(place):
    project = place.project("gone")
    with place.server(project, limits={"workers": 2}) as server:
        api = Api(server, token=TOKEN)
        for i, preference in enumerate((None, "respond-async")):
            wanted = with_collections(api.snapshot(), 3, f"gone{i}")
            body = json.dumps(api.diff_of(wanted)).encode()
            headers = {**api.token, "Content-Type": "application/json"}
            with held(project):
                if preference:
                    client = sent(server, {**headers, "Prefer": preference}, body)
                    head = client.recv(65536).decode()
                    location = head.split("Location: ")[1].split("\r\n")[0]
                    watcher = Events(api, location)
                    watcher.next()
                    reset(watcher.response.fp.raw._sock)
                else:
                    client = sent(server, headers, body)
                until(lambda: is_blocked(project), "the apply has begun")
                reset(client)
            until(lambda: api.diff(wanted).status == 204, f"the apply is done without its client ({preference})")
            if preference and ended(api, location)["state"] != "done":
                yield f"the resource says {state_of(api, location)}"


@test
def a_stop_waits_for_it(place):
    for watched in (True, False):
        project = place.project(f"stop{watched:d}")
        with place.server(project, limits={"shutdown_grace": "120s"}) as server:
            api = Api(server, token=TOKEN)
            wanted = with_collections(api.snapshot(), 5)
            diff = api.diff_of(wanted)
            with held(project):
                location = api.post("/schema/apply", diff, ASYNC).header("Location")
                until(lambda: is_held(project, state_of(api, location)[0]), "it waits")
                events = Events(api, location) if watched else None
                if watched:
                    events.next()
                server.process.send_signal(signal.SIGTERM)

                def refuses():
                    try:
                        return server.request("GET", "/server/ping").status != 200
                    except OSError:
                        return True
                until(refuses, "it takes no new connection")
                if server.process.poll() is not None:
                    yield "it ended before the apply"
            if watched and (told := events.all()) and told[-1][0] != "done":
                yield f"the stream ended with {told[-1]}"
            if server.process.wait(120) != 0:
                yield f"exit code {server.process.returncode}"
        with place.server(project) as server:
            if (rest := Api(server, token=TOKEN).diff(wanted)).status != 204:
                yield f"watched: {watched}; afterwards {rest.status} {rest.body[:300]!r}"


@test
def plain_answers_are_what_they_were(place):
    project = place.project("plain")
    with place.server(project) as server:
        api = Api(server, token=TOKEN)
        wanted = with_collections(api.snapshot(), 1)
        body = json.dumps(api.diff_of(wanted)).encode()
        client = sent(server, {**api.token, "Content-Type": "application/json", "Prefer": "return=minimal",
                               "Connection": "close"}, body)
        answer = b""
        while part := client.recv(65536):
            answer += part
        client.close()
        head, _, rest = answer.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        names = [line.split(":")[0] for line in lines[1:]]
        if lines[0] != "HTTP/1.1 204 No Content" or rest:
            yield f"{answer!r}"
        if [n for n in names if n != "Schemad-Left-Out"] != ["Content-Security-Policy", "Cross-Origin-Opener-Policy", "X-Powered-By",
                                                            "Cache-Control", "Vary", "Date", "Connection"]:
            yield f"headers {names}"
        if api.diff(wanted).status != 204:
            yield "it is not applied"


class Place:
    def __init__(self, options, databases, vendor):
        self.build, self.databases, self.vendor = options.build, databases, vendor

    def project(self, name):
        return self.databases.project(self.vendor, "blogd", name)

    def server(self, project, **more):
        return Server(self.build, {"default": config_of(project)}, **more)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            for function in TESTS:
                if not options.only or options.only in function.__name__:
                    report.tell(f"{vendor} {function.__name__}", list(function(Place(options, databases, vendor))))
    report.end()


if __name__ == "__main__":
    main()
