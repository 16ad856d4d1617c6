#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was done can be seen, on every vendor.

`Prefer: return=representation` on an apply answers 200 with its steps, what was left out and why, and the number of the history
entry, which says the same; without it the answer stays 204 with the count. Both also with `respond-async`. What `revert` and
`diff?plan=true` answer is posted as it is, also inside `data`. A refusal for want of a confirmation tells what goes by weight.
"""
import copy
import json
import tempfile
import time

from harness import Api, Report, Server, arguments, field_of
from projects import VENDORS, Databases

JSON = {"Content-Type": "application/json"}
REPRESENTATION = "return=representation"


class Story:
    def __init__(self, server, name):
        self.api, self.faults = Api(server, name), []

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def data(self, answer, status=200):
        self.expect(answer.status == status, f"{answer.status} {answer.body[:300]!r}")
        return json.loads(answer.body)["data"] if answer.body else None

    def apply(self, diff, prefer=None, query=""):
        return self.api.post("/schema/apply" + query, diff, {**JSON, **({"Prefer": prefer} if prefer else {})})

    def diff_with(self, note, key):
        """Of a new note, and of a key that directus_fields has no column for."""
        wanted = self.api.snapshot()
        wanted["collections"][0]["meta"]["note"] = note
        field_of(wanted, "posts", "title")["meta"][key] = 1
        return self.api.diff_of(wanted)

    def fits(self, shown, answer):
        """The representation, against the header and the entry of the history."""
        entry = self.data(self.api.get(f"/schema/history/{shown['entry']}"))
        newest = self.data(self.api.get("/schema/history?limit=1"))["entries"][0]["id"]
        self.expect(shown["entry"] == newest, f"entry {shown['entry']}, the newest is {newest}")
        self.expect(entry["left_out"] == shown["left_out"], f"the history has left out {entry['left_out']}, told was {shown['left_out']}")
        self.expect(entry["chain"] == "intact", entry["chain"])
        steps = [(one["entity"], one["action"], one["destroys"]) for one in entry["plan"]]
        self.expect([(one["entity"], one["action"], one["destroys"]) for one in shown["done"]] == steps, f"done {shown['done']}, planned {steps}")
        self.expect(all(one["table"] for one in shown["done"]), "a step without its table")
        self.expect(answer is None or answer.header("Schemad-Left-Out") == str(len(shown["left_out"])), "the header counts otherwise")
        for one in shown["left_out"]:
            self.expect(list(one) == ["collection", "field", "property", "reason"] and one["reason"], f"left out: {one}")


def tell_representation(story):
    expect = story.expect
    plain = story.apply(story.diff_with("one", "nonsense_a"))
    expect(plain.status == 204 and not plain.body and plain.header("Schemad-Left-Out") == "1" and not plain.header("Preference-Applied"),
           f"plain: {plain.status} {plain.headers}")
    expect(story.apply(story.diff_with("two", "nonsense_a"), "return=minimal").status == 204, "minimal is 204")

    answer = story.apply(story.diff_with("three", "nonsense_b"), REPRESENTATION)
    shown = story.data(answer)
    expect(answer.header("Preference-Applied") == REPRESENTATION, f"applied {answer.header('Preference-Applied')}")
    story.fits(shown, answer)
    left = [(one["collection"], one["field"], one["property"]) for one in shown["left_out"]]
    expect(left == [("posts", "title", "meta.nonsense_b")], f"left out {shown['left_out']}")
    expect([one["action"] for one in shown["done"]] == ["update row"], f"done {shown['done']}")

    again = story.apply(story.diff_with("three", "nonsense_b"), REPRESENTATION)
    shown = story.data(again)
    expect(shown["done"] == [] and shown["entry"] is None and len(shown["left_out"]) == 1, f"again: {shown}")
    nothing = {"hash": "x", "diff": {"collections": [], "fields": [], "systemFields": [], "relations": []}}
    expect(story.data(story.apply(nothing, REPRESENTATION)) == {"entry": None, "done": [], "left_out": []}, "of nothing")

    stale = story.diff_with("four", "nonsense_c")
    stale["hash"] = "0" * 40
    refused = story.apply(stale, REPRESENTATION)
    expect(refused.status == 400 and not refused.header("Preference-Applied"), f"stale: {refused.status} {refused.headers}")
    exported = story.apply(story.diff_with("five", "nonsense_d"), REPRESENTATION, "?export=json")
    expect(exported.status == 200 and len(json.loads(exported.body)["left_out"]) == 1, f"export: {exported.body[:200]!r}")


def tell_async(story):
    expect = story.expect
    waited = story.apply(story.diff_with("six", "nonsense_e"), f"respond-async, wait=30, {REPRESENTATION}")
    story.fits(story.data(waited), waited)
    expect(waited.header("Preference-Applied") == f"respond-async, wait=30, {REPRESENTATION}", waited.header("Preference-Applied"))
    asked = story.apply(story.diff_with("seven", "nonsense_f"), f"respond-async, {REPRESENTATION}")
    identity, until = story.data(asked, 202)["id"], time.monotonic() + 60
    expect(asked.header("Preference-Applied") == f"respond-async, {REPRESENTATION}", asked.header("Preference-Applied"))
    while (state := story.data(story.api.get(f"/schema/apply/{identity}")))["state"] not in ("done", "failed") and time.monotonic() < until:
        time.sleep(0.01)  # between two looks; the state decides
    expect(state["state"] == "done" and state["result"]["status"] == 200, f"the job: {state}")
    story.fits(state["result"]["body"]["data"], None)
    expect(len(state["result"]["left_out"]) == 1, f"names: {state['result']['left_out']}")


def tell_what_can_be_posted(story):
    expect = story.expect
    for wrap in (lambda value: value, lambda value: {"data": value}):
        before = story.api.snapshot()
        wanted = copy.deepcopy(before)
        wanted["collections"][0]["meta"]["note"] = "planned" + str(wrap({}))
        planned = story.data(story.api.post("/schema/diff?plan=true", wanted))
        expect("plan" in planned, "no plan beside the diff")
        made = story.data(story.apply(wrap(planned), REPRESENTATION))
        back = story.data(story.api.post(f"/schema/history/{made['entry']}/revert", b"", {}))
        expect("lost" in back and "warnings" in back, f"revert: {list(back)}")
        expect(story.apply(wrap(back)).status == 204, "the answer of revert, as it is")
        expect(story.api.snapshot() == before, "there and back is another model")


def tell_confirmation(story, project):
    expect = story.expect
    rows = {name: int(project.execute(f"select count({name}) from posts")[0][0]) for name in ("title", "rating")}
    wanted = story.api.snapshot()
    wanted["fields"] = [f for f in wanted["fields"] if (f["collection"], f["field"]) not in (("posts", "title"), ("posts", "rating"))]
    for name in ("collections", "fields", "relations"):
        wanted[name] = [one for one in wanted[name] if "pages" not in (one["collection"], one.get("related_collection"))]
    project.execute("update posts set rating = null where id <> 1")
    diff = story.api.diff_of(wanted)
    refused = story.apply(diff)
    if not expect(refused.status == 409, f"not asked: {refused.status} {refused.body[:300]!r}"):
        return
    error = json.loads(refused.body)["errors"][0]
    steps, planned = error["extensions"]["steps"], story.data(story.api.post("/schema/plan", diff))
    ours = [one["table"].startswith("directus_") for one in steps]
    expect(ours == sorted(ours), f"Directus's own tables are not last: {steps}")
    counts = [one["count"] for one, own in zip(steps, ours) if not own]
    expect(counts == sorted(counts, reverse=True) and counts, f"not by weight: {counts}")
    destroying = {step["id"]: step["destroys_data"]["count"] for step in planned["steps"] if step["destroys_data"]}
    expect({one["id"]: one["count"] for one in steps} == destroying, f"listed {steps}, planned {destroying}")
    heaviest = steps[0]
    expect(f"destroy data ({heaviest['action']} {heaviest['entity']}: {heaviest['count']} " in error["message"], error["message"])
    expect(sum(counts) >= rows["title"] + 1, f"{rows} values, told {counts}")  # SQLite: one step for both columns
    expect(error["message"].count("directus_") <= len({one["table"] for one in steps}), error["message"])
    done = story.data(story.apply({"data": diff}, REPRESENTATION, f"?confirm={error['extensions']['plan']}"))
    story.fits(done, None)
    expect(any(one["destroys"] for one in done["done"]), "nothing is marked as destroying")


def main():
    options = arguments(__doc__, VENDORS)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        projects = {f"{vendor}-{kind}": databases.project(vendor, "blogd", f"{vendor}-{kind}")
                    for vendor in options.vendors for kind in ("allow", "confirm")}
        configs = {name: {**project.config("12.4.0"), "destructive": name.split("-")[1]} for name, project in projects.items()}
        with Server(options.build, configs) as server:
            for vendor in options.vendors:
                for tell in (tell_representation, tell_async, tell_what_can_be_posted):
                    story = Story(server, f"{vendor}-allow")
                    tell(story)
                    report.tell(f"{vendor}: {tell.__name__}", story.faults)
                story = Story(server, f"{vendor}-confirm")
                tell_confirmation(story, projects[f"{vendor}-confirm"])
                report.tell(f"{vendor}: tell_confirmation", story.faults)
    report.end()


if __name__ == "__main__":
    main()
