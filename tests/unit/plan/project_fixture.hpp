// SPDX-License-Identifier: Apache-2.0
// A small project in a SQLite file of its own, for the tests of the engine's rooms: folder "blog", collections
// "authors" and "posts" in it, posts.author -> authors. The file goes with the object. One thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unistd.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <schemad/host.hpp>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/dialect.hpp"
#include "engine/plan/plan.hpp"
#include "engine/store/create_tables.hpp"
#include "tests/test_sql.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::test {

namespace json = boost::json;

inline std::shared_ptr<const Vendor> sqlite() {
    static PluginLoader loader(SCHEMAD_PLUGIN_DIR, {"sqlite"}, {});
    return loader.load("sqlite");
}

inline json::value read(std::string_view text) { return formats::read_json(text, formats::Limits{}, false, {}); }
inline std::string text_of(const json::value& value) { return formats::write_json(value); }

// What running it threw, as the client would read it; empty when nothing was thrown.
inline std::string refusal_of(const std::function<void()>& run) {
    try {
        run();
    } catch (const RequestError& error) { return *error.what() ? error.what() : "(no text)"; }
    return {};
}
inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
inline bool has(const std::vector<std::string>& list, std::string_view part) {
    for (const auto& line : list)
        if (has(std::string_view{line}, part)) return true;
    return false;
}
inline std::vector<std::string> sentences_of(const LeftOuts& list) {
    std::vector<std::string> lines;
    for (const auto& one : list) lines.push_back(sentence_of(one));
    return lines;
}
inline bool has(const LeftOuts& list, std::string_view part) { return has(sentences_of(list), part); }

// The list's item; throws when there is none.
inline json::object& item_of(json::value& snapshot, std::string_view list, std::string_view collection,
                             std::string_view field = {}) {
    for (auto& value : snapshot.at(list).as_array()) {
        auto& item = value.get_object();
        if (model::text_of(item, "collection") == collection && model::text_of(item, "field") == field) return item;
    }
    throw std::out_of_range(std::string{collection}.append(".").append(field));
}
inline json::object& field_of(json::value& snapshot, std::string_view collection, std::string_view field) {
    return item_of(snapshot, "fields", collection, field);
}
inline json::object& inside(json::object& item, std::string_view key) { return item[key].as_object(); }
// Takes the collection's items, or one item, out of a list.
inline void take_out(json::value& snapshot, std::string_view list, std::string_view collection,
                     std::string_view field = {}) {
    json::array kept;
    for (auto& value : snapshot.at(list).as_array())
        if (model::text_of(value.get_object(), "collection") != collection ||
            (!field.empty() && model::text_of(value.get_object(), "field") != field))
            kept.push_back(value);
    snapshot.at(list) = std::move(kept);
}

