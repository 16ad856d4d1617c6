#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`destructive` of a project, on every vendor: `deny` refuses an apply that destroys data, `confirm` asks for the id of its
plan, `allow` asks for nothing. The refusal lists the steps with their counts, nothing is changed by it, and an apply that
destroys nothing is never asked.
"""
import json
import tempfile

from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases


def without_field(snapshot, collection, field):
    copy = json.loads(json.dumps(snapshot))
    copy["fields"] = [f for f in copy["fields"] if (f["collection"], f["field"]) != (collection, field)]
    return copy


def tell(report, server, vendor, projects):
    for mode in ("allow", "confirm", "deny"):
        name, faults = f"{vendor}-{mode}", []
        api, project = Api(server, name), projects[f"{vendor}-{mode}"]

        def expect(fine, fault):
            if not fine:
                faults.append(fault)
            return fine

        snapshot = api.snapshot()
        harmless = json.loads(json.dumps(snapshot))
        harmless["collections"][0]["meta"]["note"] = "changed"
        answer = api.apply(api.diff_of(harmless))
        expect(answer.status == 204, f"harmless: {answer.status} {answer.body[:300]}")

        rows = int(project.execute("select count(bio) from authors")[0][0])
        diff = api.diff_of(without_field(api.snapshot(), "authors", "bio"))
        before = project.dump()
        answer = api.apply(diff)
        if mode == "allow":
            expect(answer.status == 204, f"allow: {answer.status} {answer.body[:300]}")
        else:
            status, code = (409, "CONFLICT") if mode == "confirm" else (403, "FORBIDDEN")
            expect((answer.status, answer.code()) == (status, code), f"{mode}: {answer.status} {answer.body[:300]}")
            told = json.loads(answer.body)["errors"][0]["extensions"]
            dropped = [step for step in told.get("steps", []) if step["action"] != "delete rows" and step["entity"] in ("authors.bio", "authors")]
            expect([step["count"] for step in dropped if step["what"] == "values" or vendor == "sqlite"] == [rows],
                   f"{rows} values would go, the refusal tells of {told.get('steps')}")
            expect(project.dump() == before, "refused, but the database changed")
            plan = json.loads(api.post("/schema/plan", diff).body)["data"]
            expect(told.get("plan") == plan["id"], f"the refusal names plan {told.get('plan')}, it is {plan['id']}")
            wrong = api.post("/schema/apply?confirm=0123456789abcdef", diff)
            expect(wrong.status == status, f"another plan's id: {wrong.status}")
            confirmed = api.post(f"/schema/apply?confirm={plan['id']}", diff)
            expect(confirmed.status == (204 if mode == "confirm" else 403), f"confirmed: {confirmed.status} {confirmed.body[:300]}")
        gone = not [f for f in api.snapshot()["fields"] if (f["collection"], f["field"]) == ("authors", "bio")]
        expect(gone == (mode != "deny"), "the field is " + ("gone" if gone else "there"))
        report.tell(f"{vendor} {mode}", faults)


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        projects, configs = {}, {}
        for vendor in options.vendors:
            for mode in ("allow", "confirm", "deny"):
                name = f"{vendor}-{mode}"
                projects[name] = databases.project(vendor, "blogd", name)
                configs[name] = {**projects[name].config("12.4.0"), "destructive": mode}
        with Server(options.build, configs) as server:
            for vendor in options.vendors:
                tell(report, server, vendor, projects)
    report.end()


if __name__ == "__main__":
    main()
