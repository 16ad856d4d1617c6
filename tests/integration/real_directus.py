#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Snapshots spoken for a real Directus, which takes them without force, applies them, and finds nothing the second time.

SCHEMAD_DIRECTUS names a folder with one folder for each version, in which `npm install directus@VERSION sqlite3` was run
(and, where another Node than the machine's is needed, an executable `node` stands). Without it nothing is asked, and the
test says so: nothing of Directus is in this repository.
"""
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases
from translating import NEWEST, database, databases_of, name_of

SOURCES = [((NEWEST, vendor), base) for vendor in VENDORS for base in ("blog", "kitchen2")] + [(("10.13.4", "sqlite"), "blog"), (("11.17.4", "postgres"), "blog")]


def installations():
    """Version -> its folder."""
    root = os.environ.get("SCHEMAD_DIRECTUS")
    found = {}
    for folder in sorted(pathlib.Path(root).iterdir()) if root else []:
        package = folder / "node_modules" / "directus" / "package.json"
        if package.exists():
            found[json.loads(package.read_text())["version"]] = folder
    return found


class Directus:
    """One on an empty SQLite file; with: starts and ends it."""

    def __init__(self, folder, work, port):
        self.folder, self.work, self.port = folder, pathlib.Path(work), port
        own = folder / "node"
        self.node = str(own) if own.exists() else "node"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(work), "HOST": "127.0.0.1", "PORT": str(port), "DB_CLIENT": "sqlite3",
            "DB_FILENAME": str(self.work / "data.db"), "KEY": "8c0b7a9e-5f3a-4c47-9b53-000000000000", "SECRET": "for-a-test-alone-and-long-enough-0123",
            "ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "for-a-test", "ADMIN_TOKEN": "admintoken", "TELEMETRY": "false",
            "STORAGE_LOCATIONS": "local", "STORAGE_LOCAL_ROOT": str(self.work / "uploads"), "EXTENSIONS_PATH": str(self.work / "extensions"),
            "CACHE_ENABLED": "false", "RATE_LIMITER_ENABLED": "false", "LOG_LEVEL": "warn", "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "WEBSOCKETS_ENABLED": "false", "IP_TRUST_PROXY": "false"}

    def run(self, *words):
        return [self.node, str(self.folder / "node_modules" / "directus" / "cli.js"), *words]

    def __enter__(self):
        self.log = open(self.work / "directus.log", "w+")
        subprocess.run(self.run("bootstrap"), env=self.environment, cwd=self.work, stdout=self.log, stderr=self.log, check=True, timeout=240)
        self.process = subprocess.Popen(self.run("start"), env=self.environment, cwd=self.work, stdout=self.log, stderr=self.log)
        for _ in range(240):
            try:
                if self.request("GET", "/server/ping")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.5)
        raise RuntimeError("Directus does not answer: " + (self.work / "directus.log").read_text()[-600:])

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def request(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method,
                                         headers={"Authorization": "Bearer admintoken", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


# What Directus itself never comes to an end with, whoever made the snapshot: it doubles the quotes of a default each time.
ITS_OWN = {("ks_attrs.s_def_quote", "schema.default_value")}


def is_its_own(entry):
    return all((name_of(entry), ".".join(map(str, change.get("path", [])))) in ITS_OWN for change in entry["diff"])


def takes(directus, spoken):
    """What is wrong about its answers, as sentences."""
    status, body = directus.request("POST", "/schema/diff", spoken)
    if status != 200:
        return [f"diff without force: {status} {body[:400]!r}"]
    status, told = directus.request("POST", "/schema/apply", json.loads(body)["data"])
    if status != 204:
        return [f"apply: {status} {told[:500]!r}"]
    status, body = directus.request("POST", "/schema/diff", spoken)
    if status == 204:
        return []
    found = json.loads(body)["data"]["diff"] if status == 200 else {}
    told = [f"{kind} {name_of(entry)} {json.dumps(entry['diff'])[:240]}" for kind in found for entry in found[kind]
            if not is_its_own(entry)]
    if status == 200 and not told:
        return []
    return [f"second diff: {status} {len(told)} entries: " + "\n      ".join(told[:12])]


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    versions = installations()
    if not versions:
        print("SCHEMAD_DIRECTUS names no folder with a Directus: nothing was asked")
        report.end()
        return
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(VENDORS, folder) as databases:
        wanted = [(dialect, base) for dialect, base in SOURCES if database(*dialect, base)]
        with databases_of(databases, wanted, "says") as made:
            with Server(options.build, {name: p.config(directus_version=d[0]) for d, _, name, p in made}) as server:
                for number, (version, installed) in enumerate(versions.items()):
                    for place, (dialect, base, name, _) in enumerate(made):
                        title = f"{base} of {'/'.join(dialect)} to Directus {version}"
                        if options.only and options.only not in title:
                            continue
                        spoken = json.loads(Api(server, name).get(f"/schema/snapshot?as={version}/sqlite").body)["data"]
                        with tempfile.TemporaryDirectory(prefix="directus-", dir=folder) as work:
                            with Directus(installed, work, 18100 + 20 * number + place) as directus:
                                report.tell(title, takes(directus, spoken))
    report.end()


if __name__ == "__main__":
    main()
