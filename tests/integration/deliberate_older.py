# SPDX-License-Identifier: Apache-2.0
"""Recordings of conformance/older that end otherwise, on purpose. Each has its line in docs/differences-from-directus.md."""
import json
import re

from cases import Lists
from deliberate_cases import EVERYWHERE_ANOTHER_DIFF, EVERYWHERE_NOT_AS_RECORDED, EVERYWHERE_REFUSED
from errors import DELIBERATE
from harness import Deliberate

# 9.23.1 checks an apply for another form of diff than the one its own diff has: it refuses its own edits.
OWN_EDITS = re.compile(r'^\\?"diff\.[^"]*\\?" (must be (of type object|a string)|is required)$')
GONE_KEY = "what 9.x drops on the way, or refuses for a slip of its own, is applied"


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
        super().__init__(EVERYWHERE_ANOTHER_DIFF, EVERYWHERE_REFUSED, EVERYWHERE_NOT_AS_RECORDED)
        self.version, self.vendor = version, vendor
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
    if version in ("9.23.1", "10.0.0"):
        more |= {("apply", "multipart json", "/schema/apply"): Deliberate(FILES, 204),
                 ("apply", "multipart yaml", "/schema/apply"): Deliberate(FILES, 204)}

    def listed(key, row):
        if refused_own_edit(version, row["body"]):
            return Deliberate("9.23.1 refuses its own edits", None)
        return more.get(key) or DELIBERATE.get(key)
    return listed
