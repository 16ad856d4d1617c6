#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans that are stored, approved, withdrawn and used, and the rights of tokens, on every vendor.

A client of the past applies, is refused, somebody approves, and the same request passes: once, and nothing else does.
"""
import copy
import json
import tempfile

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases, digest

TOKENS = {"admin": None, "ci": ["read", "diff", "plan", "apply"], "reader": ["read"], "judge": ["read", "approve"], "nobody": []}
HOSTILE = ("%27%20or%201%3D1%20--", "..%2f..%2fschema", "x" * 3000, "%00", "%F0%9F%92%A9", "0" * 32)


def tokens():
    return [{"name": name, "sha256": digest("plan-" + name), **({} if rights is None else {"rights": rights})}
            for name, rights in TOKENS.items()]


def dropping(snapshot, field="bio"):
    wanted = copy.deepcopy(snapshot)
    wanted["fields"] = [f for f in wanted["fields"] if (f["collection"], f["field"]) != ("authors", field)]
    return wanted


class Story:
    def __init__(self, report, server, project, name):
        self.report, self.server, self.name, self.project, self.faults = report, server, name, project, []
        self.path = name
        for token in TOKENS:
            setattr(self, token, Api(server, name, "plan-" + token))

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def status(self, answer, status, what, code=None):
        return self.expect(answer.status == status and code in (None, answer.code()), f"{what}: {answer.status} {answer.body[:300]}")

    def data(self, answer):
        return json.loads(answer.body)["data"]

    def remove(self, api, path):
        return self.server.request("DELETE", api.root + path, api.token)

    def state(self, plan):
        return self.data(self.reader.get(f"/schema/plans/{plan}"))

    def end(self, what):
        self.report.tell(f"{self.name} {what}", self.faults)
        self.faults = []


def tell_refused_and_approved(story):
    """As an old client meets it: nothing of its request changes."""
    expect, status = story.expect, story.status
    expect(story.data(story.reader.get("/schema/plans")) == {"plans": []}, "a list before there is any")
    status(story.reader.get(f"/schema/plans/{'0' * 32}"), 404, "one before there is any")
    wanted = dropping(story.ci.snapshot())
    diff = story.ci.diff_of(wanted)
    before = story.project.dump()
    answer = story.ci.apply(diff)
    status(answer, 409, "without an approval", "CONFLICT")
    told = json.loads(answer.body)["errors"][0]
    plan, link = told["extensions"]["plan"], told["extensions"].get("link")
    expect(link == f"/{story.name}/schema/plans/{plan}" and f"POST {link}/approve" in told["message"], f"the refusal: {told}")
    expect("?confirm" not in told["message"], f"the token may not confirm, and is told to: {told['message']}")
    expect(story.project.dump() == before, "refused, but the database changed")
    status(story.ci.post(f"/schema/apply?confirm={plan}", diff), 409, "confirmed by who may not approve")

    document = story.state(plan)
    expect((document["state"], document["by"], document["approved"]) == ("waiting", "token:ci", None), f"stored as {document}")
    expect(document["payload"] == diff and document["plan"]["id"] == plan, "not stored as it was sent")
    expect("drop column authors.bio" in (document["losses"] or "") or "authors.bio" in (document["losses"] or ""), f"losses {document['losses']}")
    for api, name in ((story.ci, "ci"), (story.reader, "reader"), (story.nobody, "nobody")):
        status(api.post(f"/schema/plans/{plan}/approve", b""), 403, f"approved by {name}", "FORBIDDEN")
    status(story.ci.apply(diff), 409, "still waiting")
    answer = story.judge.post(f"/schema/plans/{plan}/approve?valid_for=2h", b"")
    status(answer, 200, "approved")
    approved = story.data(answer)
    expect(approved["state"] == "approved" and approved["approved"]["by"] == "token:judge", f"approved: {approved}")

    other = story.ci.diff_of(dropping(story.ci.snapshot(), "name"))
    status(story.ci.apply(other), 409, "another diff, while one is approved")
    story.project.execute("update schemad_plan set expires = 1")
    status(story.ci.apply(diff), 409, "approved once, and the time is over")
    expect(story.state(plan)["state"] == "waiting", f"a refusal makes it wait again: {story.state(plan)['state']}")
    status(story.judge.post(f"/schema/plans/{plan}/approve", b""), 200, "approved again")
    status(story.ci.apply(diff), 204, "approved")
    expect(dropping(story.ci.snapshot()) == story.ci.snapshot(), "applied, but the field is there")
    used = story.state(plan)
    expect((used["state"], (used["ended"] or {}).get("by")) == ("applied", "token:ci"), f"used: {used}")
    entry = story.data(story.ci.get("/schema/history"))["entries"][0]
    expect(entry["by"] == "token:ci, approved by token:judge", f"the history says {entry['by']}")
    status(story.judge.post(f"/schema/plans/{plan}/approve", b""), 409, "what is over is approved", "CONFLICT")
    status(story.ci.diff(wanted), 204, "nothing is left")
    story.end("refused, approved, applied")


def tell_stored(story):
    expect, status = story.expect, story.status
    diff = story.ci.diff_of(dropping(story.ci.snapshot(), "name"))
    before = story.project.dump()
    answer = story.ci.post("/schema/plan?store=true&valid_for=90m", diff)
    status(answer, 201, "stored")
    plan = story.data(answer)
    expect(answer.header("Location") == f"/{story.name}/schema/plans/{plan['id']}", f"at {answer.header('Location')}")
    expect(plan["stored"]["state"] == "waiting" and plan["summary"]["destructive"] >= 1, f"stored: {plan['stored']}")
    plain = story.data(story.ci.post("/schema/plan", diff))
    expect({**plan, "stored": None} == {**plain, "stored": None}, "it is another plan than without ?store")
    expect(story.project.dump() == before, "stored, but the database changed")
    listed = story.data(story.reader.get("/schema/plans"))["plans"]
    expect([p["id"] for p in listed].count(plan["id"]) == 1, f"listed: {listed}")

    status(story.judge.post(f"/schema/plans/{plan['id']}/approve", b""), 200, "approved")
    again = story.data(story.ci.post("/schema/plan?store=true", diff))
    expect(again["stored"]["state"] == "approved", "stored again, the approval is gone")
    status(story.remove(story.ci, f"/schema/plans/{plan['id']}"), 403, "withdrawn by who may not")
    status(story.remove(story.judge, f"/schema/plans/{plan['id']}"), 200, "withdrawn")
    expect(story.state(plan["id"])["state"] == "withdrawn", "not withdrawn")
    status(story.judge.post(f"/schema/plans/{plan['id']}/approve", b""), 409, "withdrawn, then approved")
    status(story.ci.apply(diff), 409, "withdrawn")

    # values of configuration are in no stored plan, neither as it is told nor in its table; other values are another plan
    def with_flow(secret):
        flow = {"id": "00000000-0000-4000-8000-000000000001", "name": "Ask", "trigger": "webhook", "options": {"key": secret}}
        return {**diff, "configuration": {"mode": "merge", "collections": [{"collection": "directus_flows", "items": [flow]}]}}

    stored = [story.ci.post("/schema/plan?store=true", with_flow(secret)) for secret in ("hush-hush", "hush-another")]
    for answer in stored:
        status(answer, 201, "a plan with configuration")
    if not story.faults:
        ids = [story.data(answer)["id"] for answer in stored]
        told = story.reader.get(f"/schema/plans/{ids[0]}").body
        kept = str(story.project.execute("select content from schemad_plan_part"))
        expect(b"hush" not in told and "hush" not in kept, "a value of configuration stands in a stored plan")
        expect(story.state(ids[0])["payload"] is None and story.state(ids[0])["plan"]["id"] == ids[0], "more or less is kept than the plan")
        expect(ids[0] != ids[1], "other values, and the same plan")

    # something else that would go along with the same statement is another plan; MariaDB shows such an index as a flag of
    # its first column, so there it is another model
    plan = story.data(story.ci.post("/schema/plan?store=true", diff))["id"]
    status(story.judge.post(f"/schema/plans/{plan}/approve", b""), 200, "approved before there is an index")
    mysql = story.project.vendor == "mysql"
    story.project.execute(f"create index along_with on authors (id, {'name(20)' if mysql else 'name'})")
    answer = story.ci.apply(diff)
    expect(answer.status == 400 if mysql else answer.status == 409 and b"along_with" in answer.body,
           f"an index goes along that nobody approved: {answer.status} {answer.body[:300]}")
    story.project.execute("drop index along_with" + (" on authors" if mysql else ""))

    # a model that has changed since
    plan = story.data(story.ci.post("/schema/plan?store=true", diff))["id"]
    wanted = story.admin.snapshot()
    wanted["collections"][0]["meta"]["note"] = f"changed by {story.name}"
    status(story.admin.apply(story.admin.diff_of(wanted)), 204, "somebody else's change")
    status(story.judge.post(f"/schema/plans/{plan}/approve", b""), 409, "of another model", "CONFLICT")
    status(story.ci.apply(diff), 400, "of another model, applied", "INVALID_PAYLOAD")
    # who may approve confirms as before
    diff = story.admin.diff_of(dropping(story.admin.snapshot(), "name"))
    told = json.loads(story.admin.apply(diff).body)["errors"][0]
    plan = told["extensions"]["plan"]
    expect(f"?confirm={plan}" in told["message"], f"the administrator is not told how: {told}")
    status(story.admin.post(f"/schema/apply?confirm={plan}", diff), 204, "confirmed")
    expect(story.state(plan)["state"] == "applied", "confirmed and applied, but stored as waiting")
    story.end("stored, withdrawn, outdated")


def tell_rights(story):
    diff = {"hash": "x", "diff": {"collections": [], "fields": [], "systemFields": [], "relations": []}}
    asked = [("GET", "/schema/snapshot", "read"), ("GET", "/schema/history", "read"), ("GET", "/schema/plans", "read"),
             ("GET", "/schema/recover", "read"), ("POST", "/schema/diff", "diff"), ("POST", "/schema/diff?plan=true", "plan"),
             ("POST", "/schema/history/1/revert", "diff"), ("POST", "/schema/plan", "plan"), ("POST", "/schema/plan?store=true", "plan"),
             ("POST", "/schema/apply", "apply"), ("POST", "/schema/recover", "apply"), ("POST", "/schema/adopt", "diff"),
             ("POST", "/schema/adopt?apply=true", "apply"), ("POST", "/schema/plans/none/approve", "approve"),
             ("DELETE", "/schema/plans/none", "approve")]
    for token, rights in TOKENS.items():
        api = getattr(story, token)
        for method, path, right in asked:
            if method == "POST" and right == "apply" and (rights is None or right in rights):
                continue  # it would be carried out: told elsewhere
            body = json.dumps(diff).encode() if method == "POST" else None
            answer = story.server.request(method, api.root + path, {**api.token, "Content-Type": "application/json"}, body)
            needs = {"/schema/diff?plan=true": ["diff", "plan"], "/schema/adopt?apply=true": ["diff", "apply"]}.get(path, [right])
            missing = [need for need in needs if rights is not None and need not in rights]
            refused = answer.status == 403 and f"no right to {missing[0] if missing else ''}".encode() in answer.body
            story.expect(refused == bool(missing), f"{token} {method} {path}: {answer.status} {answer.body[:200]}")
    for hostile in HOSTILE:
        for method, path in (("GET", ""), ("POST", "/approve"), ("DELETE", "")):
            answer = story.server.request(method, f"/{story.name}/schema/plans/{hostile}{path}", story.judge.token, b"" if method == "POST" else None)
            story.expect(answer.status in (400, 404, 414, 431), f"{method} {hostile[:40]}{path}: {answer.status} {answer.body[:200]}")
    for value in ("0s", "721h", "-1h", "soon", "9" * 40 + "h", ""):
        answer = story.judge.post(f"/schema/plans/none/approve?valid_for={value}", b"")
        story.status(answer, 400, f"valid_for={value[:20]}", "INVALID_QUERY")
    shown = story.reader.snapshot()
    story.expect(not [c for c in shown["collections"] if c["collection"].startswith("schemad")], "a snapshot shows the tables of plans")
    story.end("rights and odd requests")


def tell_deny(story):
    diff = story.ci.diff_of(dropping(story.ci.snapshot()))
    plan = story.data(story.ci.post("/schema/plan?store=true", diff))["id"]
    story.status(story.judge.post(f"/schema/plans/{plan}/approve", b""), 403, "approved where nothing helps", "FORBIDDEN")
    answer = story.ci.apply(diff)
    story.status(answer, 403, "denied", "FORBIDDEN")
    story.end("deny")


def tell_broken_table(story):
    """Somebody's trouble with the table of plans is no reason to let anything through, nor to say something else."""
    diff = story.ci.diff_of(dropping(story.ci.snapshot()))
    story.project.execute("create table schemad_plan (x integer)")
    answer = story.ci.apply(diff)
    story.expect(answer.status == 409 and b"would destroy data" in answer.body, f"a table that is none of ours: {answer.status} {answer.body[:300]}")
    story.expect(b'"link"' not in answer.body, "it names a link to nothing")
    story.status(story.reader.get("/schema/plans"), 409, "a list out of it", "CONFLICT")
    story.project.execute("drop table schemad_plan")
    answer = story.ci.apply(diff)
    story.expect(b'"link"' in answer.body, f"mended: {answer.body[:300]}")
    story.end("another table of that name")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        projects, configs = {}, {}
        for vendor in options.vendors:
            for kind, policy in (("confirm", "confirm"), ("deny", "deny"), ("broken", "confirm")):
                name = f"{vendor}-{kind}"
                projects[name] = databases.project(vendor, "blogd", name)
                configs[name] = {**projects[name].config("12.4.0"), "destructive": policy, "tokens": tokens()}
        with Server(options.build, configs) as server:
            for vendor in options.vendors:
                story = Story(report, server, projects[f"{vendor}-confirm"], f"{vendor}-confirm")
                tell_refused_and_approved(story)
                tell_stored(story)
                tell_rights(story)
                tell_deny(Story(report, server, projects[f"{vendor}-deny"], f"{vendor}-deny"))
                tell_broken_table(Story(report, server, projects[f"{vendor}-broken"], f"{vendor}-broken"))
    report.end()


if __name__ == "__main__":
    main()
