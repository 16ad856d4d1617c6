// SPDX-License-Identifier: Apache-2.0
// Snapshot, diff and apply of a large model against floors of the same run: the bare catalog and meta queries, parsing
// the same bytes with Boost.JSON, executing the same SQL from the sqlite3 shell.
// schemad_bench PLUGINS LARGE.db EMPTY.db WORK_DIR: LARGE is a project of 11.17.4, EMPTY one without collections.
#include <sqlite3.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/plan/plan.hpp"
#include "engine/project.hpp"
#include "engine/use_cases/apply.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/one_field_more.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace {

namespace json = boost::json;
using namespace schemad;
using bench::Clock, bench::median, bench::report;
constexpr const char* version = "11.17.4";

void step_all(sqlite3* db, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db));
    const int columns = sqlite3_column_count(statement);
    std::size_t bytes = 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < columns; ++i)
            if (sqlite3_column_text(statement, i))
                bytes += static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
    sqlite3_finalize(statement);
    if (bytes == 0) throw std::runtime_error("no rows");
}

void bare_queries(const std::string& file) {
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    step_all(db, "select rowid, type, name, tbl_name, sql from sqlite_master");
    step_all(
        db,
        "select m.rowid, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden from sqlite_master m cross join "
        "pragma_table_xinfo(m.name) x where m.type = 'table'");
    step_all(db, "select m.rowid, l.seq, l.name, l.\"unique\", l.origin, l.partial, i.cid, i.name from sqlite_master m "
                 "cross join "
                 "pragma_index_list(m.name) l cross join pragma_index_info(l.name) i where m.type = 'table'");
    step_all(
        db,
        "select m.rowid, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete from sqlite_master m cross "
        "join pragma_foreign_key_list(m.name) f where m.type = 'table'");
    step_all(db, "select * from directus_collections");
    step_all(db, "select * from directus_fields");
    step_all(db, "select * from directus_relations");
    sqlite3_close(db);
}

Project open(const std::string& file, const std::shared_ptr<const Vendor>& vendor) {
    ProjectOptions options;
    options.name = "bench";
    options.connection = {{"filename", file}};
    options.directus_version = version;
    return {options, vendor};
}

std::string literal(const plan::Param& param) {
    if (const auto* text = std::get_if<std::string>(&param)) {
        std::string quoted = "'";
        for (const char c : *text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
        return quoted + "'";
    }
    if (const auto* n = std::get_if<std::int64_t>(&param)) return std::to_string(*n);
    if (const auto* d = std::get_if<double>(&param)) return std::to_string(*d);
    if (const auto* b = std::get_if<bool>(&param)) return *b ? "1" : "0";
    return "null";
}

// The plan as a script for the sqlite3 shell.
std::string script_of(const std::string& file, const std::shared_ptr<const Vendor>& vendor,
                      const json::value& payload) {
    const model::Dialect dialect(version, "sqlite");
    const auto connection = vendor->open({{"filename", file}});
    connection->begin(SCHEMAD_BEGIN_READ);
    const auto model = snapshot::read_model(*connection, dialect, {}, {});
    plan::ChangeSet changes(payload.at("diff").get_object(), model.snapshot.get_object());
    const auto plan = plan::make_plan(changes, model, *vendor, dialect);
    connection->rollback();
    std::string sql = "PRAGMA foreign_keys=OFF; PRAGMA legacy_alter_table=ON; BEGIN IMMEDIATE;\n";
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements) {
            if (statement.check) continue;
            std::size_t next = 0;
            bool quoted = false;
            for (const char c : statement.sql.view()) {
                if (c == '"' || c == '\'') quoted = !quoted;
                if (c == '?' && !quoted)
                    sql += literal(statement.params.at(next++));
                else
                    sql += c;
            }
            sql += ";\n";
        }
    return sql + "COMMIT;\n";
}

void bench_apply(const char* what, const std::string& base, const std::filesystem::path& work,
                 const std::shared_ptr<const Vendor>& vendor, const json::value& wanted) {
    const auto payload = *open(base, vendor).diff(wanted, {.force = true}).diff;
    const auto script = work / "apply.sql";
    std::ofstream(script) << script_of(base, vendor, payload);
    const auto copy = (work / "target.db").string();
    const auto fresh = [&] {
        std::filesystem::copy_file(base, copy, std::filesystem::copy_options::overwrite_existing);
    };
    std::vector<double> ours, floor;
    for (int i = 0; i < 3; ++i) {
        fresh();
        auto project = open(copy, vendor);
        project.ping();
        ours.push_back(median(
            1, [&] { project.apply(payload, {}); }, Clock::wall));
        if (i == 0 && project.diff(wanted, {.force = true}).diff) std::printf("  (the second diff is not empty)\n");
        fresh();
        const auto command = "sqlite3 -bail '" + copy + "' < '" + script.string() + "'";
        floor.push_back(median(
            1,
            [&] {
                if (std::system(command.c_str()) != 0) throw std::runtime_error("sqlite3 failed");
            },
            Clock::wall));
    }
    std::sort(ours.begin(), ours.end());
    std::sort(floor.begin(), floor.end());
    report(what, ours[1], "the same SQL in the sqlite3 shell", floor[1]);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const std::string plugins = argv[1], large = argv[2], empty = argv[3];
    const std::filesystem::path work = argv[4];
    PluginLoader loader(plugins, {"sqlite"}, [](auto&&...) {});
    const auto vendor = loader.load("sqlite");
    auto project = open(large, vendor);

    json::value snapshot;
    std::string text;
    const double floor = median(7, [&] { bare_queries(large); });
    const double taken = median(7, [&] {
        json::monotonic_resource memory;
        const auto value = project.snapshot({}, &memory);
        text = formats::write_json(value);
    });
    report("snapshot, written as JSON", taken, "bare catalog and meta queries", floor);

    const double parse = median(7, [&] {
        json::monotonic_resource memory;
        json::parse(text, &memory);
    });
    snapshot = formats::read_json(text, {});
    const auto current = project.snapshot();
    report("read and diff of the identical snapshot",
           median(7,
                  [&] {
                      json::monotonic_resource memory;
                      const auto uploaded = formats::read_json(text, {}, true, &memory);
                      if (diff::snapshot_diff(current.get_object(), uploaded.get_object(), {})) std::abort();
                  }),
           "Boost.JSON parse of the same bytes", parse);
    report("the same with the project's own snapshot taken",
           median(7,
                  [&] {
                      json::monotonic_resource memory;
                      if (project.diff(formats::read_json(text, {}, true, &memory), {}).diff) std::abort();
                  }),
           "parse + bare queries", parse + floor);
    report("hash", median(7, [&] { js::versioned_hash(snapshot, version); }), "Boost.JSON parse of the same bytes",
           parse);
    report("YAML export", median(3, [&] { formats::write_yaml(&snapshot); }), "Boost.JSON parse of the same bytes",
           parse);
    const auto yaml = formats::write_yaml(&snapshot);
    report("YAML read", median(3, [&] { formats::read_yaml(yaml, {}); }), "Boost.JSON parse of the same bytes", parse);

    bench_apply("apply to an empty project", empty, work, vendor, snapshot);
    bench_apply("apply of one field more in 50 collections", large, work, vendor,
                bench::one_field_more(snapshot, 50, "varchar"));

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("peak memory of this run: %.0f MB (snapshot text %.1f MB)\n",
                static_cast<double>(usage.ru_maxrss) / 1024, static_cast<double>(text.size()) / 1e6);
    return 0;
}
