# SPDX-License-Identifier: Apache-2.0
"""What stands in the project for reasons of its own: a history that takes no entry, a relation of two targets."""
from fault_table import EVERYWHERE, blank_field, fault, sql
from harness import field_of


def raising(table, event, mysql=""):
    """A trigger of each vendor that raises, with codes that nobody can know."""
    return {
        "sqlite": f"create trigger no_way before {event} on {table} begin select raise(abort, 'not in my house'); end",
        "postgres": f"create function no_way() returns trigger language plpgsql as $$ begin raise exception 'not in my house' using errcode = 'ZZ999'; end $$;\n"
                    f"create trigger no_way before {event} on {table} for each row execute function no_way()",
        "mysql": f"create trigger no_way before {event} on {table} for each row signal sqlstate '45000' set message_text = 'not in my house'{mysql}",
    }


@fault("trigger-raises-number-of-its-own", ("mysql",), base="blogd", setup=raising("directus_fields", "update", ", mysql_errno = 30001"))
def number_of_its_own(case):
    snapshot = case.deploy.api.snapshot()
    field_of(snapshot, "posts", "title")["meta"]["note"] = "not written"
    case.deploy.refused(snapshot, 400, "posts.title", "not in my house", "INVALID_PAYLOAD")


@fault("history-takes-no-entry", base="blogd")
def history_takes_no_entry(case):
    """409, all or nothing; and what was undone leaves no journal behind that would need the history to be closed."""
    deploy = case.deploy
    first = deploy.api.snapshot()
    field_of(first, "posts", "title")["meta"]["note"] = "so that there is a history"
    if not deploy.applies(first):
        return
    for statement in raising("schemad_history", "insert")[case.vendor].split(";\n"):
        deploy.project.execute(statement)
    snapshot = deploy.api.snapshot()
    field_of(snapshot, "posts", "title")["meta"]["note"] = "not written"
    snapshot["fields"].append(blank_field("authors", "nick", schema={"max_length": 20}))
    for _ in range(2):  # the second meets what the first has left
        _, answer = deploy.post(snapshot)
        said = answer.body.decode()
        deploy.expect(answer.status == 409 and "CONFLICT" in said and "history takes no entry" in said and "not in my house" in said,
                      f"{answer.status} {said}")
        deploy.expect(deploy.api.snapshot() == first, "applied without its entry")
    deploy.project.execute("drop trigger no_way" + (" on schemad_history" if case.vendor == "postgres" else ""))
    deploy.applies(snapshot)


@fault("relation-of-two-targets", EVERYWHERE, base="blogd", setup=sql(
    "insert into [directus_relations] ([many_collection], [many_field], [one_collection]) values ('posts', 'author', 'tags')"))
def relation_of_two_targets(case):
    snapshot = case.deploy.api.snapshot()
    named = [r for r in snapshot["relations"] if (r["collection"], r["field"]) == ("posts", "author")]
    case.deploy.expect(len(named) == 2, f"listed {len(named)} times")
    answer = case.deploy.api.post("/schema/diff", snapshot)
    case.deploy.expect(answer.status == 204, f"its own snapshot differs: {answer.status} {answer.body[:600]!r}")
    case.deploy.settles(snapshot)
    field_of(snapshot, "posts", "title")["meta"]["note"] = "taken"
    case.deploy.settles(snapshot)
