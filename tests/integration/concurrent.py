#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""32 clients at once, from the first request of a fresh server on: snapshots, exports, diffs and plans of two projects, while
a third is changed there and back. Every answer is the recorded one to the byte (a plan: the one asked for alone).

More workers than connections, so that requests also wait for a connection. Meant for the sanitized builds, whose report ends
the server badly; `--build build/tsan` looks for races.
"""
import json
import os
import tempfile
import threading

from harness import Api, Report, Server, arguments, conformance, multipart
from projects import VENDORS, Databases

CLIENTS = 32
DIFFS = ("add-collection", "field-remove", "field-rename", "field-meta-choices-reorder", "remove-collection-full", "all-to-empty")
# of the third project; on MariaDB, whose changes of a table each commit alone, others see it half-way
WHOLE = {"sqlite": True, "postgres": True, "mysql": False}


def recorded_case(vendor, name):
    return json.loads((conformance() / "cases" / vendor / f"{name}.json").read_text())


def state(vendor, name):
    return (conformance() / "states" / vendor / name).read_bytes()


class Task:
    """What clients ask, and the answers they may get: status and body. None: the one all get, compared afterwards.

    may_wait: a 503 that says when to come back is obeyed, as clients do.
    """

    def __init__(self, name, ask, allowed, may_wait=False):
        self.name, self.request, self.allowed, self.may_wait, self.seen, self.count = name, ask, allowed, may_wait, set(), 0

    def ask(self):
        for _ in range(20 if self.may_wait else 0):
            answer = self.request()
            if answer.status != 503 or not answer.header("Retry-After"):
                return answer
        return self.request()

    def faults(self):
        allowed = self.allowed
        if allowed is None:
            answer = self.ask()  # alone
            allowed = {(answer.status, answer.body)} if answer.status == 200 else set()
        wrong = [f"{status} {body[:300]!r}" for status, body in self.seen - allowed]
        return wrong[:5] + ([] if self.count else ["it was not asked"])


def tasks_of(vendor, kitchen, blog, changing):
    folder = conformance() / "snapshots" / vendor / "kitchen2"
    whole, as_json, as_yaml = [(folder / name).read_bytes() for name in ("snapshot.json", "export-json.json", "export-yaml.yaml")]
    diffs = {name: recorded_case(vendor, name) for name in DIFFS}
    before, after = [state(vendor, diffs["add-collection"][key]) for key in ("snapshot_before", "snapshot_after")]
    tasks = [
        Task("snapshot", lambda: kitchen.get("/schema/snapshot"), {(200, whole)}),
        Task("json export", lambda: kitchen.get("/schema/snapshot?export=json"), {(200, as_json)}),
        Task("yaml export", lambda: kitchen.get("/schema/snapshot?export=yaml"), {(200, as_yaml)}),
        Task("diff to nothing", lambda: kitchen.diff(as_json), {(204, b"")}),
        Task("diff of yaml to nothing", lambda: kitchen.post("/schema/diff", *uploaded(as_yaml)), {(204, b"")}),
        Task("snapshot of what changes", lambda: changing.get("/schema/snapshot"), {(200, before), (200, after)},
             vendor == "postgres"),  # a view of a dropped table cannot be read to the end
    ]
    for name, case in diffs.items():
        snapshot = state(vendor, case["snapshot_in"])
        tasks.append(Task(f"diff {name}", lambda body=snapshot: blog.diff(body), {(200, case["diff_body"].encode())}))
    for name in DIFFS[:2]:
        request = json.dumps(diffs[name]["apply_request"]).encode()
        tasks.append(Task(f"plan {name}", lambda body=request: blog.post("/schema/plan", body), None))
    return tasks


def uploaded(text):
    headers, body = multipart(text, "snapshot.yaml", "text/yaml")
    return body, headers


class Storm:
    """The clients, each its own rounds of all tasks, and one who applies until they are done."""

    def __init__(self, tasks, rounds, change):
        self.tasks, self.rounds, self.change = tasks, rounds, change
        self.barrier, self.lock, self.done = threading.Barrier(CLIENTS + 1), threading.Lock(), threading.Event()
        self.faults, self.applies, self.change_faults = [], 0, []

    def client(self, number):
        self.barrier.wait()
        for at in range(self.rounds):
            task = self.tasks[(number + at) % len(self.tasks)]
            try:
                answer = task.ask()
            except Exception as fault:  # no answer at all
                with self.lock:
                    self.faults.append(f"{task.name}: {fault!r}")
                continue
            with self.lock:
                task.count += 1
                task.seen.add((answer.status, answer.body))

    def applier(self):
        self.barrier.wait()
        try:
            while not self.change_faults and not (self.applies and self.done.is_set()):
                self.change_faults += self.change()
                self.applies += 2
        except Exception as fault:
            self.change_faults.append(repr(fault))

    def run(self):
        clients = [threading.Thread(target=self.client, args=(number,)) for number in range(CLIENTS)]
        applier = threading.Thread(target=self.applier)
        for thread in [*clients, applier]:
            thread.start()
        for thread in clients:
            thread.join()
        self.done.set()
        applier.join()


def there_and_back(api, case, before):
    """The recorded change and its reverse; answers that are not as they should be."""
    there = api.apply(case["apply_request"])
    back = api.diff(before)
    if there.status != 204 or back.status != 200:
        return [f"apply {there.status} {there.body[:300]!r}", f"diff back {back.status} {back.body[:300]!r}"]
    undone = api.apply(json.loads(back.body)["data"])
    return [] if undone.status == 204 else [f"apply back {undone.status} {undone.body[:300]!r}"]


def tell_vendor(options, report, databases, vendor):
    rounds = 8 if os.environ.get("SCHEMAD_QUICK") else 14
    projects = {name: databases.project(vendor, base, f"concurrent-{name}")
                for name, base in (("kitchen", "kitchen2"), ("blog", "blogd"), ("changing", "blogd"))}
    configs = {name: project.config() for name, project in projects.items()}
    configs["kitchen"]["max_connections"], configs["blog"]["max_connections"] = 3, 8
    case = recorded_case(vendor, "add-collection")
    before = state(vendor, case["snapshot_before"])
    with Server(options.build, configs, limits={"workers": 12}) as server:
        apis = {name: Api(server, name) for name in projects}
        tasks = tasks_of(vendor, apis["kitchen"], apis["blog"], apis["changing"])
        snapshot = json.dumps(json.loads(before)["data"]).encode()
        storm = Storm(tasks, rounds, lambda: there_and_back(apis["changing"], case, snapshot))
        storm.run()
        report.tell(f"{vendor}: {CLIENTS * rounds} requests of {CLIENTS} clients are answered", storm.faults)
        for task in tasks:
            if task.name == "snapshot of what changes" and not WHOLE[vendor]:
                task.allowed = {answer for answer in task.seen if answer[0] == 200 and json.loads(answer[1])["data"]} | task.allowed
            report.tell(f"{vendor}: {task.name}", task.faults())
        report.tell(f"{vendor}: {storm.applies} applies beside them", storm.change_faults)
        same = apis["changing"].get("/schema/snapshot").body == before
        report.tell(f"{vendor}: what was changed is as it was", [] if same else ["it is another"])
        faults = [line[:300] for line in server.log_text().splitlines()
                  if line.split(" ")[1:2] == ["error"] and "tables were dropped while" not in line]
        report.tell(f"{vendor}: no error in the log", faults[:5])
    for project in projects.values():
        project.remove()


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, vendor)
    report.end()


if __name__ == "__main__":
    main()
