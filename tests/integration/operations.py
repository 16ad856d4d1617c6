#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an operator relies on: stopping, back-pressure, limits, several projects, tokens, logs, a database that is missing,
locked, moved or replaced, and that nothing leaks."""
import contextlib
import gzip
import hashlib
import http.client
import json
import os
import pathlib
import queue
import shutil
import signal
import sqlite3
import tempfile
import threading
import urllib.parse
import zlib

from harness import Api, Report, Server, SqliteProject, arguments, field_of, multipart

TESTS = []
PINGS, SNAPSHOTS = 10_000, 500
GROWTH = 16 * 1024 * 1024


def test(function):
    TESTS.append(function)
    return function


def said(answer):
    return f"{answer.status} {answer.body[:300]!r}"


def is_busy(answer):
    return answer.status == 503 and answer.code() == "SERVICE_UNAVAILABLE" and bool(answer.header("Retry-After"))


def changed(snapshot, note="changed"):
    field_of(snapshot, "authors", "name")["meta"]["note"] = note
    return snapshot


@contextlib.contextmanager
def locked(path, how="EXCLUSIVE"):
    """Another program in the middle of writing; SHARED: of reading."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.execute("BEGIN" if how == "SHARED" else f"BEGIN {how}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


class Place:
    """A folder, its projects, the server under test."""

    def __init__(self, options, folder):
        self.build, self.folder = options.build, pathlib.Path(folder)

    def project(self, base="blog", name=None):
        return SqliteProject(self.folder, base, name)

    def server(self, project, **more):
        return Server(self.build, {"default": project.config()}, **more)


