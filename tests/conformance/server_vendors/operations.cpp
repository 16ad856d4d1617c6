// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/server_vendors/operations.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/names.hpp"
#include "tests/test_sql.hpp"
#include "tests/vectors.hpp"

namespace schemad::test {

using plan::Phase;
using plan::TableWork;
using plan::WorkedChange;

const std::map<std::string, Recorded>& recorded_inputs() {
    static const auto all = [] {
        std::map<std::string, Recorded> found;
        for (const char* dialect : {"sqlite3", "pg", "mysql2", "cockroachdb", "mssql", "oracledb", "redshift"}) {
            try {
                for (const auto& line : lines("vendors/ddl/" + std::string(dialect) + ".jsonl")) {
                    const auto o = json::parse(line).as_object();
                    found.try_emplace(string_or(o, "id"),
                                      Recorded{string_or(o, "operation"), o.at("input").as_object()});
                }
            } catch (const std::runtime_error&) { // not among the fixtures
            }
        }
        return found;
    }();
    return all;
}

namespace {

bool creatable(const json::object& field) { return plan::has_column(field) && string_or(field, "type") != "unknown"; }

const schemad_column* find(const schemad_catalog& catalog, std::string_view table, std::string_view field) {
    for (const auto& c : columns(catalog))
        if (view(c.table) == table && view(c.name) == field) return &c;
    return nullptr;
}

} // namespace

TableWork& Plan::table(const std::string& name, std::uint32_t kind) {
    for (auto& work : work_)
        if (work.name == name) return work;
    return work_.emplace_back(name, kind);
}

void Plan::create_table(const std::string& name, const json::array& fields) {
    auto& work = table(name, SCHEMAD_CREATE_TABLE);
    std::vector<schemad_column_spec> specs;
    for (const auto& f : fields)
        if (creatable(f.as_object())) specs.push_back(work.add_column(plan::column_spec(work, f.as_object(), false)));
    for (const auto& spec : specs) {
        if (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY) continue;
        if (spec.flags & SCHEMAD_SPEC_UNIQUE) add_index(name, std::string(view(spec.name)), true);
        if (spec.flags & SCHEMAD_SPEC_INDEXED) add_index(name, std::string(view(spec.name)), false);
    }
}

void Plan::drop_table(const std::string& name) {
    for (const auto& key : foreign_keys(catalog_)) // the engine drops what points there first
        if (view(key.referenced_table) == name && view(key.table) != name)
            table(std::string(view(key.table))).drop_foreign_key(key);
    table(name, SCHEMAD_DROP_TABLE).kind = SCHEMAD_DROP_TABLE; // it may have lost a key before
}

void Plan::add_field(const std::string& name, const json::object& field) {
    if (!creatable(field)) return;
    auto& work = table(name);
    const auto& schema = object_or(field, "schema");
    if (truthy(schema, "is_primary_key") || truthy(schema, "has_auto_increment")) // so does the engine
        throw VendorError(SCHEMAD_E_INVALID, "The primary key cannot be changed");
    const auto spec = work.add_column(plan::column_spec(work, field, false));
    if (spec.flags & SCHEMAD_SPEC_UNIQUE) add_index(name, std::string(view(spec.name)), true);
    if (spec.flags & SCHEMAD_SPEC_INDEXED) add_index(name, std::string(view(spec.name)), false);
}

void Plan::alter_field(const std::string& name, const json::object& field) {
    const auto column = string_or(field, "field");
    const auto* existing = find(catalog_, name, column);
    if (!existing) throw VendorError(SCHEMAD_E_NOT_FOUND, "no column " + column);
    auto& work = table(name);
    const auto before = snapshot_field(*existing);
    const auto& was = before.at("schema").as_object();
    const auto& stated = object_or(field, "schema");
    const bool retyped = string_or(before, "type") != string_or(field, "type");
    json::object schema = was, after = field;
    for (const char* key : {"data_type", "max_length", "numeric_precision", "numeric_scale"})
        if (retyped) schema[key] = nullptr;
    for (const auto& [key, value] : stated) schema[key] = value;
    after["schema"] = schema;
    auto spec = plan::column_spec(work, after, false);
    spec.existing = existing;
    const auto differs = [&](const char* key) { return canonical(schema.at(key)) != canonical(was.at(key)); };
    const bool counts_up = (existing->flags & SCHEMAD_COLUMN_AUTO_INCREMENT) != 0;
    if ((retyped || differs("max_length") || differs("numeric_precision") || differs("numeric_scale")) && !counts_up) {
        const auto preview = vendor_.preview(spec);
        auto next = column_record(preview->column), now = column_record(*existing);
        for (const char* key : {"data_type", "max_length", "numeric_precision", "numeric_scale"})
            if (canonical(next.at(key)) != canonical(now.at(key))) spec.changed |= SCHEMAD_CHANGE_TYPE;
    }
    if (stated.contains("default_value") && differs("default_value") && !counts_up)
        spec.changed |= SCHEMAD_CHANGE_DEFAULT;
    else
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
    if (differs("is_nullable")) spec.changed |= SCHEMAD_CHANGE_NULLABLE;
    if (spec.changed) work.alter_column(spec);
    if (existing->flags & SCHEMAD_COLUMN_PRIMARY_KEY) return;
    for (const bool unique : {true, false}) {
        const char* key = unique ? "is_unique" : "is_indexed";
        if (!differs(key)) continue;
        if (truthy(schema, key)) {
            add_index(name, column, unique);
            continue;
        }
        for (const auto& index : indexes(catalog_))
            if (view(index.table) == name && index.column_count == 1 && view(index.columns[0]) == column &&
                ((index.flags & SCHEMAD_INDEX_UNIQUE) != 0) == unique)
                work.drop_index(index, column);
    }
}

void Plan::drop_field(const std::string& name, const std::string& field) {
    drop_key(name, field);
    table(name).drop_column(field);
}

void Plan::add_index(const std::string& name, const std::string& field, bool unique) {
    std::uint32_t flags = unique ? std::uint32_t{SCHEMAD_INDEX_UNIQUE} : 0u;
    if (unique && vendor_.has(SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT)) flags |= SCHEMAD_INDEX_CONSTRAINT;
    table(name).add_index(model::default_name(unique ? model::NameKind::unique : model::NameKind::index, name, field,
                                              vendor_.table().index_name_max),
                          field, flags);
}

void Plan::add_key(const Key& key) {
    auto& work = table(key.table);
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    const auto upper = [&](std::string rule) {
        std::transform(rule.begin(), rule.end(), rule.begin(), [](char c) { return static_cast<char>(toupper(c)); });
        return rule.empty() ? no_str : work.keep(rule);
    };
    std::string name = model::default_name(model::NameKind::foreign, key.table, key.field, model::foreign_key_name_max);
    for (const auto& there : foreign_keys(catalog_)) // one that is replaced keeps its name
        if (view(there.table) == key.table && there.column_count == 1 && view(there.columns[0]) == key.field &&
            stated(there.name))
            name = view(there.name);
    spec.name = work.keep(name), spec.column = work.keep(key.field);
    spec.referenced_table = work.keep(key.related), spec.referenced_column = work.keep(key.related_field);
    spec.on_update = upper(key.on_update), spec.on_delete = upper(key.on_delete);
    work.add_foreign_key(spec);
    work.refer(key.field, spec.referenced_table, spec.referenced_column);
}

void Plan::drop_key(const std::string& name, const std::string& field) {
    for (const auto& key : foreign_keys(catalog_))
        if (view(key.table) == name && key.column_count == 1 && view(key.columns[0]) == field)
            table(name).drop_foreign_key(key);
}

Plan::Key Plan::key_of(const json::object& input, const json::object& rules) const {
    const auto& related = object_or(input, "related");
    return {string_or(input, "table"),
            string_or(input, "column"),
            string_or(input, "related_table", string_or(related, "table")),
            string_or(input, "references", "id"),
            string_or(rules, "on_delete"),
            string_or(rules, "on_update")};
}

void Plan::set_up(const std::string& operation, const json::object& input) {
    const auto& related = object_or(input, "related");
    if (!related.empty()) create_table(string_or(related, "table"), related.at("fields").as_array());
    if (operation == "create_table") return;
    create_table(string_or(input, "table"), input.at("setup").as_array());
    if (!related.empty() && input.contains("before") && !truthy(input, "no_existing_schema"))
        add_key(key_of(input, object_or(input, "before")));
    if (const auto& child = object_or(input, "child"); !child.empty()) {
        create_table(string_or(child, "table"), child.at("fields").as_array());
        add_key({string_or(child, "table"), string_or(child, "column"), string_or(input, "table"), "id", "", ""});
    }
}

void Plan::operate(const std::string& operation, const json::object& input) {
    const auto name = string_or(input, "table"), column = string_or(input, "column");
    if (operation == "create_table") {
        create_table(name, input.at("fields").as_array());
    } else if (operation == "add_column") {
        add_field(name, object_or(input, "field"));
    } else if (operation == "alter_column") {
        alter_field(name, object_or(input, "field"));
    } else if (operation == "change_nullable") {
        const auto* existing = find(catalog_, name, column);
        const auto type = existing ? string_or(snapshot_field(*existing), "type") : "string";
        alter_field(name, {{"field", column}, {"type", type}, {"schema", {{"is_nullable", input.at("nullable")}}}});
    } else if (operation == "change_to_type") {
        const auto& o = object_or(input, "options");
        alter_field(name, {{"field", column},
                           {"type", input.at("type")},
                           {"schema", {{"is_nullable", o.at("nullable")}, {"default_value", o.at("default")}}}});
    } else if (operation == "drop_column") {
        drop_field(name, column);
    } else if (operation == "drop_table") {
        drop_table(name);
    } else if (operation == "add_foreign_key") {
        add_key(key_of(input, input));
    } else if (operation == "update_foreign_key") {
        drop_key(name, column);
        add_key(key_of(input, input));
    } else if (operation == "drop_foreign_key") {
        drop_key(name, column);
    } else if (operation == "create_index") {
        add_index(name, column, truthy(input, "unique"));
    } else {
        throw std::runtime_error("unknown operation " + operation);
    }
}

void Plan::render_step(TableWork& work, const std::vector<WorkedChange>& changes, std::vector<Statement>& out) {
    std::vector<schemad_change> list;
    for (const auto& change : changes) list.push_back(change.change);
    schemad_step step{};
    step.struct_size = sizeof step;
    const bool key = changes.size() == 1 &&
                     (changes[0].phase == Phase::add_foreign_key || changes[0].phase == Phase::drop_foreign_key);
    step.kind = key ? std::uint32_t{SCHEMAD_ALTER_TABLE} : work.kind;
    step.table = str(work.name);
    step.changes = list.data(), step.change_count = list.size();
    const auto script = vendor_.render(&catalog_, step);
    for (const auto& s : statements(*script))
        out.push_back({std::string(view(s.sql)), s.role == SCHEMAD_CHECK, s.refusal, std::string(view(s.column)),
                       std::string(view(s.reason)), std::string(view(sample_sql(s)))});
}

std::vector<Plan::Statement> Plan::render() {
    std::vector<Statement> out;
    const bool grouped = vendor_.has(SCHEMAD_CAP_GROUP_ALTERATIONS);
    const bool inline_keys = vendor_.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS);
    for (auto& work : work_) {
        std::stable_sort(work.changes.begin(), work.changes.end(),
                         [](const WorkedChange& a, const WorkedChange& b) { return a.phase < b.phase; });
        if (work.kind != SCHEMAD_CREATE_TABLE) continue;
        auto changes = work.changes;
        if (!inline_keys)
            std::erase_if(changes, [](const WorkedChange& c) { return c.phase == Phase::add_foreign_key; });
        render_step(work, changes, out);
    }
    for (int phase = 0; phase < plan::phase_count; ++phase)
        for (auto& work : work_) {
            const bool created = work.kind == SCHEMAD_CREATE_TABLE;
            if (created && inline_keys) continue;
            if (grouped && work.kind == SCHEMAD_ALTER_TABLE) {
                if (phase == 0 && !work.changes.empty()) render_step(work, work.changes, out);
                continue;
            }
            for (const auto& change : work.changes)
                if (static_cast<int>(change.phase) == phase && (!created || change.phase == Phase::add_foreign_key))
                    render_step(work, {change}, out);
        }
    for (auto& work : work_)
        if (work.kind == SCHEMAD_DROP_TABLE) render_step(work, {}, out);
    return out;
}

