# SPDX-License-Identifier: Apache-2.0
"""What the HTTP integration tests share: recorded cases, SQLite projects, a running schemad, requests to the byte.

Only Python's standard library. Every test is a program: `errors.py [--build DIR] [-v]`; it prints what failed and
ends with `N passed, N failed` and an exit code that says the same.
"""
import argparse
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def conformance():
    """The recorded cases: as tests/vectors.hpp finds them."""
    if named := os.environ.get("SCHEMAD_CONFORMANCE"):
        return pathlib.Path(named)
    shared = SOURCE.parent / "shared" / "conformance"
    return shared if shared.exists() else SOURCE / "tests" / "fixtures"


def arguments(description, vendors=("sqlite",), more=None):
    """vendors: those the program knows; the chosen ones are .vendors. more(parser): further options."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "dev", help="a build folder")
    parser.add_argument("-v", "--verbose", action="store_true", help="names what passed, too")
    if len(vendors) > 1:
        parser.add_argument("--vendor", choices=[*vendors, "all"], default="all", help="whose databases")
        parser.add_argument("--list-vendors", action="store_true", help="prints those it knows, and ends")
        parser.add_argument("--only", help="those whose name contains this")
    if more:
        more(parser)
    options = parser.parse_args()
    options.build = options.build.resolve()  # the server reads it from another folder
    chosen = getattr(options, "vendor", "all")
    options.vendors = list(vendors) if chosen == "all" else [chosen]
    if getattr(options, "list_vendors", False):
        print(*vendors)
        sys.exit(0)
    return options


def script_of(vendor, base):
    """What makes a database: base is the name of one of databases/<vendor>, or a file."""
    file = base if isinstance(base, pathlib.Path) else conformance() / "databases" / vendor / f"{base}.sql"
    return file.read_text(encoding="utf-8", errors="surrogateescape")


def base_name(base):
    return f"{base.parent.name}-{base.stem}" if isinstance(base, pathlib.Path) else base


class SqliteProject:
    """A database file made from databases/sqlite/<base>.sql that can be put back while a server has it open.

    more(connection): what else is in it.
    """

    def __init__(self, folder, base, name=None, more=None):
        self.path = pathlib.Path(folder) / f"{name or base_name(base)}.db"
        self.pristine = pathlib.Path(folder) / f"{name or base_name(base)}.pristine.db"
        script = script_of("sqlite", base)
        with sqlite3.connect(self.pristine) as made:
            made.executescript(script)
            if more:
                more(made)
        made.close()
        shutil.copyfile(self.pristine, self.path)

    def reset(self):
        source, target = sqlite3.connect(self.pristine), sqlite3.connect(self.path)
        with target:
            source.backup(target)  # through SQLite's own locks: the server keeps its connections
        target.close()
        source.close()

    def execute(self, sql, *parameters):
        connection = sqlite3.connect(self.path, timeout=10)
        with connection:
            rows = connection.execute(sql, parameters).fetchall()
        connection.close()
        return rows

    def dump(self):
        """Everything in it, as text; without the history and the stored plans, which tell of what was undone and refused."""
        connection = sqlite3.connect(self.path, timeout=10)
        text = "\n".join(statement for statement in connection.iterdump()
                         if not re.match(r"(CREATE TABLE|INSERT INTO) .schemad_(history|plan)", statement))
        connection.close()
        return text

    def config(self, directus_version="12.4.0", **connection):
        return {"vendor": "sqlite", "connection": {"filename": str(self.path), **connection},
                "directus_version": directus_version}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def code(self):
        try:
            return json.loads(self.body)["errors"][0]["extensions"]["code"]
        except (ValueError, LookupError, TypeError):
            return None


class Server:
    """`schemad serve` on a free port of the loopback address, until the block is left."""

    def __init__(self, build, projects, environment=None, **more):
        self.killed = False
        self.folder = tempfile.TemporaryDirectory(prefix="schemad-")
        config = {"listen": "127.0.0.1:0", "plugins": {"directory": str(build / "plugins")}, "projects": projects, **more}
        file = pathlib.Path(self.folder.name) / "schemad.json"
        file.write_text(json.dumps(config))
        self.log = open(pathlib.Path(self.folder.name) / "log", "wb+")
        self.process = subprocess.Popen([build / "bin" / "schemad", "serve", "--config", file], stdout=subprocess.PIPE,
                                        stderr=self.log, env={**os.environ, **(environment or {})})
        watchdog = threading.Timer(30, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline().decode()
        watchdog.cancel()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            self.stop()
            raise SystemExit(f"the server did not start: {line}{self.log_text()}")
        self.port = int(found[1])

    def log_text(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def request(self, method, target, headers=(), body=None):
        """Sends exactly this; only Host and, with a body or POST, Content-Length are added."""
        headers = list(headers.items()) if isinstance(headers, dict) else list(headers)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body or None)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def kill(self):
        """Without a warning, as a power cut would."""
        self.killed = True
        self.process.kill()
        self.process.wait()

    def stop(self):
        """The exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        code = self.stop()
        log = self.log_text()[-4000:]
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()
        if code != 0 and not self.killed:  # a crash, or what a sanitizer found
            raise SystemExit(f"the server ended with {code}:\n{log}")