class TestProject {
public:
    explicit TestProject(bool with_blog = true, std::string version = "12.4.0")
        : dialect(std::move(version), "sqlite") {
        std::string name = (std::filesystem::temp_directory_path() / "schemad-test-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        folder_ = name;
        connection = open({{"create", "true"}});
        store::create_meta_tables(*connection);
        if (with_blog) make_blog();
    }
    ~TestProject() {
        connection.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    TestProject(const TestProject&) = delete;
    TestProject& operator=(const TestProject&) = delete;

    Settings settings() const { return {{"filename", (folder_ / "data.db").string()}}; }
    std::unique_ptr<Connection> open(const Settings& more = {}) const {
        auto all = settings();
        all.insert(all.end(), more.begin(), more.end());
        return sqlite()->open(all);
    }

    void run(std::string_view sql) const { connection->execute(sql_of(sql)); }
    // Every row as "a|b|c"; null is "-".
    std::vector<std::string> rows(std::string_view sql) const {
        std::vector<std::string> lines;
        const auto found = connection->query(sql_of(sql));
        for (std::size_t r = 0; r < found->row_count; ++r) {
            std::string line;
            for (std::size_t c = 0; c < found->column_count; ++c) {
                const auto& cell = found->cells[r * found->column_count + c];
                if (c) line += '|';
                if (cell.kind == SCHEMAD_NULL)
                    line += '-';
                else if (cell.kind == SCHEMAD_INT64)
                    line += std::to_string(cell.as.integer);
                else if (cell.kind == SCHEMAD_DOUBLE)
                    line += std::to_string(cell.as.real);
                else
                    line += view(cell.as.text);
            }
            lines.push_back(line);
        }
        return lines;
    }
    std::string cell(std::string_view sql) const {
        const auto all = rows(sql);
        return all.empty() ? "(no row)" : all[0];
    }

    void add_collection(const std::string& name, const std::string& columns = "",
                        const std::string& group = "null") const {
        if (!columns.empty()) run("create table \"" + name + "\" (" + columns + ")");
        run("insert into directus_collections (collection, \"group\") values ('" + name + "', " + group + ")");
    }
    // special and options as SQL literals
    void add_field(const std::string& collection, const std::string& field, const std::string& special = "null",
                   const std::string& options = "null") const {
        run("insert into directus_fields (collection, field, special, options) values ('" + collection + "', '" +
            field + "', " + special + ", " + options + ")");
    }
    void add_relation(const std::string& many, const std::string& field, const std::string& one,
                      const std::string& one_field = "null") const {
        run("insert into directus_relations (many_collection, many_field, one_collection, one_field) values ('" + many +
            "', '" + field + "', " + one + ", " + one_field + ")");
    }

    snapshot::Model model(const SnapshotScope& scope = {}) const {
        return snapshot::read_model(*connection, dialect, scope, {});
    }
    json::value snapshot(const SnapshotScope& scope = {}) const { return model(scope).snapshot; }

    // The diff to the project's own snapshot after an edit; empty lists when nothing differs.
    json::value diff_of(const std::function<void(json::value&)>& edit) const {
        const auto current = snapshot();
        auto wanted = current;
        edit(wanted);
        const diff::Options options(diff::Mode::mirror, dialect);
        auto found = diff::snapshot_diff(current.get_object(), wanted.get_object(), options);
        if (!found) return read(R"({"collections":[],"fields":[],"systemFields":[],"relations":[]})");
        return json::value(std::move(*found));
    }
    plan::Plan plan_of_diff(const json::value& diff) const {
        const auto now = model();
        plan::ChangeSet set(diff.get_object(), now.snapshot.get_object());
        return plan::make_plan(set, now, *sqlite(), dialect);
    }
    plan::Plan plan_of(const std::function<void(json::value&)>& edit) const { return plan_of_diff(diff_of(edit)); }
    std::string refusal_of_edit(const std::function<void(json::value&)>& edit) const {
        return refusal_of([&] { plan_of(edit); });
    }

    const model::Dialect dialect;
    std::unique_ptr<Connection> connection;

private:
    void make_blog() const {
        run("insert into directus_collections (collection, icon) values ('blog', 'folder')");
        add_collection("authors", "id integer not null primary key autoincrement, name varchar(120) not null",
                       "'blog'");
        add_collection(
            "posts",
            "id integer not null primary key autoincrement, title varchar(255) null, rating integer null default 1, "
            "author integer null, foreign key (author) references authors (id) on delete set null",
            "'blog'");
        for (const auto* field : {"id", "name"}) add_field("authors", field);
        add_field("authors", "posts", "'o2m'");
        for (const auto* field : {"id", "title", "rating"}) add_field("posts", field);
        add_field("posts", "author", "'m2o'");
        add_relation("posts", "author", "'authors'", "'posts'");
    }
    std::filesystem::path folder_;
};

// A field with a column as a snapshot states it, for creations; edit what matters.
inline json::object new_field(std::string_view collection, std::string_view field, std::string_view type,
                              std::string_view data_type) {
    json::object schema{{"name", field},
                        {"table", collection},
                        {"data_type", data_type},
                        {"default_value", nullptr},
                        {"max_length", nullptr},
                        {"numeric_precision", nullptr},
                        {"numeric_scale", nullptr},
                        {"is_nullable", true},
                        {"is_unique", false},
                        {"is_indexed", false},
                        {"is_primary_key", false},
                        {"is_generated", false},
                        {"generation_expression", nullptr},
                        {"has_auto_increment", false},
                        {"foreign_key_table", nullptr},
                        {"foreign_key_column", nullptr}};
    return {{"collection", collection},
            {"field", field},
            {"type", type},
            {"meta", {{"collection", collection}, {"field", field}, {"hidden", false}}},
            {"schema", std::move(schema)}};
}
inline void add(json::value& snapshot, std::string_view list, json::object item) {
    snapshot.at(list).as_array().push_back(std::move(item));
}
// A collection with the key "id"; group "" for none.
inline void add_table(json::value& snapshot, std::string_view name, std::string_view group = {}) {
    add(snapshot, "collections",
        {{"collection", name},
         {"meta", {{"collection", name}, {"group", group.empty() ? json::value(nullptr) : json::value(group)}}},
         {"schema", {{"name", name}}}});
    auto id = new_field(name, "id", "integer", "integer");
    for (const auto flag : {"is_primary_key", "has_auto_increment"}) inside(id, "schema")[flag] = true;
    inside(id, "schema")["is_nullable"] = false;
    add(snapshot, "fields", std::move(id));
}

} // namespace schemad::test
