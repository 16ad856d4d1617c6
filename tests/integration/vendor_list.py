#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GET /vendors and `schemad vendors --json`: which plugins there are, which project is on which server, and why one is not served.

A folder with four plugins: the one of the project, one that nobody names, one that everybody may write, and one that is none. The server
says `not loaded` of what nobody needs and has not mapped it; the command loads it. An administrator sees his own project alone.
"""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import Report, Server, arguments
from projects import VENDORS, Databases
from second_apply import TOKEN, tokens_config

SERVER = {"sqlite": r"SQLite 3\.\d+", "postgres": r"PostgreSQL \d+\.\d+", "mysql": r"MariaDB \d+\.\d+"}
SECRET = "a-password-of-nobody"


def plugins_beside(options, folder, vendor):
    """The plugin's folder, and the names of the one that nobody needs and of the one that is refused."""
    plugins = pathlib.Path(folder) / "plugins"
    plugins.mkdir()
    unneeded, open_to_all = [name for name in VENDORS if name != vendor]
    for name in VENDORS:
        file = plugins / f"libschemad_{name}.so"
        shutil.copyfile(options.build / "plugins" / file.name, file)
        file.chmod(0o666 if name == open_to_all else 0o644)
    (plugins / "libschemad_broken.so").write_text("no shared object")
    (plugins / "libschemad_broken.so").chmod(0o644)
    return plugins, unneeded, open_to_all


def by_vendor(told):
    return {plugin["name"]: plugin for plugin in told}


class Look:
    def __init__(self):
        self.faults = []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(str(fault)[:1500])

    def same_everywhere(self, told, vendor, open_to_all):
        plugin = told[vendor]
        self.expect(plugin["state"] == "loaded" and "reason" not in plugin and plugin["vendor"] == vendor, plugin)
        self.expect(re.fullmatch(r"\d+\.\d+\.\d+", plugin["version"]) and re.fullmatch(r"1\.\d+", plugin["abi"]), plugin)
        self.expect(("transactional-ddl" in plugin["capabilities"]) == (vendor != "mysql"), plugin)
        for name, reason in ((open_to_all, "can be written by others than its owner"), ("broken", "is not an ELF file")):
            self.expect(told[name]["state"] == "refused" and told[name]["reason"].endswith(reason), told[name])
            self.expect("capabilities" not in told[name] and told[name]["projects"] == [], told[name])

    def of_the_server(self, server, vendor, unneeded, open_to_all):
        asked = server.request("GET", "/one/vendors", {"Authorization": f"Bearer {TOKEN}"})
        self.expect(asked.status == 200, asked.body)
        told = by_vendor(json.loads(asked.body)["data"])
        self.same_everywhere(told, vendor, open_to_all)
        self.expect(told[unneeded]["state"] == "not loaded" and not {"version", "reason"} & set(told[unneeded]), told[unneeded])
        mapped = pathlib.Path(f"/proc/{server.process.pid}/maps").read_text()
        self.expect(f"libschemad_{vendor}.so" in mapped and f"libschemad_{unneeded}.so" not in mapped, "it loaded what nobody needs")
        projects = told[vendor]["projects"]
        self.expect([project["project"] for project in projects] == ["one"], projects)
        self.expect(re.match(SERVER[vendor], projects[0]["server"]) and "reason" not in projects[0], projects)
        self.expect(server.request("GET", "/one/vendors").code() == "FORBIDDEN", "it tells everybody")
        self.expect(SECRET not in asked.body.decode(), "a password")

    def of_the_command(self, options, config, vendor, unneeded, open_to_all):
        def run(*more):
            done = subprocess.run([options.build / "bin" / "schemad", "vendors", "--config", config, *more], capture_output=True, timeout=120)
            self.expect(done.returncode == 1, f"{done.returncode}: {done.stderr.decode()}")  # two are refused
            self.expect(SECRET not in (done.stdout + done.stderr).decode(), "a password")
            return done.stdout.decode()
        told = by_vendor(json.loads(run("--json")))
        self.same_everywhere(told, vendor, open_to_all)
        self.expect(told[unneeded]["state"] == "loaded" and told[unneeded]["projects"] == [], told[unneeded])
        projects = {project["project"]: project for project in told[vendor]["projects"]}
        self.expect(set(projects) == {"one", "away"} and re.match(SERVER[vendor], projects["one"]["server"]), projects)
        self.expect("server" not in projects["away"] and projects["away"]["reason"], projects)
        text = run()
        self.expect(re.search(rf"^  project one: {SERVER[vendor]}", text, re.M) and "\n  project away: not reached: " in text, text)


def away(config):
    """A project on a server that is not there, with a password."""
    connection = dict(config["connection"])
    if "filename" in connection:
        connection["filename"] += ".not-there"
    else:
        connection.update({"password": SECRET, "database": "not_there", "user": "nobody_at_all"})
    return {**config, "connection": connection, "tokens": tokens_config()}


def story(options, databases, folder, vendor):
    project = databases.project(vendor, "blog", "vendor-list")
    configs = {"one": {**project.config(), "tokens": tokens_config()}, "away": away(project.config())}
    plugins, unneeded, open_to_all = plugins_beside(options, folder, vendor)
    config = pathlib.Path(folder) / "schemad.json"
    config.write_text(json.dumps({"plugins": {"directory": str(plugins)}, "projects": configs}))
    look = Look()
    with Server(options.build, configs, plugins={"directory": str(plugins)}) as server:
        look.of_the_server(server, vendor, unneeded, open_to_all)
    look.of_the_command(options, config, vendor, unneeded, open_to_all)
    return look.faults


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    for vendor in options.vendors:
        with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases([vendor], folder) as databases:
            report.tell(f"list of vendors, {vendor}", story(options, databases, folder, vendor))
    report.end()


if __name__ == "__main__":
    main()