def high_water(pid):
    """What a process held at most, in bytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) << 10


def multipart(content, name, media_type):
    """Headers and body of an upload of one file."""
    boundary = "schemad-test-boundary"
    body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {media_type}\r\n\r\n").encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body


class Api:
    """The three endpoints of one project, as its admin."""

    def __init__(self, server, project=None, token="admintoken"):
        self.server, self.root = server, f"/{project}" if project else ""
        self.token = {"Authorization": f"Bearer {token}"}

    def get(self, path):
        return self.server.request("GET", self.root + path, self.token)

    def post(self, path, value, headers=None):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.server.request("POST", self.root + path,
                                   {**self.token, **(headers or {"Content-Type": "application/json"})}, body)

    def snapshot(self):
        """Parsed."""
        answer = self.get("/schema/snapshot")
        if answer.status != 200:
            raise RuntimeError(f"snapshot: {answer.status} {answer.body[:300]!r}")
        return json.loads(answer.body)["data"]

    def diff(self, snapshot):
        return self.post("/schema/diff", snapshot)

    def diff_of(self, snapshot):
        """What is to be applied."""
        answer = self.diff(snapshot)
        if answer.status != 200:
            raise RuntimeError(f"diff: {answer.status} {answer.body[:300]!r}")
        return json.loads(answer.body)["data"]

    def apply(self, diff):
        return self.post("/schema/apply", diff)


def field_of(snapshot, collection, name):
    return next(f for f in snapshot["fields"] if f["collection"] == collection and f["field"] == name)


def relation_of(snapshot, collection, name):
    return next(r for r in snapshot["relations"] if r["collection"] == collection and r["field"] == name)


COMPARED_HEADERS = ("Content-Security-Policy", "Cross-Origin-Opener-Policy", "X-Powered-By", "Allow", "Cache-Control",
                    "Vary", "Content-Type", "Content-Disposition", "Content-Length", "ETag")


def comparable(value):
    """The time in an export's file name is nobody's to repeat."""
    return re.sub(r"Export \d{8}-\d{3,6}\.", "Export #.", value) if value else value


def differences(answer, status, headers, body=None, body_sha1=None):
    """What is not as recorded, in words; headers: pairs."""
    recorded = {name.lower(): value for name, value in headers}
    found = []
    if answer.status != status:
        found.append(f"status {answer.status}, recorded {status}")
    if body is not None and answer.body != body:
        found.append(f"body {answer.body[:300]!r}, recorded {body[:300]!r}")
    elif body_sha1 and hashlib.sha1(answer.body).hexdigest() != body_sha1:
        found.append(f"another body: {answer.body[:300]!r}")
    for name in COMPARED_HEADERS:
        if name == "Content-Security-Policy" and name.lower() not in recorded:
            continue  # some recordings leave it out
        ours, theirs = comparable(answer.header(name)), comparable(recorded.get(name.lower()))
        if name == "X-Powered-By":
            theirs = "schemad"  # on purpose: docs/differences-from-directus.md
        if ours != theirs and not (name == "Content-Length" and theirs is None and ours == "0"):
            found.append(f"{name}: {ours}, recorded {theirs}")
    return found


class Deliberate:
    """A named difference: what we answer instead (None: anything below 500), and why. One that no longer shows is a failure."""

    def __init__(self, reason, status, code=None):
        self.reason, self.status, self.code = reason, status, code

    def fault(self, answer, found):
        if not found:
            return "no longer differs: take it off the list"
        if self.status is None:  # whatever is better
            return f"{answer.status}: {answer.body[:300]!r}" if answer.status >= 500 else None
        if answer.status != self.status or answer.code() != self.code:
            return f"{answer.status} {answer.code()} instead of the listed {self.status} {self.code}: {answer.body[:300]!r}"
        return None


class Report:
    def __init__(self, verbose):
        self.verbose, self.passed, self.failed, self.deliberate, self.skipped = verbose, 0, 0, 0, 0

    def tell(self, name, faults):
        if faults:
            self.failed += 1
            print(f"FAILED {name}")
            for fault in faults:
                print(f"    {fault}")
        else:
            self.passed += 1
            if self.verbose:
                print(f"passed {name}")

    def tell_deliberate(self, name, difference, answer, found):
        fault = difference.fault(answer, found)
        self.tell(name, [fault] if fault else [])
        if not fault:
            self.deliberate += 1

    def skip(self, name, reason):
        self.skipped += 1
        if self.verbose:
            print(f"skipped {name}: {reason}")

    def end(self):
        print(f"{self.deliberate} of those that passed differ on purpose, {self.skipped} skipped")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
