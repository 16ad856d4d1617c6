#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a request does not speak of stays as it is, and nobody is told of it.

The sample model onto the project that has it: nothing left out, no warning, the same dump; on a vendor that spells its types otherwise,
those spellings are named and nothing is done. A snapshot without systemFields: the index of a
system field stays.
"""
import copy
import hashlib
import json
import tempfile

from harness import SOURCE, Api, Report, Server, arguments, multipart
from projects import VENDORS, Databases
from second_apply import made_by_init

TOKEN = "a-token-of-the-configuration"
REPRESENTATION = {"Content-Type": "application/json", "Prefer": "return=representation"}


def sample_twice(options, folder, databases, vendor):
    project, faults = databases.project(vendor, None, "sample"), []
    tokens = [{"name": "test", "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}]
    configs = {"p": {**project.config(), "tokens": tokens}}
    made_by_init(options, folder, configs)
    model = (SOURCE / "conf" / "sample-model.yaml").read_bytes()

    def upload(api):
        headers, body = multipart(model, "sample-model.yaml", "application/yaml")
        return api.post("/schema/diff?force=true", body, headers)

    with Server(options.build, configs) as server:
        api = Api(server, "p", TOKEN)
        first = api.post("/schema/apply", json.loads(upload(api).body)["data"], REPRESENTATION)
        if first.status != 200:
            return [f"the first apply: {first.status} {first.body[:400]!r}"]
        if vendor == "sqlite" and json.loads(first.body)["data"]["left_out"]:  # whose spelling the sample has
            faults.append(f"left out of the sample at first: {first.body[:500]!r}")
    before = project.dump()
    with Server(options.build, configs) as server:  # a log of its own
        api = Api(server, "p", TOKEN)
        again = upload(api)
        if again.status == 200:
            answer = api.post("/schema/apply", json.loads(again.body)["data"], REPRESENTATION)
            done = json.loads(answer.body)["data"] if answer.status == 200 else {}
            left_out = [one for one in done.get("left_out", []) if vendor == "sqlite" or not one["property"].startswith(("schema.", "type"))]
            if answer.status != 200 or left_out or done["done"] or (vendor == "sqlite" and answer.header("Schemad-Left-Out") != "0"):
                faults.append(f"the second apply: {answer.status} {answer.body[:500]!r} {answer.header('Schemad-Left-Out')}")
        elif again.status != 204:
            faults.append(f"the second diff: {again.status} {again.body[:300]!r}")
        warnings = [line for line in server.log_text().splitlines() if " warn" in line.lower()]
        if warnings and vendor == "sqlite":
            faults.append(f"warnings: {warnings[:3]}")
    if project.dump() != before:
        faults.append("the second apply changed something")
    project.remove()
    return faults


def without_system_fields(options, folder, databases, vendor):
    project, faults = databases.project(vendor, "blog", "system"), []
    with Server(options.build, {"p": project.config()}) as server:
        api = Api(server, "p")
        indexed = api.snapshot()
        if not any(one["schema"]["is_indexed"] for one in indexed["systemFields"]):
            return ["no system field is indexed here: the test says nothing"]
        before = project.dump()
        wanted = copy.deepcopy(indexed)
        del wanted["systemFields"]
        wanted["collections"][0]["meta"]["note"] = "without system fields"
        diff = api.diff_of(wanted)
        if diff["diff"].get("systemFields"):
            faults.append(f"the diff speaks of {diff['diff']['systemFields']}")
        answer = api.apply(diff)
        if answer.status != 204:
            faults.append(f"{answer.status} {answer.body[:400]!r}")
        if api.snapshot()["systemFields"] != indexed["systemFields"]:
            faults.append("the index of a system field is gone")
        answer = api.apply(api.diff_of(indexed))
        if answer.status != 204 or project.dump() != before:
            faults.append("something else was changed")
    project.remove()
    return faults


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            for story in (sample_twice, without_system_fields):
                report.tell(f"{vendor} {story.__name__}", story(options, folder, databases, vendor))
    report.end()


if __name__ == "__main__":
    main()
