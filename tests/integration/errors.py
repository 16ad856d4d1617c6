#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""conformance/errors: bad and odd requests to the SQLite project `errbase`, and what the reference answered.

Each request meets the project as it was at first; a refused apply must leave it so, to the byte of its dump.
"""
import base64
import json
import tempfile
import time

from harness import Deliberate, Report, Server, SqliteProject, arguments, conformance, differences

EXPIRED = "this recorded token has expired since"
SESSION_EXPIRES = 1795301871  # the recorded session's `exp`, a day after the recording
V8 = "the wording is that of Node's JSON parser; ours says what and where"
STALE = "a stale hash says what has changed since"
DEEP = "JSON is read to a depth of 64 at most"
ENVELOPE = "the envelope of the reference's own OpenAPI document is accepted"
NAMED = "every refusal names collection and field"
GONE = "a change of what does not exist is refused, not silently skipped"
DELIBERATE = {
    ("auth", "session cookie (JWT)", "/schema/snapshot"):
        Deliberate(EXPIRED, 401, "TOKEN_EXPIRED") if time.time() >= SESSION_EXPIRES
        else Deliberate("without the project's secret no token of Directus can be verified", 403, "INVALID_TOKEN"),
    ("auth", "login JWT header", "/schema/snapshot"): Deliberate(EXPIRED, 401, "TOKEN_EXPIRED"),
    ("route", "GET /", "/"): Deliberate("there is no Data Studio to be sent to", 404, "ROUTE_NOT_FOUND"),
    ("route", "GET /server/health", "/server/health"): Deliberate("the checks are of this server, with its times", 200),
    ("route", "FOO /schema/snapshot", "/schema/snapshot"):
        Deliberate("an unknown method is refused with an envelope", 400, "INVALID_PAYLOAD"),
    ("diff-body", "trailing garbage", "/schema/diff"): Deliberate(V8, 400, "INVALID_PAYLOAD"),
    ("diff-body", '"x"', "/schema/diff"): Deliberate(V8, 400, "INVALID_PAYLOAD"),
    ("diff-body", "1", "/schema/diff"): Deliberate(V8, 400, "INVALID_PAYLOAD"),
    ("diff-body", "true", "/schema/diff"): Deliberate(V8, 400, "INVALID_PAYLOAD"),
    ("diff-body", "deeply nested JSON", "/schema/diff"): Deliberate(DEEP, 400, "INVALID_PAYLOAD"),
    ("diff-body", "very deep array", "/schema/diff"): Deliberate(DEEP, 400, "INVALID_PAYLOAD"),
    ("multipart", "garbage body", "/schema/diff"):
        Deliberate("a form that cannot be understood is the client's fault: 400", 400, "INVALID_PAYLOAD"),
    ("snapshot", "wrapped in data", "/schema/diff"): Deliberate(ENVELOPE, 200),
    ("snapshot", "missing systemFields", "/schema/diff"):
        Deliberate("no list says nothing of system fields: no index of theirs is dropped", 200),
    ("snapshot", "systemFields item no schema", "/schema/diff"):
        Deliberate("refused by name, not a 500", 400, "INVALID_PAYLOAD"),
    ("apply", "schema changed since the diff", "/schema/apply"): Deliberate(STALE, 400, "INVALID_PAYLOAD"),
    ("apply", "same diff applied twice", "/schema/apply"): Deliberate(STALE, 400, "INVALID_PAYLOAD"),
    ("apply", "malformed", "/schema/apply"): Deliberate(V8, 400, "INVALID_PAYLOAD"),
    ("apply", "wrapped in data (raw diff response)", "/schema/apply"): Deliberate(ENVELOPE, 204),
    ("apply", "multipart json wrapped in data", "/schema/apply"): Deliberate(ENVELOPE, 204),
    ("apply", "E of missing collection", "/schema/apply"): Deliberate(GONE, 400, "INVALID_PAYLOAD"),
    ("apply", "D field that is missing", "/schema/apply"): Deliberate(GONE, 400, "INVALID_PAYLOAD"),
    ("apply", "E field that is missing", "/schema/apply"): Deliberate(GONE, 400, "INVALID_PAYLOAD"),
    ("apply", "N field in missing collection", "/schema/apply"):
        Deliberate("refused by name, not a 500", 400, "INVALID_PAYLOAD"),
    ("apply", "N field unknown type", "/schema/apply"): Deliberate(NAMED, 400, "INVALID_PAYLOAD"),
    ("apply", "N collection with directus_ prefix", "/schema/apply"): Deliberate(NAMED, 400, "INVALID_PAYLOAD"),
    ("apply", "N relation to missing collection", "/schema/apply"): Deliberate(NAMED, 400, "INVALID_PAYLOAD"),
    ("apply", "D of system collection", "/schema/apply"):
        Deliberate("the tables Directus itself needs are not dropped", 400, "INVALID_PAYLOAD"),
}


def prepare(project, server, name, send):
    """What another client had done before the request was sent."""
    if name == "same diff applied twice":
        send()
    elif name.startswith("schema changed since"):
        project.execute("update directus_collections set icon = 'bolt' where collection = 'posts'")


def main():
    options = arguments(__doc__)
    report = Report(options.verbose)
    rows = [json.loads(line) for line in (conformance() / "errors" / "12.4.0.jsonl").open(encoding="utf-8")]
    tell_rows(report, options.build, rows, "errbase", "12.4.0", DELIBERATE)
    report.end()


def tell_rows(report, build, rows, base, version, deliberate):
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder:
        project = SqliteProject(folder, base)
        pristine = project.dump()
        with Server(build, {"default": project.config(version)}) as server:
            for row in rows:
                if row["cat"] == "reset":
                    continue
                request, name = row["request"], f"{version} {row['cat']}: {row['name']}"
                body = base64.b64decode(request["body_b64"]) if request["body_b64"] else None
                if request["body_len"] and body is None:
                    report.skip(name, "its body is not recorded")
                    continue

                def send():
                    return server.request(request["method"], request["path"], request["headers"], body)

                prepare(project, server, row["name"], send)
                before = project.dump() if row["cat"] == "apply" else pristine
                answer = send()
                recorded = row["body"].encode() if row["body"] is not None else None
                found = differences(answer, row["status"], row["headers"], recorded, row["body_sha1"])
                key = (row["cat"], row["name"], request["path"].partition("?")[0])
                listed = deliberate(key, row) if callable(deliberate) else deliberate.get(key)
                if listed:
                    report.tell_deliberate(name, listed, answer, found)
                else:
                    report.tell(name, found)
                if row["cat"] == "apply":
                    if answer.status >= 400:
                        report.tell(f"{name}: leaves the project as it was",
                                    [] if project.dump() == before else ["the database has changed"])
                    project.reset()
            report.tell("the project is as it was at the end", [] if project.dump() == pristine else ["it is not"])


if __name__ == "__main__":
    main()
