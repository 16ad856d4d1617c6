# SPDX-License-Identifier: Apache-2.0
"""Recordings of conformance/older that end otherwise, on purpose. Each has its line in docs/differences-from-directus.md."""
import json
import re

from cases import Lists
from deliberate_cases import EVERYWHERE_ANOTHER_DIFF, EVERYWHERE_NOT_AS_RECORDED, REFUSED
from errors import DELIBERATE, STALE
from harness import Deliberate

# 9.23.1 checks an apply for another form of diff than the one its own diff has: it refuses its own edits.
OWN_EDITS = re.compile(r'^"diff\.[^"]*(" must be (of type object|a string)|\.item\.[a-z]+" is required)$')


def refused_own_edit(version, body):
    if version != "9.23.1" or not body:
        return False
    try:
        return bool(OWN_EDITS.match(json.loads(body)["errors"][0]["message"]))
    except (ValueError, LookupError, TypeError):
        return False


class OlderLists(Lists):
    """As those of 12.4, and what 9.23.1 refuses of its own edits."""

    def __init__(self, version, vendor):
        super().__init__(EVERYWHERE_ANOTHER_DIFF, REFUSED[vendor], EVERYWHERE_NOT_AS_RECORDED)
        if vendor == "postgres" and not version.startswith("11."):
            self.schema_differs["long-names"] = "names that are too long end in a hash, as from 11 on, and are not cut off"
        self.version, of = version, f"{version}-{vendor}"
        if of == "9.23.1-mysql":
            self.different_diff["field-add-to-missing-collection"] = 200  # where the reference answers 500
        self.not_as_recorded |= {"collection-schema-folder-to-table"}  # what was meant is plain

    def take(self, case):
        if refused_own_edit(self.version, case["apply_body"]):
            self.not_as_recorded.add(case["case"])


def lists_of(version, vendor):
    return OlderLists(version, vendor)


FILES = "an apply takes a file as a diff does"
INFO = "as 12.4 answers, with the version of the project"


def errors_of(version):
    more = {
        ("route", "GET /server/info", "/server/info"): Deliberate(INFO, 200),
        ("route", "server/info no token", "/server/info"): Deliberate(INFO, 200),
    }
    if version == "9.23.1":
        more["apply", "empty diff list of a collection", "/schema/apply"] = Deliberate("nothing to do, where the reference answers 500", 204)
    if version != "11.17.4":
        more["apply", "schema changed since the diff + force", "/schema/apply"] = Deliberate(STALE, 400, "INVALID_PAYLOAD")
    if version in ("9.23.1", "10.0.0"):
        more |= {("apply", "multipart json", "/schema/apply"): Deliberate(FILES, 204),
                 ("apply", "multipart yaml", "/schema/apply"): Deliberate(FILES, 204)}

    def listed(key, row):
        if refused_own_edit(version, row["body"]):
            return Deliberate("9.23.1 refuses its own edits", None)
        if version != "11.17.4" and key[1] in ("missing systemFields", "systemFields item no schema"):
            return None  # they know no such list
        return more.get(key) or DELIBERATE.get(key)
    return listed