def wait_for_writer(path):
    """Returns when another has SQLite's write lock: asked again and again, for as long as it may take on a busy machine."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        for _ in range(200_000):
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return
            os.sched_yield()
    finally:
        connection.close()
    raise RuntimeError("no one began to write")


@test
def sigterm_finishes_an_apply(place):
    project = place.project()
    with Server(place.build, {"default": project.config(busy_timeout_ms="60000")}) as server:
        api = Api(server)
        wanted = changed(api.snapshot())
        diff, answers = api.diff_of(wanted), []
        with locked(project.path, "SHARED"):  # a reader keeps it from committing
            client = threading.Thread(target=lambda: answers.append(api.apply(diff)))
            client.start()
            wait_for_writer(project.path)
            server.process.send_signal(signal.SIGTERM)
            while True:  # it takes no new connection from now on
                try:
                    if server.request("GET", "/server/ping").status != 200:
                        break
                except OSError:
                    break
            if server.process.poll() is not None:
                yield "it ended before the apply"
        client.join()
        if [answer.status for answer in answers] != [204]:
            yield f"the apply answered {[said(answer) for answer in answers]}"
        if server.process.wait(60) != 0:
            yield f"exit code {server.process.returncode}"
    if project.execute("select note from directus_fields where collection = 'authors' and field = 'name'") != [("changed",)]:
        yield "the change is not there"


@test
def a_full_queue_says_when_to_come_back(place):
    project = place.project()
    with Server(place.build, {"default": project.config(busy_timeout_ms="60000")}, limits={"workers": 1, "queue": 1}) as server:
        api, answers = Api(server), queue.Queue()
        with locked(project.path):  # the only worker waits for it
            clients = [threading.Thread(target=lambda: answers.put(api.get("/schema/snapshot"))) for _ in range(8)]
            for client in clients:
                client.start()
            refused = [answers.get(timeout=60) for _ in range(6)]
            for answer in refused:
                if not is_busy(answer):
                    yield f"instead of 503 with Retry-After: {said(answer)}"
            if server.request("GET", "/server/ping").body != b"pong":
                yield "no pong meanwhile"
        for client in clients:
            client.join()
        served = [answers.get(timeout=60) for _ in range(2)]
        if [answer.status for answer in served] != [200, 200]:
            yield f"the two that were taken: {[said(answer) for answer in served]}"
        if api.get("/schema/snapshot").status != 200:
            yield "and afterwards it does not answer"


@test
def compressed_bodies(place):
    project = place.project()
    with place.server(project, limits={"upload_size": "4mb"}) as server:
        api = Api(server)
        body = json.dumps(changed(api.snapshot())).encode()
        plain = api.diff(body)
        raw = zlib.compressobj(wbits=-15)
        for name, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("x-gzip", gzip.compress(body)),
                             ("deflate", raw.compress(body) + raw.flush())):
            answer = api.post("/schema/diff", packed, {"Content-Type": "application/json", "Content-Encoding": name})
            if name != "x-gzip" and (answer.status, answer.body) != (200, plain.body):
                yield f"{name}: {said(answer)}"
        for name, packed in (("bomb", gzip.compress(b'{"a":"' + b" " * 80_000_000 + b'"}')), ("cut", gzip.compress(body)[:-20]),
                             ("garbage", b"\x1f\x8bnothing of the kind")):
            answer = api.post("/schema/diff", packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
            if answer.status not in ((413,) if name == "bomb" else (400,)):
                yield f"{name}: {said(answer)}"
        answer = api.post("/schema/diff", body, {"Content-Type": "application/json", "Content-Encoding": "zstd"})
        if answer.status not in (400, 415):
            yield f"unknown encoding: {said(answer)}"


@test
def sizes_of_bodies(place):
    project = place.project()
    with place.server(project, limits={"upload_size": "4mb"}) as server:
        api = Api(server)
        for size, status in ((2_000_000, 200), (5_000_000, 413), (20_000_000, 413)):
            body = json.dumps(changed(api.snapshot(), "n" * size)).encode()
            for kind, answer in (("JSON body", api.diff(body)), ("upload", api.post("/schema/diff", *uploaded(body)))):
                if answer.status != status or (status == 413 and answer.code() != "CONTENT_TOO_LARGE"):
                    yield f"{kind} of {size}: {said(answer)}"
        if (answer := server.request("POST", "/schema/diff", {"Content-Type": "application/json"}, b" " * 2_000_000)).status == 200:
            yield f"a long body of who is nobody: {said(answer)}"
        if api.get("/schema/snapshot").status != 200:
            yield "and afterwards it does not answer"


def uploaded(content):
    headers, body = multipart(content, "snapshot.json", "application/json")
    return body, headers


def token_entry(name, token, **more):
    return {"name": name, "sha256": hashlib.sha256(token.encode()).hexdigest(), **more}


@test
def projects_and_tokens(place):
    projects = {"default": place.project("blog", "a"), "second": place.project("kitchen", "b"), "Third_3": place.project("empty", "c")}
    projects["second"].execute("update directus_users set token = 'its-own-token'")
    configs = {name: project.config() for name, project in projects.items()}
    configs["second"]["tokens"] = [token_entry("ci", "from-the-configuration"), token_entry("reader", "not-an-admin", admin=False)]
    with Server(place.build, configs) as server:
        bodies = [Api(server, root, token).get("/schema/snapshot").body for root, token in
                  ((None, "admintoken"), ("default", "admintoken"), ("second", "its-own-token"), ("Third_3", "admintoken"))]
        if bodies[0] != bodies[1] or len(set(bodies)) != 3:
            yield "not each project its own snapshot, and the default at the root"
        for root, token, status, code in (
                ("second", "from-the-configuration", 200, None), ("second", "its-own-token", 200, None),
                ("second", "not-an-admin", 403, "FORBIDDEN"), ("second", "admintoken", 401, "INVALID_CREDENTIALS"),
                (None, "from-the-configuration", 401, "INVALID_CREDENTIALS"), ("Third_3", "its-own-token", 401, "INVALID_CREDENTIALS"),
                ("second", configs["second"]["tokens"][0]["sha256"], 401, "INVALID_CREDENTIALS"),
                ("unknown", "admintoken", 404, "ROUTE_NOT_FOUND")):
            answer = Api(server, root, token).get("/schema/snapshot")
            if (answer.status, answer.code()) != (status, code):
                yield f"{root} with {token!r}: {said(answer)}"
        for headers, query, status in (({"Authorization": "bEaReR admintoken"}, "", 200), ({"Cookie": "directus_session_token=admintoken"}, "", 200),
                                       ({}, "?access_token=admintoken", 200), ({"Authorization": "Bearer x"}, "?access_token=", 401),
                                       ({"Authorization": "Bearer admintoken"}, "?access_token=admintoken", 400)):
            if (answer := server.request("GET", "/schema/snapshot" + query, headers)).status != status:
                yield f"{headers} {query}: {said(answer)}"
        before = projects["default"].dump(), projects["Third_3"].dump()
        api = Api(server, "second", "from-the-configuration")
        wanted = api.snapshot()
        wanted["collections"][0]["meta"]["icon"] = "bolt"
        if (answer := api.apply(api.diff_of(wanted))).status != 204:
            yield f"apply to one project: {said(answer)}"
        if before != (projects["default"].dump(), projects["Third_3"].dump()):
            yield "another project has changed"


@test
def what_is_missing_or_broken(place):
    plugins = place.folder / "plugins"
    plugins.mkdir(mode=0o755)
    real = place.build / "plugins" / "libschemad_sqlite.so"
    for name in ("sqlite", "writable"):
        shutil.copy(real, plugins / f"libschemad_{name}.so")
        (plugins / f"libschemad_{name}.so").chmod(0o755 if name == "sqlite" else 0o777)
    (plugins / "libschemad_broken.so").write_text("no library")
    (plugins / "libschemad_broken.so").chmod(0o755)
    good, missing, text = place.project("blog", "good"), place.folder / "missing.db", place.folder / "text.db"
    text.write_text("no database " * 500)
    admin = [token_entry("admin", "admintoken")]
    configs = {"default": good.config(), "absent": {**good.config(), "vendor": "absent"}, "broken": {**good.config(), "vendor": "broken"},
               "writable": {**good.config(), "vendor": "writable"},
               "missing": {**good.config(), "connection": {"filename": str(missing)}, "tokens": admin},
               "text": {**good.config(), "connection": {"filename": str(text)}, "tokens": admin}}
    with Server(place.build, configs, plugins={"directory": str(plugins)}) as server:
        for name, words in (("absent", ("libschemad_absent.so",)), ("broken", ("libschemad_broken.so",)),
                            ("writable", ("libschemad_writable.so", "writ")), ("missing", ()), ("text", ())):
            for answer in (Api(server, name).get("/schema/snapshot"), Api(server, name).diff({"version": 1})):
                body = answer.body.decode()
                if (answer.status, answer.code()) != (503, "SERVICE_UNAVAILABLE") and not (answer.status == 400 and name in ("missing", "text")):
                    yield f"{name}: {said(answer)}"
                elif words and ("the log says why" not in body or any(word in body for word in words)):
                    yield f"{name}: somebody without a known token is told more than that the log says why: {said(answer)}"
                elif any(word not in server.log_text() for word in words):
                    yield f"{name}: not with its reason in the log"
            if str(place.folder) in Api(server, name, "wrong").get("/schema/snapshot").body.decode() and name in ("missing", "text"):
                yield f"{name}: paths are told to strangers"
        if Api(server).get("/schema/snapshot").status != 200 or server.request("GET", "/server/ping").body != b"pong":
            yield "the good project does not answer"
        log = server.log_text()
        for word in (str(missing), str(text), "libschemad_broken.so", "libschemad_absent.so", "libschemad_writable.so"):
            if word not in log:
                yield f"the log does not name {word}"
        if missing.exists():
            yield "a database was made where there was none"
        shutil.copyfile(good.pristine, missing)
        if (answer := Api(server, "missing").get("/schema/snapshot")).status != 200:
            yield f"a database that came later: {said(answer)}"


@test
def tokens_stay_out_of_the_log(place):
    project = place.project()
    secret = "s3cr3t-Ünd/+=&?"
    quoted = urllib.parse.quote(secret, safe="")
    project.execute("update directus_users set token = ?", secret)
    plain = "plainsecret0123456789"
    config = {**project.config(), "tokens": [token_entry("ci", plain)]}
    with Server(place.build, {"default": config}, log_level="debug") as server:
        known = server.request("GET", f"/schema/snapshot?access_token={quoted}").status
        if known != 200 or server.request("GET", f"/schema/snapshot?access_token={plain}").status != 200:
            yield f"a token in the URL: {known}"
        for target in (f"/schema/snapshot?access_token={plain}", f"/schema/snapshot?export=yaml&access_token={plain}x", f"/nothing?access_token={plain}",
                       f"/schema/snapshot?access_token[]={plain}", f"/schema/snapshot?limit=x&access_token={plain}", f"/?a=b?access_token={plain}",
                       f"/nothing/?ACCESS_TOKEN={plain}", f"/schema/snapshot?%61ccess_token={plain}", f"/server/ping?access_token={plain}"):
            for headers in ({}, {"Authorization": f"Bearer {plain}"}, {"Cookie": f"directus_session_token={plain}"}, {"Authorization": f"Basic {plain}"}):
                server.request("GET", target, headers)
                server.request("POST", target, {**headers, "Content-Type": "application/json"}, b'{"a":')
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.connect()
        connection.sock.sendall(f"GET /schema/snapshot?access_token={plain} HTTP/9\r\nAuthorization {plain}\r\n\r\n".encode())
        connection.sock.recv(1000)
        connection.close()
        log = server.log_text()
        if "request" not in log:
            yield "nothing is logged at all"
        for word in (plain, quoted, secret, "s3cr3t", hashlib.sha256(plain.encode()).hexdigest()):
            if word in log:
                at = log.index(word)
                yield f"{word!r} is in the log: {log[max(0, at - 200):at + 50]!r}"


@test
def a_locked_database(place):
    project = place.project()
    with Server(place.build, {"default": project.config(busy_timeout_ms="100")}) as server:
        api = Api(server)
        wanted = changed(api.snapshot())
        diff, before = api.diff_of(wanted), project.dump()
        with locked(project.path):
            for name, answer in (("snapshot", api.get("/schema/snapshot")), ("diff", api.diff(wanted)),
                                 ("info", api.get("/server/info"))):
                if not is_busy(answer):
                    yield f"{name}: {said(answer)}, Retry-After {answer.header('Retry-After')}"
            if ((answer := api.apply(diff)).status, answer.code()) != (409, "CONFLICT"):  # as beside any writer
                yield f"apply to a locked file: {said(answer)}"
        with locked(project.path, "IMMEDIATE"):  # readers are let in
            if (answer := api.get("/schema/snapshot")).status != 200:
                yield f"snapshot beside a writer: {said(answer)}"
            if ((answer := api.apply(diff)).status, answer.code()) != (409, "CONFLICT"):
                yield f"apply beside a writer: {said(answer)}"
            for answer in (api.apply(diff), api.post("/schema/plan?verify=scratch", diff), api.get("/schema/snapshot")):
                if str(project.path.parent).encode() in answer.body:
                    yield f"tells where the file lies: {said(answer)}"
        with locked(project.path, "SHARED"):
            if not is_busy(answer := api.apply(diff)):
                yield f"apply beside a reader: {said(answer)}"
        if project.dump() != before:
            yield "the database has changed"
        if (answer := api.apply(diff)).status != 204 or api.diff(wanted).status != 204:
            yield f"afterwards: {said(answer)}"


@test
def a_database_that_is_moved_away(place):
    project = place.project()
    away = project.path.with_suffix(".away")
    with Server(place.build, {"default": {**project.config(), "tokens": [token_entry("ci", "admintoken")]}}) as server:
        api = Api(server)
        diff = api.diff_of(changed(api.snapshot()))
        project.path.rename(away)
        for name, answer in (("snapshot", api.get("/schema/snapshot")), ("apply", api.apply(diff))):
            if answer.status != 503 or answer.code() != "SERVICE_UNAVAILABLE":
                yield f"{name} while it is away: {said(answer)}"
        if project.path.exists():
            yield "a new one was made in its place"
            project.path.unlink()
        away.rename(project.path)
        if (answer := api.get("/schema/snapshot")).status != 200:
            yield f"when it is back: {said(answer)}"


@test
def a_database_that_is_replaced(place):
    project, other = place.project(), place.project("kitchen")
    with place.server(project) as server:
        api = Api(server)
        old = api.get("/schema/snapshot").body
        os.replace(other.path, project.path)
        new = api.get("/schema/snapshot")
        if new.status != 200 or new.body == old:
            yield "it still answers from the file that is gone: " + said(new)


@test
def a_link_that_leads_to_another_database(place):
    """As a deployment switches `current` from one release to the next: the link of the file, and the link of a folder above it."""
    for kind in ("file", "folder"):
        project, other = place.project("blog", f"one-{kind}"), place.project("kitchen", f"two-{kind}")
        link = project.path.with_name(f"link-{kind}")
        homes = [one.path.with_name(f"{one.path.name}-home") for one in (project, other)]
        for one, home in zip((project, other), homes):
            home.mkdir()
            one.path.rename(home / "data.db")
        led_to = [home / "data.db" if kind == "file" else home for home in homes]
        link.symlink_to(led_to[0])
        filename = str(link if kind == "file" else link / "data.db")
        config = {**project.config(), "connection": {"filename": filename}, "tokens": [token_entry("ci", "admintoken")]}
        with Server(place.build, {"default": config}) as server:
            api = Api(server)
            old = api.snapshot()
            diff = api.diff_of(changed(old))
            before = [(home / "data.db").read_bytes() for home in homes]
            next_one = link.with_name("next")
            next_one.symlink_to(led_to[1])
            os.replace(next_one, link)
            answer = api.apply(diff)
            if answer.status == 204 or [(home / "data.db").read_bytes() for home in homes] != before:
                yield f"{kind}: the diff of the old one was applied: {said(answer)}"
            new = api.get("/schema/snapshot")
            if new.status != 200 or json.loads(new.body)["data"] == old:
                yield f"{kind}: it still answers from the file that the link led to: {said(new)}"


@test
def head_and_options(place):
    project = place.project()
    with place.server(project) as server:
        token = {"Authorization": "Bearer admintoken"}
        get, head = (server.request(method, "/schema/snapshot", token) for method in ("GET", "HEAD"))
        if head.status != 200 or head.body or any(head.header(name) != get.header(name) for name in ("Content-Length", "ETag", "Content-Type")):
            yield f"HEAD: {head.status} {head.headers}"
        for path, allow in (("/schema/snapshot", "GET,HEAD"), ("/schema/diff", "POST"), ("/schema/apply", "POST"), ("/default/schema/apply", "POST")):
            answer = server.request("OPTIONS", path)
            if (answer.status, answer.header("Allow"), answer.body.decode()) != (200, allow, allow):
                yield f"OPTIONS {path}: {said(answer)} {answer.header('Allow')}"
        for method, path, status in (("HEAD", "/schema/snapshot", 403), ("HEAD", "/server/ping", 200), ("HEAD", "/nothing", 404)):
            if (answer := server.request(method, path)).status != status or answer.body:
                yield f"{method} {path}: {said(answer)}"


def open_files(pid):
    found = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(os.readlink(f"/proc/{pid}/fd/{name}"))
        except FileNotFoundError:
            pass  # closed since it was listed
    return sorted(found)


def resident(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class KeptConnection:
    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)

    def get(self, path, headers):
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        return response.status, len(response.read())


@test
def nothing_leaks(place):
    project = place.project()
    token = {"Authorization": "Bearer admintoken"}
    # a sanitizer keeps what is freed; that is no leak
    quarantine = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}
    with place.server(project, environment=quarantine, limits={"queue": 4096}) as server:
        def load(pings, snapshots):
            kept = KeptConnection(server)
            wrong = sum(kept.get("/server/ping", {}) != (200, 4) for _ in range(pings))
            for _ in range(pings // 20):  # and some that come and go, also before they are answered
                server.request("GET", "/server/ping")
                gone = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
                gone.request("GET", "/schema/snapshot", headers=token)
                gone.close()
            kept.connection.close()  # it has been idle
            wrong += len({kept.get("/schema/snapshot", token) for _ in range(snapshots)}) != 1
            kept.connection.close()
            return wrong

        def settled():
            """Open files once every connection is gone: the server learns of that when it reads."""
            for _ in range(2000):
                files = open_files(server.process.pid)
                if sum(name.startswith("socket:") for name in files) <= 1:
                    break
                server.request("GET", "/server/ping")
            return [name for name in files if not name.startswith("socket:")]

        wrong = load(PINGS // 10, SNAPSHOTS // 5)
        files, memory = settled(), resident(server.process.pid)
        wrong += load(PINGS, SNAPSHOTS)
        files_after, grown = settled(), resident(server.process.pid) - memory
        if wrong:
            yield f"{wrong} wrong answers"
        if sum(name.startswith("socket:") for name in open_files(server.process.pid)) > 4:
            yield f"sockets stay open: {open_files(server.process.pid)}"
        if len(files_after) > len(files) + 3:  # a pool may open further connections, up to its 4
            yield f"{len(files)} open files before, {len(files_after)} after: {files_after}"
        if grown > GROWTH:
            yield f"{grown >> 20} MB more than before, {memory >> 20} MB"


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    for one in TESTS:
        with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
            try:
                faults = list(one(Place(options, folder)))
            except (Exception, SystemExit) as fault:  # a crash, or what a sanitizer found, is told by SystemExit
                faults = [f"{type(fault).__name__}: {fault}"]
            report.tell(one.__name__.replace("_", " "), faults)
    report.end()


if __name__ == "__main__":
    main()
