#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signals while an apply runs, on every vendor: what ends no process leaves the apply alone, SIGTERM and SIGINT wait for it.

After each the database is entirely as before or entirely as asked: every row and object, compared with two that nobody disturbed. An apply
that was answered is done; one that was running when SIGTERM or SIGINT came is answered, however short the grace is, since an apply is never
cancelled. Where a second signal ended the process at once, the next start leaves no half.
"""
import copy
import difflib
import json
import os
import signal
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, field_of, relation_of
from projects import VENDORS, Databases, taken_back

QUICK = bool(os.environ.get("SCHEMAD_QUICK"))
MOMENTS = (0.2, 0.6) if QUICK else (0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98)
HARMLESS = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE, signal.SIGALRM)
ENDING = {"SIGTERM": (signal.SIGTERM,), "SIGINT": (signal.SIGINT,), "SIGQUIT": (signal.SIGQUIT,), "twice": (signal.SIGTERM, signal.SIGINT)}  # two of one kind can arrive as one


def edit(snapshot):
    """Tables changed, made and dropped, and meta rows of each kind."""
    title = field_of(snapshot, "posts", "title")
    title["type"], title["schema"]["data_type"], title["schema"]["max_length"] = "text", "text", None
    title["meta"]["note"] = "longer now"
    relation_of(snapshot, "posts", "author")["schema"]["on_delete"] = "SET NULL"
    snapshot["fields"].remove(field_of(snapshot, "posts", "published_at"))
    for number in range(4):
        made = copy.deepcopy(next(c for c in snapshot["collections"] if c["collection"] == "authors"))
        name = made["collection"] = made["meta"]["collection"] = made["schema"]["name"] = f"editors{number}"
        snapshot["collections"].append(made)
        for like in ("id", "name", "bio"):
            field = copy.deepcopy(field_of(snapshot, "authors", like))
            field["collection"] = field["schema"]["table"] = name
            if field.get("meta"):
                field["meta"]["collection"] = name
            snapshot["fields"].append(field)


class Story:
    def __init__(self, options, project):
        self.options, self.project = options, project
        self.config = {"p": project.config()}
        self.outcomes = {"old": 0, "new": 0}

    def prepare(self):
        with Server(self.options.build, self.config) as server:
            api = Api(server, "p")
            wanted = api.snapshot()
            self.old = self.project.dump()
            edit(wanted)
            self.diff = api.diff_of(wanted)
            begun = time.monotonic()
            answer = api.apply(self.diff)
            self.takes = time.monotonic() - begun
            assert answer.status == 204, answer.body
            self.new = self.project.dump()
        assert self.old != self.new

    def disturbed(self, numbers, moment, ends):
        """The faults."""
        self.project.reset()
        faults, answered = [], []
        with Server(self.options.build, self.config, limits={"shutdown_grace": "1s"}) as server:
            api = Api(server, "p")
            api.get("/server/health")

            def ask():
                try:
                    answered.append(api.apply(self.diff).status)
                except OSError:
                    answered.append(None)  # the connection was refused or cut
                except Exception as fault:  # http.client: no answer came
                    answered.append(None if "Remote" in repr(fault) or "BadStatus" in repr(fault) else repr(fault))

            client = threading.Thread(target=ask)
            client.start()
            client.join(moment * self.takes)
            for number in numbers:
                if server.process.poll() is None:
                    server.process.send_signal(number)
            if not ends:
                client.join()
                if api.get("/server/ping").status != 200 or api.get("/schema/snapshot").status != 200:
                    faults.append("it serves no more")
            else:
                begun = time.monotonic()
                code = server.process.wait(60)
                if code != 0:
                    faults.append(f"exit status {code}")
                if time.monotonic() - begun > 30:
                    faults.append(f"it took {time.monotonic() - begun:.1f} s to end")
                client.join()
        if not ends and answered != [204]:
            faults.append(f"answered {answered}")
        return faults + self.judge(answered, ends, len(numbers) > 1)

    def judge(self, answered, ends, cut_off):
        faults = []
        with Server(self.options.build, self.config) as server:  # settles what was cut off
            api = Api(server, "p")
            snapshot = api.get("/schema/snapshot")
            until = time.monotonic() + 60
            while (state := json.loads(api.get("/schema/recover").body)["data"]["journals"]) and time.monotonic() < until:
                time.sleep(0.02)  # between two looks; the state decides
            if snapshot.status != 200 or state:
                faults.append(f"snapshot {snapshot.status}, journals {state}")
        now = self.project.dump()
        outcome = "new" if now == self.new else "old" if taken_back(now) == taken_back(self.old) else None
        if outcome is None:
            beside = difflib.unified_diff(taken_back(self.old).split("\n"), taken_back(now).split("\n"), n=0, lineterm="")
            return [*faults, f"half done, answered {answered}; beside how it was: " + "; ".join(beside)[:2000]]
        self.outcomes[outcome] += 1
        if answered == [204] and outcome != "new":
            faults.append("204 had been answered, and it is gone")
        if answered not in ([204], [None], [503]):
            faults.append(f"answered {answered}")
        if outcome == "new" and answered == [503]:
            faults.append("503 was answered to what is done")
        return faults


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            story = Story(options, databases.project(vendor, "blogd", f"{vendor}-signals"))
            story.prepare()
            for moment in MOMENTS:
                report.tell(f"{vendor}: what ends nothing, at {moment}", story.disturbed(HARMLESS, moment, False))
                for name, numbers in ENDING.items():
                    if not options.only or options.only in name:
                        report.tell(f"{vendor}: {name} at {moment}", story.disturbed(numbers, moment, True))
            print(f"{vendor}: an apply takes {1000 * story.takes:.0f} ms; {story.outcomes['old']} as before, {story.outcomes['new']} done")
            report.tell(f"{vendor}: some are done", [] if story.outcomes["new"] else [str(story.outcomes)])
            story.project.remove()
    report.end()


if __name__ == "__main__":
    main()