namespace {

// A sum is a decimal on some, so comes as text.
std::int64_t count_of(const schemad_value& cell, const std::string& sql) {
    if (cell.kind == SCHEMAD_INT64) return cell.as.integer;
    const std::string text(cell.kind == SCHEMAD_TEXT ? view(cell.as.text) : std::string_view());
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
        throw std::runtime_error("a check has to answer one number: " + sql);
    return std::stoll(text);
}

} // namespace

std::vector<std::string> run(Connection& connection, const std::vector<Plan::Statement>& statements) {
    std::vector<std::string> ran;
    connection.begin(SCHEMAD_BEGIN_APPLY);
    try {
        for (const auto& s : statements) {
            if (!s.check) continue;
            const auto rows = connection.query(test::sql_of(s.sql));
            if (rows->row_count != 1 || rows->column_count != 1)
                throw std::runtime_error("a check has to answer one number: " + s.sql);
            const auto n = count_of(rows->cells[0], s.sql);
            if (!s.sample.empty()) { // asked even where nothing is in the way: it must not fail on any data
                const auto keys = connection.query(test::sql_of(s.sample));
                if (keys->column_count == 0 ||
                    keys->row_count != static_cast<std::size_t>(std::min<std::int64_t>(n, 5)))
                    throw std::runtime_error(std::to_string(n) + " rows, other keys: " + s.sample);
            }
            if (n > 0) throw VendorError(s.refusal, std::to_string(n) + " rows " + s.reason, "", s.column);
        }
        for (const auto& s : statements) {
            if (s.check) continue;
            ran.push_back(s.sql);
            connection.execute(test::sql_of(s.sql));
        }
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
    return ran;
}

} // namespace schemad::test
