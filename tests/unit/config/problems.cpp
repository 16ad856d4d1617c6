// SPDX-License-Identifier: Apache-2.0
// What a wrong configuration is told.
#include <boost/test/unit_test.hpp>

#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;
using test::sqlite_project;

namespace {

bool starts(const std::string& text, const std::string& with) { return text.starts_with(with); }
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string problems_of(const std::string& text) { return Loading(text).problems(); }

} // namespace

BOOST_AUTO_TEST_SUITE(problems)

BOOST_AUTO_TEST_CASE(unknown_keys_name_the_nearest) {
    BOOST_TEST(starts(problems_of("lisen: 127.0.0.1:1\n" + sqlite_project),
                      "c.yaml:1:1: unknown key \"lisen\"; did you mean \"listen\"? (expected one of: listen, plugins"));
    BOOST_TEST(starts(problems_of("plugins:\n  directorys: x\n" + sqlite_project),
                      "c.yaml:2:3: unknown key \"directorys\" in plugins; did you mean \"directory\"?"));
    BOOST_TEST(starts(problems_of("limits: {uploadsize: 1mb}\n" + sqlite_project),
                      "c.yaml:1:10: unknown key \"uploadsize\" in limits; did you mean \"upload_size\"?"));
    BOOST_TEST(starts(problems_of(sqlite_project + "    tokns: []\n"),
                      "c.yaml:5:5: unknown key \"tokns\" in projects.default; did you mean \"tokens\"?"));
    BOOST_TEST(starts(problems_of("qqqqqqqq: 1\n" + sqlite_project),
                      "c.yaml:1:1: unknown key \"qqqqqqqq\" (expected one of:"));
}

BOOST_AUTO_TEST_CASE(every_problem_in_one_run) {
    const auto text =
        problems_of("listen: nowhere\nlog_level: loud\nlimits: {queue: -1, body_timeout: 10}\n" + sqlite_project);
    BOOST_TEST(starts(text, "c.yaml:1:9: listen has \"nowhere\"; expected an IP address and a port"));
    BOOST_TEST(has(text, "\nc.yaml:2:12: log_level is \"loud\"; expected one of: debug, info"));
    BOOST_TEST(has(text, "\nc.yaml:3:17: limits.queue is \"-1\"; expected a number from 1 to 65536"));
    BOOST_TEST(
        has(text, "limits.body_timeout is \"10\"; expected a duration as in 500ms, 10s or 2m, from 100ms to 1h"));
}

BOOST_AUTO_TEST_CASE(limits_are_bounded) {
    BOOST_TEST(has(problems_of("limits: {upload_size: 50 apples}\n" + sqlite_project),
                   "limits.upload_size is \"50 apples\"; expected a size as in 50mb or 52428800, from 1kb to 4gb"));
    BOOST_TEST(has(problems_of("limits: {header_size: 2mb}\n" + sqlite_project), "from 1kb to 1mb"));
    BOOST_TEST(has(problems_of("limits: {workers: 0}\n" + sqlite_project), "limits.workers"));
    BOOST_TEST(has(problems_of("limits: {workers: [1]}\n" + sqlite_project), "limits.workers is a list; expected"));
    BOOST_TEST(
        has(problems_of("limits: {body_size: 10mb}\n" + sqlite_project), "limits.body_size (10mb) is less than"));
    BOOST_TEST(has(problems_of("limits: 5\n" + sqlite_project), "c.yaml:1:9: limits is a single value; expected keys"));
}

