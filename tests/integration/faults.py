#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small inputs that once went wrong, each with the right value, on every vendor that it concerns.

A fault is a function of one of the faults_*.py files: `@fault(name, vendors=..., base=..., setup=...)` over
`def _(case)`. case.deploy (deployment.py) is its project, made of databases/<vendor>/<base>.sql and the SQL of setup (a
text, or a file of tests/fixtures/faults); case.other("empty") a second one. What is not in tests/fixtures/faults is made
of the project's own snapshot, so that every vendor is asked the same.
"""
import glob
import importlib
import json
import pathlib
import sys
import tempfile

from deployment import Deployment
from fault_table import FAULTS, FIXTURES, PENDING
from harness import Report, Server, arguments
from projects import VENDORS, Databases

AT_ONCE = 12  # faults of one server process: each has up to two projects, and these keep connections


class Case:
    def __init__(self, server, vendor, fault, names, projects):
        self.server, self.vendor, self.fault, self.names, self.projects = server, vendor, fault, names, projects
        self.deploy = Deployment(server, names[0], projects[0], fault.force)
        self.more = []

    def other(self, force=False):
        """The second project (empty)."""
        self.more.append(Deployment(self.server, self.names[1], self.projects[1], force))
        return self.more[-1]

    def fixture(self, file="snapshot.json", fault=None):
        return json.loads((FIXTURES / (fault or self.fault.folder) / file).read_text())

    def faults(self):
        return self.deploy.faults + [fault for one in self.more for fault in one.faults]


# What the tests of these found and nobody has mended yet; they are told, and fail as soon as they pass.
OPEN_WHY = ""
OPEN = set()


def tell_vendor(options, report, databases, vendor):
    mine = [fault for fault in FAULTS if vendor in fault.vendors and (not options.only or options.only in fault.name)]
    for at in range(0, len(mine), AT_ONCE):
        some, config, cases = mine[at:at + AT_ONCE], {}, []
        for fault in some:
            names = [f"{fault.name}", f"{fault.name}-other"]
            projects = [databases.project(vendor, fault.base, names[0], fault.filling(vendor)),
                        databases.project(vendor, "empty", names[1])]
            config |= {name: project.config(fault.version) for name, project in zip(names, projects)}
            cases.append((fault, names, projects))
        with Server(options.build, config) as server:
            for fault, names, projects in cases:
                case = Case(server, vendor, fault, names, projects)
                try:
                    fault.tell(case)
                    said = case.faults()
                except (RuntimeError, LookupError, TypeError) as error:  # an answer that was not expected
                    said = [*case.faults(), f"{type(error).__name__}: {error}"]
                if (vendor, fault.name) in OPEN:
                    print(f"open: {vendor} {fault.name}: {OPEN_WHY}")
                    report.tell(f"{vendor} {fault.name} is open", [] if said else ["it passes: take it off the list"])
                else:
                    report.tell(f"{vendor} {fault.name}", said)
        for _, _, projects in cases:
            for project in projects:
                project.remove()


def main():
    sys.modules.setdefault("faults", sys.modules["__main__"])
    for file in sorted(glob.glob(str(pathlib.Path(__file__).parent / "faults_*.py"))):
        importlib.import_module(pathlib.Path(file).stem)
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    if not options.only:
        told = {fault.folder for fault in FAULTS}
        report.tell("a pending fault has no test yet", [f"{name} has one: take it off the list" for name in PENDING if name in told])
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
