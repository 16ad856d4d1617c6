#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Several schemad processes on one database, applies at the same moment, and owners that are killed or paused.

Each round makes one edit per process from one state and applies them all at once; at a moment nobody chose one process
is killed with SIGKILL, or paused with SIGSTOP for longer than its lease and let go again, or left alone. Whatever
happens the project is then as before or as exactly one of the edits asked for: that of whoever was told 204, if anybody
was. What the paused one still had to say changes nothing.
"""
import copy
import hashlib
import json
import os
import random
import signal
import tempfile
import threading
import time

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

ROUNDS = 12 if os.environ.get("SCHEMAD_QUICK") else 200
PROCESSES = 3
FAULTS = ("none", "kill", "pause", "kill", "pause")
IDLE = 1.0  # seconds an apply may be silent; on SQLite nobody can take a lock away
SETTINGS = {"sqlite": {"busy_timeout_ms": "3000"},
            "postgres": {"lock_timeout_ms": "3000", "apply_idle_timeout_ms": "1000"},
            "mysql": {"lock_timeout_ms": "3000", "apply_idle_timeout_ms": "1000"}}


def with_field(snapshot, name):
    """One field more, and those of earlier rounds less, so that the project does not grow."""
    wanted = copy.deepcopy(snapshot)
    fields = wanted["fields"]
    for old in [f for f in fields if f["field"].startswith("round_")][:-4]:
        fields.remove(old)
    for at, collection in enumerate(("posts", "authors")):
        made = copy.deepcopy(field_of(snapshot, "posts", "rating"))
        made["collection"] = made["meta"]["collection"] = made["schema"]["table"] = collection
        made["field"] = made["meta"]["field"] = made["schema"]["name"] = f"{name}_{at}"
        made["schema"]["is_indexed"] = True
        fields.append(made)
    field_of(wanted, "authors", "name")["meta"]["note"] = name
    return wanted


class Crowd:
    """The processes, and one project they share. places: a configuration of the project for each process."""

    def __init__(self, build, places):
        self.build, self.places = build, places
        self.servers = [self.started(at) for at in range(len(places))]

    def started(self, at):
        return Server(self.build, {"default": self.places[at]})

    def api(self, at):
        return Api(self.servers[at])

    def kill(self, at):
        self.servers[at].kill()

    def restart(self, at):
        self.servers[at].__exit__()
        self.servers[at] = self.started(at)

    def signal(self, at, number):
        self.servers[at].process.send_signal(number)

    def close(self):
        for server in self.servers:
            server.__exit__()


def answered(call):
    try:
        return call()
    except Exception as fault:  # whoever was killed answers nothing
        return fault


def settled(api, patience=60):
    """Asks until nobody holds the lock and what was left behind is settled; the last answer if that never comes."""
    end = time.monotonic() + patience
    while True:
        answer = answered(lambda: api.post("/schema/recover", {}))
        if not isinstance(answer, Exception) and answer.status in (200, 204):
            return None
        if time.monotonic() > end:
            return f"never settled: {told(answer)}"
        time.sleep(0.1)


def told(answer):
    return repr(answer) if isinstance(answer, Exception) else f"{answer.status} {answer.body[:300]!r}"


def state_of(api, before, wanted):
    """-1: as before, k: as edit k asked for, None: something else."""
    for at, snapshot in enumerate([before, *wanted]):
        for _ in range(50):
            answer = api.diff(snapshot)
            if answer.status not in (409, 503):
                break
            time.sleep(0.1)
        if answer.status == 204:
            return at - 1
    return None


def play(crowd, number, dice, took, fault, vendor):
    """One round. Returns (faults, how long an undisturbed apply took, a word for the tally)."""
    apis = [crowd.api(at) for at in range(len(crowd.servers))]
    before = apis[0].snapshot()
    wanted = [with_field(before, f"round_{number}_{at}") for at in range(len(apis))]
    diffs = [apis[0].diff_of(snapshot) for snapshot in wanted]
    answers = [None] * len(apis)
    barrier = threading.Barrier(len(apis) + 1)
    victim = dice.randrange(len(apis))

    ahead = 0.0 if fault == "none" else dice.random() * took / 3  # so that more often it is the owner whom it hits

    def run(at):
        barrier.wait()
        if at != victim:
            time.sleep(ahead)
        answers[at] = answered(lambda: apis[at].apply(diffs[at]))

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(apis))]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    barrier.wait()
    watcher = (victim + 1) % len(apis)
    faults = []
    if fault in ("kill", "node"):
        time.sleep(dice.random() * took)
        (crowd.kill if fault == "kill" else crowd.kill_node)(victim)
    elif fault == "pause":
        time.sleep(dice.random() * took)
        crowd.signal(victim, signal.SIGSTOP)
        for at, thread in enumerate(threads):
            if at != victim:
                thread.join()
        if vendor != "sqlite":  # the server ends the session; who comes next settles
            problem = settled(apis[watcher])
            if problem:
                faults.append("while it is paused: " + problem)
            seen = state_of(apis[watcher], before, wanted)
            if seen is None:
                faults.append("while it is paused the model is half of something")
        crowd.signal(victim, signal.SIGCONT)
    for thread in threads:
        thread.join()
    if fault == "none":
        took = 0.7 * took + 0.3 * (time.monotonic() - began)
    if fault == "kill":
        crowd.restart(victim)
    if fault == "node":
        crowd.restart_node(victim)
    problem = settled(apis[watcher])
    if problem:
        faults.append(problem)
    state = state_of(apis[watcher], before, wanted)
    won = [at for at, answer in enumerate(answers) if not isinstance(answer, Exception) and answer.status == 204]
    said = "; ".join(map(told, answers))
    if state is None:
        faults.append(f"the model is half of something: {said}")
    if len(won) > 1:
        faults.append(f"{len(won)} were told that they are done: {said}")
    if won and state != won[0]:
        faults.append(f"number {won[0]} was told that it is done, but the model is that of {state}: {said}")
    if fault == "none" and not won:
        faults.append(f"nobody won: {said}")
    for at, answer in enumerate(answers):
        if at in won or (isinstance(answer, Exception) and fault == "kill" and at == victim):
            continue
        if isinstance(answer, Exception) or answer.status not in (400, 409, 503):
            faults.append(f"number {at}: {told(answer)}")
    return faults, took, "before" if state == -1 else "victim's" if state == victim else "another's"


def rounds(report, name, crowd, count, vendor, kinds=FAULTS):
    dice = random.Random(int(hashlib.sha256(name.encode()).hexdigest()[:8], 16))
    took, tally = 0.3, {}
    for number in range(count):
        fault = kinds[number % len(kinds)]
        began = time.monotonic()
        faults, took, ended = play(crowd, number, dice, took, fault, vendor)
        tally[fault, ended] = tally.get((fault, ended), 0) + 1
        report.tell(f"{name}, round {number}, {fault}, {time.monotonic() - began:.1f} s", faults)
    done = sum(n for (_, ended), n in tally.items() if ended != "before")
    history = json.loads(crowd.api(0).get("/schema/history?limit=1000").body)["data"]
    changed = [entry for entry in history["entries"] if not entry["outcome"].startswith("undone")]
    report.tell(f"{name}: {done} applies, each once in the history",
                ([] if len(changed) == done else [f"{len(changed)} entries: {[e['outcome'] for e in changed]}"])
                + ([] if history["chain"] == "intact" else [history["chain"]]))
    print(f"{name}: " + ", ".join(f"{fault} {ended} {n}" for (fault, ended), n in sorted(tally.items())), flush=True)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            project = databases.project(vendor, "blog")
            crowd = Crowd(options.build, [project.config(**SETTINGS[vendor])] * PROCESSES)
            rows = project.execute("select id, title from posts order by id")
            try:
                rounds(report, vendor, crowd, ROUNDS, vendor)
            finally:
                crowd.close()
            report.tell(f"{vendor}: every row is there",
                        [] if project.execute("select id, title from posts order by id") == rows else ["rows have changed"])
            project.remove()
    report.end()


if __name__ == "__main__":
    main()