BOOST_AUTO_TEST_CASE(syntax) {
    BOOST_TEST(starts(problems_of("listen: [1\nx: }"), "c.yaml:2:"));
    BOOST_TEST(has(problems_of("listen: [1\nx: }"), "not valid YAML"));
    BOOST_TEST(has(problems_of("a: 1\na: 2\n"), "c.yaml:2:1: \"a\" is written twice"));
    BOOST_TEST(has(problems_of("- a\n"), "the document is no map"));
    BOOST_TEST(has(problems_of("just text"), "the document is no map"));
    BOOST_TEST(has(problems_of("a: 1\n---\nb: 2\n"), "several YAML documents"));
    BOOST_TEST(has(problems_of("{[1]: 2}"), "a key must be a plain name"));
    BOOST_TEST(has(problems_of("a: *b"), "not valid YAML"));
    BOOST_TEST(has(problems_of(std::string(2'000'000, ' ')), "is larger than a configuration can be"));
    BOOST_TEST(has(problems_of("a: " + std::string(400, '[') + std::string(400, ']')), "nested too deeply"));
    BOOST_TEST(has(problems_of("a: " + std::string(100'000, '[')), "c.yaml"));
    std::string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
    for (int i = 1; i < 10; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int n = 0; n < 10; ++n) bomb += (n ? "," : "") + before;
        bomb += "]\n";
    }
    BOOST_TEST(has(problems_of(bomb), "too many values"));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read) {
    Loading loading(sqlite_project);
    loading.options.file = (loading.folder.path / "missing.yaml").string();
    BOOST_TEST(starts(loading.problems(), "missing.yaml: cannot be read (No such file or directory)"));
    loading.options.file = loading.folder.path.string();
    BOOST_TEST(has(loading.problems(), "is a directory"));
}

BOOST_AUTO_TEST_CASE(projects_are_needed) {
    for (const auto* text : {"", "# nothing\n", "projects:\n", "projects: {}\n", "listen: 127.0.0.1:1\n"})
        BOOST_TEST(has(problems_of(text), "no project is configured; expected projects"), text);
    BOOST_TEST(has(problems_of("projects: [a]\n"), "c.yaml:1:11: projects is a list; expected names"));
    BOOST_TEST(has(problems_of("projects: {default: sqlite}\n"), "projects.default is not a map; expected {vendor"));
    BOOST_TEST(has(problems_of("projects: {default: {}}\n"), "c.yaml:1:12: projects.default.vendor is missing"));
    BOOST_TEST(has(problems_of("projects: {default: {}}\n"), "c.yaml:1:12: projects.default.connection is missing"));
    BOOST_TEST(has(problems_of("projects: {default: {vendor: sqlite, connection: {}}}\n"), "connection is empty"));
}

BOOST_AUTO_TEST_CASE(project_names) {
    const auto with_name = [](const std::string& name) {
        return problems_of("projects:\n  " + name + ":\n    vendor: sqlite\n    connection: {filename: a}\n");
    };
    for (const auto* name : {"default", "a", "Blog-2_x", "0", "schemas", "my-server"})
        BOOST_TEST(with_name(name) == "", name);
    for (const auto* name :
         {"schema", "server", "utils", "users", "Schema", "SERVER", "items", "auth", "admin", "files", "vendors"})
        BOOST_TEST(has(with_name(name), "is a route of its own"), name);
    for (const auto* name : {"a b", "a/b", "\"\"", "ä", "a.b", "\"..\"", "a%20"})
        BOOST_TEST(has(with_name(name), "cannot be a project's name; expected A-Z"), name);
    BOOST_TEST(has(with_name(std::string(65, 'a')), "cannot be a project's name"));
    BOOST_TEST(
        has(problems_of("projects:\n  a: {vendor: s, connection: {f: 1}}\n  A: {vendor: s, connection: {f: 1}}\n"),
            "c.yaml:3:3: \"A\" differs from another project in case only"));
}

BOOST_AUTO_TEST_CASE(vendor_names_are_no_paths) {
    for (const auto* vendor : {"../x", "/bin/sh", "SQLite", "a b", "\"\"", "a.so"})
        BOOST_TEST(has(problems_of("projects: {a: {vendor: " + std::string(vendor) + ", connection: {filename: x}}}\n"),
                       "projects.a.vendor is no such name; expected a vendor's name of a-z"),
                   vendor);
    BOOST_TEST(has(problems_of("plugins: {allow: [../x]}\n" + sqlite_project), "plugins.allow has \"../x\""));
    BOOST_TEST(has(problems_of("plugins: {allow: [postgres]}\n" + sqlite_project), "is not among plugins.allow"));
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_empty_is_no_secret) {
    for (const auto* empty : {"", "''", "~"})
        BOOST_TEST(has(problems_of(sqlite_project + "    secret: " + empty + "\n"),
                       ": projects.default.secret is empty; expected Directus's SECRET, or no such key"),
                   empty);
}

BOOST_AUTO_TEST_CASE(problems_stand_in_the_order_of_the_file) {
    BOOST_TEST(problems_of("log_level: loud\n" + sqlite_project + "    max_connections: 0\nlisten: nowhere\n")
                   .starts_with("c.yaml:1:12: log_level"));
    const auto text =
        problems_of("projects:\n  default:\n    history: x\n    vendor: sqlite\n    connection: 1\nlisten: no\n");
    const auto history = text.find("c.yaml:3:14: "), connection = text.find("c.yaml:5:17: "),
               listen = text.find("c.yaml:6:9: ");
    BOOST_TEST((history < connection && connection < listen && listen != std::string::npos), text);
}

BOOST_AUTO_TEST_CASE(plain_tokens_are_refused_and_not_repeated) {
    for (const auto* tokens : {"[admintoken]", "[{name: a, token: admintoken}]", "[{name: a, sha256: admintoken}]",
                               "[{name: a}]", "admintoken", "{a: admintoken}"}) {
        const auto text = problems_of(sqlite_project + "    tokens: " + tokens + "\n");
        BOOST_TEST(has(text, "schemad hash-token"), tokens);
        BOOST_TEST(!has(text, "admintoken"), text);
    }
    const std::string hash(64, 'a');
    BOOST_TEST(
        has(problems_of(sqlite_project + "    tokens: [{sha256: " + hash + "}]\n"), "tokens[0].name is missing"));
    BOOST_TEST(has(problems_of(sqlite_project + "    tokens: [{name: a, sha256: " + hash + ", admin: maybe}]\n"),
                   "tokens[0].admin is neither; expected true or false"));
    for (const auto* name : {"schemad-apply", "'ci, approved by token:lead'"})
        BOOST_TEST(has(problems_of(sqlite_project + "    tokens: [{name: " + name + ", sha256: " + hash + "}]\n"),
                       "tokens[0].name could be taken for somebody else in the history"));
    BOOST_TEST(
        has(problems_of(sqlite_project + "    tokens: [{name: a, sha256: " + hash + ", rights: [read, write]}]\n"),
            "tokens[0].rights[1] is none; expected read, diff, plan, apply or approve"));
    BOOST_TEST(has(
        problems_of(sqlite_project + "    tokens: [{name: a, sha256: " + hash + ", admin: false, rights: [read]}]\n"),
        "tokens[0].rights are an administrator's; expected no rights beside admin: false"));
    BOOST_TEST(has(problems_of(sqlite_project + "    tokens: [{name: a, sha256: " + hash +
                               "}, {name: a, sha256: " + hash + "}]\n"),
                   "tokens[1].name is taken"));
}

BOOST_AUTO_TEST_CASE(consent_to_destruction) {
    BOOST_TEST(has(problems_of(sqlite_project + "    destructive: perhaps\n"), "expected allow, confirm or deny"));
    Loading loading(sqlite_project + "    destructive: confirm\n");
    BOOST_TEST((loading.config().projects.at("default").destructive == Destructive::confirm));
    Loading plain(sqlite_project);
    BOOST_TEST((plain.config().projects.at("default").destructive == Destructive::allow));
    BOOST_TEST(plain.config().projects.at("default").history);
    BOOST_TEST(has(problems_of(sqlite_project + "    history: perhaps\n"), "expected true or false"));
    Loading without(sqlite_project + "    history: false\n");
    BOOST_TEST(!without.config().projects.at("default").history);
}

BOOST_AUTO_TEST_CASE(names_that_are_protected_or_ignored) {
    BOOST_TEST(has(problems_of(sqlite_project + "    protected: [posts, 'a[b']\n"),
                   "c.yaml:5:24: projects.default.protected[1] is no pattern: a [ has no ]"));
    BOOST_TEST(has(problems_of(sqlite_project + "    ignore: [posts, '']\n"), "ignore[1] is no pattern: it is empty"));
    BOOST_TEST(has(problems_of(sqlite_project + "    ignore: {a: b}\n"), "ignore is a map; expected a list of names"));
    std::string many = "[a";
    for (int i = 0; i < 200; ++i) many += ", a";
    BOOST_TEST(has(problems_of(sqlite_project + "    ignore: " + many + "]\n"), "there are more than 200"));
    Loading loading(sqlite_project + "    protected: [posts.title]\n    ignore: \"log_*, *.internal_*\"\n");
    const auto project = loading.config().projects.at("default");
    BOOST_TEST(project.protected_names.field("posts", "title"));
    BOOST_TEST(project.protected_names.size() == 1u);
    BOOST_TEST(project.ignored_names.collection("log_x"));
    BOOST_TEST(project.ignored_names.field("posts", "internal_note"));
}

BOOST_AUTO_TEST_CASE(other_project_values) {
    for (const auto* version : {"12.4", "v12.4.0", "12.4.0.1", "twelve", "[1]", "\"\"", "12.4.0-", "12..0"})
        BOOST_TEST(has(problems_of(sqlite_project + "    directus_version: " + version + "\n"), "directus_version is"),
                   version);
    BOOST_TEST(problems_of(sqlite_project + "    directus_version: 12.0.0-rc.1\n") == "");
    for (const auto* limit : {"0", "257", "many", "-1", "1.5"})
        BOOST_TEST(has(problems_of(sqlite_project + "    max_connections: " + limit + "\n"),
                       "expected a number from 1 to 256"),
                   limit);
    BOOST_TEST(has(problems_of("listen: []\n" + sqlite_project), "listen is empty"));
    BOOST_TEST(has(problems_of("plugins: {directory: \"\"}\n" + sqlite_project), "plugins.directory is empty"));
}

BOOST_AUTO_TEST_CASE(secrets_are_never_quoted) {
    for (const auto* text :
         {"projects: {a: hunter2}", "projects: {a: [hunter2]}", "projects: {a: {connection: hunter2}}",
          "projects: {a: {vendor: Hunter2hunter2, connection: {password: [hunter2]}}}",
          "projects: {a: {vendor: x, connection: {password: {x: hunter2}}, secret: [hunter2]}}",
          "projects: {a: {directus_version: hunter2, max_connections: hunter2, pasword: hunter2}}", "projects: hunter2",
          "projects: {a: {connection: {password: \"hunter2}}}"}) {
        const auto problems = problems_of(text);
        BOOST_TEST(!problems.empty(), text);
        BOOST_TEST(!has(problems, "unter2"), problems);
    }
}

BOOST_AUTO_TEST_SUITE_END()
