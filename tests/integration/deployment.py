# SPDX-License-Identifier: Apache-2.0
"""A snapshot deployed to a project, and what is asked of every deployment: no 500, what remains was named, and the same
snapshot deployed once more changes nothing real (structure and rows compared).

    deploy = Deployment(server, name, project)
    deploy.settles(snapshot)      # applies, twice; the faults are in .faults, what was named in .named
    deploy.refused(snapshot, 400, "authors.posts")
"""
import json

from harness import Api


def is_unstated(kind, change):
    """Keys that the uploaded snapshot does not have: not stated, so nothing of them was left out."""
    path = change.get("path", [])
    if change["kind"] == "D" and path and path[0] in ("schema", "meta"):
        return len(path) <= 2 and (kind, path) != ("relations", ["schema"])
    if change["kind"] == "E" and path == ["meta"] and isinstance(change["lhs"], dict) and isinstance(change["rhs"], dict):
        return all(key in change["lhs"] and change["lhs"][key] == value for key, value in change["rhs"].items())
    return False


def entities(diff):
    """Names of what a diff answer still lists, but for what the snapshot does not state."""
    for kind, entries in json.loads(diff)["data"]["diff"].items():
        for entry in entries:
            if not all(is_unstated(kind, change) for change in entry["diff"]):
                yield entry["collection"] + ("." + entry["field"] if "field" in entry else "")


class Deployment:
    def __init__(self, server, name, project, force=False):
        self.server, self.name, self.project = server, name, project
        self.api, self.query = Api(server, name), "?force=true" if force else ""
        self.faults, self.named, self.seen = [], [], 0

    def expect(self, fine, fault):
        if not fine:
            self.faults.append(fault)
        return fine

    def named_now(self):
        """What the log names as left out for this project since it was last asked."""
        found = [line.split('what="', 1)[-1].rstrip('"') for line in self.server.log_text().splitlines()
                 if "left out" in line and f"project={self.name} " in line + " "]
        found, self.seen = found[self.seen:], len(found)
        return found

    def post(self, snapshot):
        """The answers of diff and apply; apply is None where nothing differs or the diff is refused."""
        diff = self.api.post(f"/schema/diff{self.query}", snapshot)
        if diff.status != 200:
            self.expect(diff.status < 500, f"diff: {diff.status} {diff.body[:400]!r}")
            return diff, None
        applied = self.api.post(f"/schema/apply{self.query}", json.loads(diff.body)["data"])
        self.expect(applied.status < 500, f"apply: {applied.status} {applied.body[:600]!r}")
        return diff, applied

    def applies(self, snapshot):
        diff, applied = self.post(snapshot)
        if diff.status == 204:
            return True
        if not self.expect(applied and applied.status == 204, f"apply: {(applied or diff).status} {(applied or diff).body[:600]!r}"):
            return False
        named = self.named_now()
        count = int(applied.header("Schemad-Left-Out") or 0)
        self.expect(count == len(named), f"the header counts {count}, the log names {named}")
        self.named += named
        return True

    def remains(self, snapshot):
        """The second diff lists only what was named."""
        second = self.api.post(f"/schema/diff{self.query}", snapshot)
        if not self.expect(second.status in (200, 204), f"second diff: {second.status} {second.body[:400]!r}"):
            return
        names = {line.split(": ", 1)[0] for line in self.named}
        rest = sorted(set(entities(second.body)) - names) if second.status == 200 else []
        self.expect(not rest, f"differs still and was not named: {rest} {second.body if rest else ''}")

    def settles(self, snapshot):
        if not self.applies(snapshot):
            return False
        self.remains(snapshot)
        self.twice(snapshot)
        return True

    def twice(self, snapshot):
        """The next deployment of the same snapshot."""
        before, shown = self.project.dump(), self.api.snapshot()
        if not self.applies(snapshot):
            return
        after = self.project.dump()
        self.expect(after == before, "the second apply changed: " + first_line(before, after))
        self.expect(self.api.snapshot() == shown, "the second apply changed the snapshot")

    def refused(self, snapshot, status, *texts):
        """Refused with that status, nothing changed, and the message holds these texts."""
        before = self.project.dump()
        diff, applied = self.post(snapshot)
        answer = applied or diff
        body = answer.body.decode(errors="replace").replace('\\"', '"')
        self.expect(answer.status == status, f"{answer.status} instead of {status}: {body[:500]}")
        for text in texts:
            self.expect(text in body, f"the message does not say {text!r}: {body[:500]}")
        self.expect(self.project.dump() == before, "refused, but the database changed")
        return answer

    def expect_named(self, *starts):
        for start in starts:
            self.expect(any(line.startswith(start) for line in self.named), f"not named: {start!r}; these are: {self.named}")


def first_line(before, after):
    old, new = before.split("\n"), after.split("\n")
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    return f"-{gone[:2]} +{come[:2]}"[:700]
