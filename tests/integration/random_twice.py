#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random models: each is applied, changed and applied, and turned back, and a second apply of each changes nothing.

Every seed is a model of some vendor (random_models.py) on a database that `schemad init` made, with rows where defaults allow. What is
asked of each step is second_apply.py's: everything is there or named, the same snapshot again does nothing, and the dump is the same.
A step may be refused with 400 where rows or the database forbid it: then a collection is named and nothing changed. Never a 5xx.
--first N begins at another seed, --count N takes as many; SCHEMAD_QUICK=1 takes a few.
"""
import copy
import json
import os
import random
import tempfile

from harness import Api, Report, Server, arguments
from projects import VENDORS, Databases
from random_models import Model
from second_apply import AT_ONCE, REPRESENTATION, TOKEN, Story, made_by_init, tokens_config

CROSS = 0.3  # of the models are another vendor's


class Step(Story):
    """One deployment; .refusal is the message of a 400, with nothing changed."""

    def __init__(self, *arguments_):
        super().__init__(*arguments_)
        self.refusal = None

    def apply(self, diff):
        before = self.project.dump()
        answer = self.api.post("/schema/apply?force=true", diff, REPRESENTATION)
        if answer.status != 400:
            return self.done(answer)
        self.refusal = json.loads(answer.body)["errors"][0]["message"]
        named = any(f'"{one["collection"]}' in self.refusal for kind in ("collections", "fields", "relations") for one in diff["diff"][kind])
        self.expect(named, f"refused without a name: {self.refusal}")
        self.expect(self.project.dump() == before, f"refused, but the database changed: {self.refusal}")
        return None


def snapshots(vendor, seed, base):
    """(what, snapshot): a model, the model changed, and the model as it was."""
    chance = random.Random(seed)
    source = chance.choice([one for one in VENDORS if one != vendor]) if chance.random() < CROSS else vendor
    model = Model(source, chance)
    first = copy.deepcopy(model.snapshot(base))
    model.change()
    return source, [("made", first), ("changed", copy.deepcopy(model.snapshot(base))), ("turned back", first)]


def tell_seed(report, server, key, project, vendor, seed):
    """How many steps were refused."""
    source, steps = snapshots(vendor, seed, Api(server, key, TOKEN).snapshot())
    refused = 0
    for what, snapshot in steps:
        step = Step(server, key, project, snapshot)
        step.tell()
        if step.refusal and report.verbose:
            print(f"refused {vendor} seed {seed} {what}: {step.refusal}")
        if what == "made":
            step.expect(not step.refusal, f"a new model is refused: {step.refusal}")
        refused += bool(step.refusal)
        report.tell(f"{vendor} seed {seed} of {source}, {what}", step.faults[:12])
        if step.faults:
            break  # what follows would tell of the same
    return refused


def tell_vendor(options, report, databases, folder, vendor):
    seeds, refused = range(options.first, options.first + options.count), 0
    for at in range(0, len(seeds), AT_ONCE):
        some = {f"p{seed}": seed for seed in seeds[at:at + AT_ONCE]}
        projects = {key: databases.project(vendor, None, key) for key in some}
        configs = {key: {**project.config(), "tokens": tokens_config()} for key, project in projects.items()}
        made_by_init(options, folder, configs)
        with Server(options.build, configs) as server:
            for key, seed in some.items():
                refused += tell_seed(report, server, key, projects[key], vendor, seed)
        for project in projects.values():
            project.remove()
    print(f"{vendor}: {len(seeds)} models, {refused} of {3 * len(seeds)} steps refused by name")
    # or nothing was tested: about one in ten is what rows forbid
    report.tell(f"{vendor}: most steps are taken", [f"{refused} are refused"] if 2 * refused > len(seeds) else [])


def own_options(parser):
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=8 if os.environ.get("SCHEMAD_QUICK") else 64, help="how many seeds")


def main():
    options = arguments(__doc__, VENDORS, own_options)
    report = Report(options.verbose)
    with tempfile.TemporaryDirectory(prefix="schemad-") as folder, Databases(options.vendors, folder) as databases:
        for vendor in options.vendors:
            tell_vendor(options, report, databases, folder, vendor)
    report.end()


if __name__ == "__main__":
    main()
