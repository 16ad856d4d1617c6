#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests at the same moment: of two applies with the same hash exactly one wins, in one process and in two; who reads
meanwhile sees a whole model, before or after, and never one in between.
"""
import copy
import os
import tempfile
import threading

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases
from rows_changes import set_type

QUICK = bool(os.environ.get("SCHEMAD_QUICK"))
ROUNDS = {"sqlite": 30 if QUICK else 100, "postgres": 30, "mysql": 30}
# Patience for the lock beyond what a loaded machine needs: who waits for it must learn that its hash is stale.
PATIENCE = {"sqlite": {"busy_timeout_ms": "20000"}, "postgres": {"lock_timeout_ms": "20000"}, "mysql": {"lock_timeout_ms": "20000"}}
TOGGLES = 12


def together(*tasks):
    """Runs them in threads that start at one barrier; their answers, or what they threw."""
    barrier, answers = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(at, task):
        barrier.wait()
        try:
            answers[at] = task()
        except Exception as fault:  # told by whoever looks at the answer
            answers[at] = fault

    threads = [threading.Thread(target=run, args=(at, task)) for at, task in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def reindex(snapshot):
    schema = field_of(snapshot, "posts", "rating")["schema"]
    schema["is_indexed"] = not schema["is_indexed"]


def redefault(snapshot):
    schema = field_of(snapshot, "posts", "sort")["schema"]
    schema["default_value"] = 1 if schema["default_value"] is None else None


def retype(snapshot):
    field = field_of(snapshot, "posts", "sort")
    set_type(snapshot, field, "integer" if field["type"] == "bigInteger" else "bigInteger")


def rename_note(snapshot):
    meta = field_of(snapshot, "authors", "name")["meta"]
    meta["note"] = "changed" if meta["note"] is None else None


def add_or_drop(snapshot):
    fields = snapshot["fields"]
    old = [f for f in fields if f["collection"] == "posts" and f["field"] == "extra"]
    if old:
        fields.remove(old[0])
        return
    extra = copy.deepcopy(field_of(snapshot, "posts", "rating"))
    extra["field"] = extra["meta"]["field"] = extra["schema"]["name"] = "extra"
    fields.append(extra)


PAIRS = [(reindex, rename_note), (redefault, retype), (add_or_drop, reindex), (rename_note, redefault),
         (add_or_drop, rename_note)]


def edited(snapshot, edit):
    result = copy.deepcopy(snapshot)
    edit(result)
    return result


def is_stale(answer):
    text = answer.body.decode(errors="replace")
    return answer.status == 400 and answer.code() == "INVALID_PAYLOAD" and "hash" in text


def one_wins(first, second, edits):
    """Both edits of one state, applied at the same moment through these two."""
    before = first.snapshot()
    wanted = [edited(before, edit) for edit in edits]
    diffs = [first.diff_of(snapshot) for snapshot in wanted]
    if diffs[0]["hash"] != diffs[1]["hash"]:
        return ["the two diffs have different hashes"]
    answers = together(lambda: first.apply(diffs[0]), lambda: second.apply(diffs[1]))
    for answer in answers:
        if isinstance(answer, Exception):
            return [f"no answer: {answer!r}"]
    seen = [f"{answer.status} {answer.body[:300]!r}" for answer in answers]
    won = [at for at, answer in enumerate(answers) if answer.status == 204]
    if len(won) != 1:
        return [f"{len(won)} won: {seen}"]
    if not is_stale(answers[1 - won[0]]):
        return [f"the other was not told that its hash is stale: {seen}"]
    if second.diff(wanted[won[0]]).status != 204:
        return ["the project is not what the winner asked for"]
    return []


def integrity(project):
    if project.vendor != "sqlite":  # the others check it themselves
        return []
    problems, broken = project.execute("pragma integrity_check"), project.execute("pragma foreign_key_check")
    return ([] if problems == [("ok",)] else [str(problems)]) + ([f"foreign keys: {broken}"] if broken else [])


def applies(report, name, project, first, second):
    rows = project.execute("select * from authors"), project.execute("select id, title, author from posts")
    for number in range(ROUNDS[project.vendor]):
        edits = PAIRS[number % len(PAIRS)]
        if number % 2:
            edits = edits[::-1]
        told = f"{name}, round {number}: {edits[0].__name__} against {edits[1].__name__}"
        report.tell(told, one_wins(first, second, edits))
    faults = integrity(project)
    if rows != (project.execute("select * from authors"), project.execute("select id, title, author from posts")):
        faults.append("rows have changed")
    report.tell(f"{name}: the database afterwards", faults)


def readers(report, name, apis, whole=True):
    """Snapshots and diffs while one keeps changing the project there and back. whole=False: MariaDB commits every change of a
    table by itself, so that others see it in between; every answer is still one, and the end is as asked."""
    old = apis[0].snapshot()
    new = edited(edited(edited(old, add_or_drop), redefault), rename_note)
    there = apis[0].diff_of(new)
    assert apis[0].apply(there).status == 204
    back, bytes_new = apis[0].diff_of(old), apis[0].get("/schema/snapshot").body
    body_back = apis[0].diff(old).body
    assert apis[0].apply(back).status == 204
    bytes_old, body_there = apis[0].get("/schema/snapshot").body, apis[0].diff(new).body
    allowed = {
        "snapshot": {(200, bytes_old), (200, bytes_new)},
        "diff to old": {(204, b""), (200, body_back)},
        "diff to new": {(204, b""), (200, body_there)},
    }
    done, seen, lock = threading.Event(), {kind: set() for kind in allowed}, threading.Lock()

    def read(kind, ask):
        while not done.is_set():
            answer = ask()
            with lock:
                seen[kind].add((answer.status, answer.body))

    def write():
        try:
            return [answer.status for _ in range(TOGGLES) for answer in (apis[0].apply(there), apis[0].apply(back))]
        finally:
            done.set()

    last = apis[-1]
    answers = together(write, lambda: read("snapshot", lambda: last.get("/schema/snapshot")),
                       lambda: read("diff to old", lambda: apis[0].diff(old)),
                       lambda: read("diff to new", lambda: last.diff(new)))
    faults = [f"an apply answered {status}" for status in answers[0] if status != 204] \
        if isinstance(answers[0], list) else [repr(answers[0])]
    report.tell(f"{name}: {2 * TOGGLES} applies among readers", faults + [repr(a) for a in answers[1:] if a is not None])
    report.tell(f"{name}: as it was in the end", [] if apis[-1].get("/schema/snapshot").body == bytes_old else ["it is another"])
    for kind, found in seen.items():
        if not whole:
            wrong = {(status, body) for status, body in found if status not in (200, 204, 409, 503)}
            report.tell(f"{name}: every {kind} is answered", [f"{status} {body[:300]!r}" for status, body in wrong])
            continue
        report.tell(f"{name}: every {kind} is of a whole model",
                    [f"{status} {body[:300]!r}" for status, body in found - allowed[kind]]
                    + ([] if found else ["none was answered"]))


def tell_vendor(options, report, databases, vendor):
    project = databases.project(vendor, "blog")
    config = {"default": project.config(**PATIENCE[vendor])}
    with Server(options.build, config) as one, Server(options.build, config) as two:
        first, second = Api(one), Api(two)
        applies(report, f"{vendor}, one process", project, first, first)
        applies(report, f"{vendor}, two processes", project, first, second)
        readers(report, f"{vendor}, one process", [first], vendor != "mysql")
        readers(report, f"{vendor}, two processes", [first, second], vendor != "mysql")
        report.tell(f"{vendor}: the database at the end", integrity(project))
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
