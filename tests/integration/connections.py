#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A project on a database server, as an operator sets it up: every way to name the database, whose tokens are let in, `init`
of an empty database, and what is said when something is wrong."""
import hashlib
import json
import pathlib
import subprocess
import tempfile
import urllib.parse

from harness import Api, Report, Server, arguments, field_of
from projects import Databases

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def said(answer):
    return f"{answer.status} {answer.body[:400]!r}"


class Place:
    def __init__(self, options, databases, vendor, folder):
        self.build, self.databases, self.vendor, self.folder = options.build, databases, vendor, pathlib.Path(folder)
        self.where = databases.hosts[vendor].where

    def project(self, base="blog", name=None):
        return self.databases.project(self.vendor, base, name)

    def url(self, database, password=None):
        def quote(text):
            return urllib.parse.quote(str(text), safe="")
        scheme = {"postgres": "postgresql", "mysql": "mysql"}[self.vendor]
        at = self.where
        return f"{scheme}://{quote(at['user'])}:{quote(password or at['password'])}@{at['host']}:{at['port']}/{quote(database)}"

    def configs(self, database):
        """Every way to say where it is."""
        at, pg = self.where, self.vendor == "postgres"
        tcp = {"host": at["host"], "port": str(at["port"])}
        who = {"user": at["user"], "password": at["password"], "database": database}
        ways = {"tcp": {**tcp, **who}, "socket": {"host": at["socket"], "port": str(at["port"]), **who} if pg else {"socket": at["socket"], **who},
                "url": {"connection_string": self.url(database)}, "a name for the host": {**tcp, "host": "localhost", **who},
                "without TLS": {**tcp, **who, "ssl_mode": "disable"}}
        if pg:
            escaped = at["password"].replace("\\", "\\\\").replace("'", "\\'")
            ways["keywords"] = {"connection_string": f"host={at['host']} port={at['port']} user={at['user']} password='{escaped}' "
                                                     f"dbname='{database}'"}
            ways["search path"] = {**tcp, **who, "search_path": "public"}
            ways["two schemas"] = {**tcp, **who, "search_path": "public, other"}
        else:
            ways["character set"] = {**tcp, **who, "charset": "utf8mb4"}
        return {name: {"vendor": self.vendor, "connection": connection} for name, connection in ways.items()}


@test
def every_way_to_name_a_database(place):
    project = place.project()
    if place.vendor == "postgres":
        project.execute("create schema other")
    configs = place.configs(project.database)
    names = {name: name.replace(" ", "-") for name in configs}
    with Server(place.build, {names[name]: config for name, config in configs.items()}) as server:
        bodies = {name: Api(server, names[name]).get("/schema/snapshot") for name in configs}
        for name, answer in bodies.items():
            if answer.status != 200 or answer.body != bodies["tcp"].body:
                yield f"{name}: {said(answer)}"


@test
def the_environment_of_directus(place):
    project, at = place.project(), place.where
    secret = place.folder / "secret"
    secret.write_text(at["password"])
    client = {"postgres": "pg", "mysql": "mysql"}[place.vendor]
    common = {"DB_CLIENT": client, "DB_HOST": at["host"], "DB_PORT": str(at["port"]), "DB_DATABASE": project.database, "DB_USER": at["user"]}
    for name, environment in (("DB_PASSWORD", {**common, "DB_PASSWORD": at["password"]}),
                              ("DB_PASSWORD_FILE", {**common, "DB_PASSWORD_FILE": str(secret)}),
                              ("DB_CONNECTION_STRING", {"DB_CLIENT": client, "DB_CONNECTION_STRING": place.url(project.database)})):
        with Server(place.build, {}, environment=environment) as server:
            if (answer := Api(server).get("/schema/snapshot")).status != 200:
                yield f"{name}: {said(answer)}"


@test
def whose_tokens_are_let_in(place):
    project = place.project("blog", "tokens")
    with Server(place.build, {"default": project.config()}) as server:
        # the database compares without case and trailing blanks on MariaDB
        for token, status in (("admintoken", 200), ("ADMINTOKEN", 401), ("admintoken ", 401), ("admintokeń", 401), ("Admintoken", 401),
                              ("admintoken%", 401), ("' or '1'='1", 401), ("\\' or 1=1 -- ", 401), ("x" * 5000, 401)):
            answer = server.request("GET", "/schema/snapshot?access_token=" + urllib.parse.quote(token, safe=""))
            if answer.status != status:
                yield f"{token[:30]!r}: {said(answer)}"
        project.execute("update directus_users set status = 'suspended' where token = 'admintoken'")
        if (answer := Api(server).get("/schema/snapshot")).status not in (401, 403):
            yield f"suspended: {said(answer)}"
        project.execute("update directus_users set status = 'active', role = null where token = 'admintoken'")
        if (answer := Api(server).get("/schema/snapshot")).status not in (401, 403):
            yield f"without a role: {said(answer)}"


def init(place, configs, *more):
    file = place.folder / "init.json"
    file.write_text(json.dumps({"plugins": {"directory": str(place.build / "plugins")}, "projects": configs}))
    return subprocess.run([place.build / "bin" / "schemad", "init", "--config", file, *more], capture_output=True, text=True, timeout=60)


@test
def an_empty_database_becomes_a_project(place):
    project, source = place.project(None, "nothing"), place.project("blog", "source")
    config = project.config()
    config["tokens"] = [{"name": "ci", "sha256": sha256("ci-token")}]
    first, second = init(place, {"default": config}), init(place, {"default": config})
    if first.returncode or "were made" not in first.stdout:
        yield f"init: {first.returncode} {first.stdout} {first.stderr}"
    if second.returncode or "there already" not in second.stdout:
        yield f"init once more: {second.returncode} {second.stdout} {second.stderr}"
    with Server(place.build, {"default": config, "source": source.config()}) as server:
        api = Api(server, token="ci-token")
        if (answer := api.get("/schema/snapshot")).status != 200 or json.loads(answer.body)["data"]["collections"]:
            yield f"its first snapshot: {said(answer)}"
        wanted = only_own(Api(server, "source").snapshot())
        wanted["systemFields"] = api.snapshot()["systemFields"]
        diff = api.post("/schema/diff?force=true", wanted)
        if diff.status != 200:
            yield f"diff: {said(diff)}"
            return
        applied = api.post("/schema/apply?force=true", json.loads(diff.body)["data"])
        if applied.status != 204:
            yield f"apply: {said(applied)}"
            return
        again = api.post("/schema/diff?force=true", wanted)
        if again.status != 204:
            yield f"the same snapshot still differs: {said(again)}"


def only_own(snapshot):
    """Without what leads to system tables that a bare project does not have."""
    def fine(relation):
        return not (relation["related_collection"] or "").startswith("directus_") and not relation["collection"].startswith("directus_")
    gone = {(r["collection"], r["field"]) for r in snapshot["relations"] if not fine(r)}
    snapshot["relations"] = [r for r in snapshot["relations"] if fine(r)]
    snapshot["fields"] = [f for f in snapshot["fields"] if (f["collection"], f["field"]) not in gone and not f["collection"].startswith("directus_")]
    return snapshot


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@test
def what_is_wrong_is_said(place):
    project = place.project()
    secret = "wr0ng-S3cret/?"
    good = project.config()

    def but(**connection):
        return {**good, "connection": {**good["connection"], **connection}, "tokens": [{"name": "ci", "sha256": sha256("ci-token")}]}
    closed = but(port="1")
    configs = {"password": but(password=secret), "database": but(database="there-is-none"), "port": closed, "host": but(host="no-such-host.invalid"),
               "user": but(user="nobody-known"), "url": {**but(), "connection": {"connection_string": place.url(project.database, secret)}},
               "unknown": but(no_such_key="x"), "number": but(connect_timeout_ms="soon"), "mode": but(ssl_mode="sometimes"),
               "default": good}
    words = {"database": "there-is-none", "unknown": "no_such_key", "number": "connect_timeout_ms", "mode": "ssl_mode"}
    with Server(place.build, configs) as server:
        for name in configs:
            answer = Api(server, name, "ci-token" if name != "default" else "admintoken").get("/schema/snapshot")
            text = answer.body.decode(errors="replace")
            if name == "default":
                if answer.status != 200:
                    yield f"the good one: {said(answer)}"
            elif answer.status != 503 or answer.code() != "SERVICE_UNAVAILABLE":
                yield f"{name}: {said(answer)}"
            log = server.log_text()
            if secret in text + log or urllib.parse.quote(secret, safe="") in text + log or place.where["password"] in text + log:
                yield f"{name}: a password is told: {said(answer)}"
            if name in words and words[name] not in text + log:
                yield f"{name}: {words[name]} is not named: {said(answer)}"


@test
def other_databases_do_not_leak(place):
    project, other = place.project(), place.project("kitchen", "neighbour")
    with Server(place.build, {"default": project.config()}) as server:
        text = Api(server).get("/schema/snapshot").body
        other.remove()
        if Api(server).get("/schema/snapshot").body != text or b"ks_types" in text:
            yield "the snapshot changes with another database"


@test
def a_database_that_is_made_anew(place):
    """Behind the connections that the server holds."""
    project = place.project("blog", "anew")
    with Server(place.build, {"default": project.config()}) as server:
        api = Api(server)
        before = api.get("/schema/snapshot").body
        project.remove()
        answer = api.get("/schema/snapshot")
        # MariaDB keeps the connection, and nobody is known there any more
        if answer.status != 503 and (place.vendor, answer.status) != ("mysql", 401):
            yield f"while it is not there: {said(answer)}"
        project.reset()
        if (answer := api.get("/schema/snapshot")).body != before:
            yield f"when it is back: {said(answer)}"


@test
def rows_of_a_change_are_the_projects_own(place):
    """A change through one project leaves another on the same server as it is."""
    project, other = place.project("blog", "one"), place.project("blog", "two")
    with Server(place.build, {"one": project.config(), "two": other.config()}) as server:
        api, before = Api(server, "one"), other.dump()
        wanted = api.snapshot()
        field_of(wanted, "authors", "name")["schema"]["max_length"] = 300
        if (answer := api.apply(api.diff_of(wanted))).status != 204:
            yield f"apply: {said(answer)}"
        if other.dump() != before:
            yield "the other has changed"


def main():
    options = arguments(__doc__, ("postgres", "mysql"))
    report = Report(options.verbose)
    for vendor in options.vendors:
        with tempfile.TemporaryDirectory(prefix="schemad-") as outer, Databases([vendor], outer) as databases:
            for one in TESTS:
                with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
                    try:
                        faults = list(one(Place(options, databases, vendor, folder)))
                    except (Exception, SystemExit) as fault:  # a crash, or what a sanitizer found, is told by SystemExit
                        faults = [f"{type(fault).__name__}: {fault}"]
                report.tell(f"{vendor}: {one.__name__.replace('_', ' ')}", faults)
    report.end()


if __name__ == "__main__":
    main()
