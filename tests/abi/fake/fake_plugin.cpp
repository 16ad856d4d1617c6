// SPDX-License-Identifier: Apache-2.0
// A vendor that does what it is told, built against the frozen header of ABI 1.0 only. FAKE_MODE decides what its entry
// hands out, the text of a statement what a call does. The tests copy it under the name they need.
#include "../frozen/vendor_1_0.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#include "counters.hpp"
#include "wrong_catalogs.hpp"

struct schemad_connection { // NOLINT: the name belongs to the C header
    std::string catalog;
};

namespace {

FakeCounters counters;
const schemad_host* host = nullptr;

schemad_str text(const char* s) { return {s, std::strlen(s)}; }
bool is(schemad_str s, const char* wanted) {
    return s.size == std::strlen(wanted) && std::memcmp(s.data, wanted, s.size) == 0;
}

schemad_status fail(schemad_error* error, schemad_status status, const char* message) {
    error->status = status;
    error->vendor_code = 1555;
    std::memcpy(error->sqlstate, "23505", 6);
    error->message = {::strdup(message), std::strlen(message)};
    error->table = text("articles");
    error->column = text("title");
    error->private_data = const_cast<char*>(error->message.data);
    error->release = [](schemad_error* e) {
        std::free(e->private_data);
        ++counters.errors_released;
    };
    return status;
}

schemad_status open(const schemad_setting* settings, size_t count, schemad_connection** out, schemad_error* error) {
    std::string catalog;
    for (size_t i = 0; i < count; ++i) {
        if (is(settings[i].key, "fail")) return fail(error, SCHEMAD_E_CONNECTION, "no such server");
        if (is(settings[i].key, "null")) return SCHEMAD_OK;
        if (is(settings[i].key, "catalog")) catalog.assign(settings[i].value.data, settings[i].value.size);
    }
    *out = new schemad_connection{catalog};
    ++counters.opened;
    return SCHEMAD_OK;
}

void close(schemad_connection* c) {
    delete c;
    ++counters.closed;
}

schemad_status ping(schemad_connection*, schemad_error*) {
    host->log(host->context, SCHEMAD_LOG_INFO, text("pinged"));
    host->log(host->context, 99, text("out of range"));
    host->log(host->context, SCHEMAD_LOG_INFO, schemad_str{nullptr, 0});
    return host->monotonic_ms(host->context) >= 0 ? SCHEMAD_OK : SCHEMAD_E_INTERNAL;
}

schemad_status query(schemad_connection*, schemad_str sql, const schemad_value* params, size_t param_count, size_t,
                     schemad_rows* out, schemad_error* error) {
    static const schemad_str names[] = {text("a"), text("b")};
    if (is(sql, "throw")) throw std::runtime_error("must not cross");
    out->struct_size = sizeof *out;
    out->release = [](schemad_rows* rows) {
        delete[] static_cast<schemad_value*>(rows->private_data);
        ++counters.rows_released;
    };
    // Fails with a release left in a result that was not filled: the host must not use it.
    if (is(sql, "error")) return fail(error, SCHEMAD_E_UNIQUE, "UNIQUE constraint failed");
    if (is(sql, "silent error")) return SCHEMAD_E_BUSY;
    if (is(sql, "latin1 error")) return fail(error, SCHEMAD_E_INVALID, "le caf\xe9, \xe2\x82\xac, \xed\xa0\x80");
    if (is(sql, "unknown status")) return 4711;
    if (is(sql, "error but OK")) fail(error, SCHEMAD_E_BUSY, "not meant");
    out->column_count = 2;
    out->row_count = 2;
    if (is(sql, "no names")) return SCHEMAD_OK;
    out->column_names = names;
    if (is(sql, "no cells")) return SCHEMAD_OK;
    auto* cells = new schemad_value[4]{};
    for (size_t i = 0; i < 4; ++i) {
        cells[i].kind = SCHEMAD_INT64;
        cells[i].as.integer = static_cast<int64_t>(i + param_count);
    }
    if (param_count > 0) counters.params += params[0].as.integer;
    out->cells = cells;
    out->private_data = cells;
    if (is(sql, "impossible")) out->row_count = SIZE_MAX / 2;
    if (is(sql, "unknown kind")) cells[3].kind = 6;
    if (is(sql, "no bytes")) cells[3].kind = SCHEMAD_TEXT, cells[3].as.text = schemad_str{nullptr, 3};
    if (is(sql, "one column")) out->column_count = 1, out->row_count = 1;
    return SCHEMAD_OK;
}

schemad_status execute(schemad_connection*, schemad_str sql, const schemad_value*, size_t, int64_t* affected,
                       schemad_error* error) {
    if (is(sql, "error")) return fail(error, SCHEMAD_E_NOT_NULL, "NOT NULL constraint failed");
    *affected = 7;
    return SCHEMAD_OK;
}

schemad_status begin(schemad_connection*, uint32_t, schemad_error*) { return SCHEMAD_OK; }
schemad_status commit(schemad_connection*, schemad_error* error) {
    return fail(error, SCHEMAD_E_FOREIGN_KEY, "FOREIGN KEY constraint failed");
}
void rollback(schemad_connection*) {
    ++counters.rolled_back;
    throw std::runtime_error("must not cross either");
}
void cancel(schemad_connection*) { ++counters.cancelled; }

struct NewerTable { // as a plugin of a later minor has it
    schemad_table table;
    const char* appended;
};

schemad_status inspect(schemad_connection* c, schemad_catalog* out, schemad_error*) {
    static NewerTable newer[2];
    static schemad_table shorter[1];
    static schemad_index index[1];
    out->struct_size = sizeof *out;
    out->release = [](schemad_catalog*) { ++counters.catalogs_released; };
    if (c->catalog == "newer") {
        newer[0].table.name = text("first");
        newer[1].table.name = text("second");
        newer[0].table.struct_size = newer[1].table.struct_size = sizeof(NewerTable);
        newer[0].appended = newer[1].appended = "nobody reads this";
        out->tables = &newer[0].table;
        out->table_count = 2;
    } else if (c->catalog == "shorter") {
        shorter[0].struct_size = sizeof(schemad_table) - 8;
        out->tables = shorter;
        out->table_count = 1;
    } else if (c->catalog == "odd") {
        shorter[0].struct_size = sizeof(schemad_table) + 1;
        out->tables = shorter;
        out->table_count = 1;
    } else if (c->catalog == "missing") {
        out->column_count = 3;
    } else if (c->catalog == "index") {
        index[0].struct_size = sizeof(schemad_index);
        index[0].column_count = 1;
        out->indexes = index;
        out->index_count = 1;
    } else {
        wrong_catalogs::fill(c->catalog, *out);
    }
    return SCHEMAD_OK;
}

struct NewerStatement { // as 1.1 has it, and one member more
    schemad_statement statement;
    schemad_str sample_sql;
    const char* appended;
};

// Two checks: of this very version, or as a later minor hands them over.
void render_checks(schemad_script& out, bool newer) {
    static schemad_statement checks[2];
    static NewerStatement newer_checks[2];
    const auto fill = [](schemad_statement& s, const char* sql, std::size_t size) {
        s.struct_size = static_cast<std::uint32_t>(size), s.role = SCHEMAD_CHECK, s.refusal = SCHEMAD_E_CONTAINS_NULL;
        s.sql = text(sql), s.column = text("a"), s.reason = text("hold a null");
    };
    fill(checks[0], "first", sizeof checks[0]), fill(checks[1], "second", sizeof checks[1]);
    for (auto& s : newer_checks) s.appended = "nobody reads this";
    fill(newer_checks[0].statement, "first", sizeof newer_checks[0]);
    fill(newer_checks[1].statement, "second", sizeof newer_checks[1]);
    newer_checks[1].sample_sql = text("keys");
    out.statements = newer ? &newer_checks[0].statement : checks;
    out.statement_count = 2;
}

schemad_status render(const schemad_catalog*, const schemad_step* step, schemad_script* out, schemad_error* error) {
    static schemad_statement statement;
    statement = {};
    if (step->kind == SCHEMAD_DROP_TABLE) return fail(error, SCHEMAD_E_UNSUPPORTED, "cannot drop");
    statement.struct_size = sizeof statement;
    statement.sql = text("CREATE TABLE t(a)");
    out->struct_size = sizeof *out;
    out->statements = &statement;
    out->statement_count = 1;
    out->release = [](schemad_script*) { ++counters.scripts_released; };
    if (is(step->table, "unknown role")) statement.role = 3;
    if (is(step->table, "no statement")) statement.sql = text(" ;\n");
    if (is(step->table, "checked")) render_checks(*out, false);
    if (is(step->table, "checked by a later minor")) render_checks(*out, true);
    return SCHEMAD_OK;
}

schemad_status preview_column(const schemad_column_spec* spec, schemad_column_preview* out, schemad_error*) {
    out->struct_size = sizeof *out;
    out->column.struct_size = is(spec->field_type, "short") ? 4 : sizeof out->column;
    out->column.data_type = text("varchar");
    out->release = [](schemad_column_preview*) { ++counters.previews_released; };
    return SCHEMAD_OK;
}

// What no host may follow: an exception, a size of nothing, one that cannot be, an address that no struct has.
alignas(8) uint32_t no_size[16] = {0}, huge[16] = {0x7fffffff}, good[16] = {sizeof good};
const void* get_extension(schemad_str name) {
    if (is(name, "fake.throws/1")) throw std::runtime_error("must not cross");
    if (is(name, "fake.empty/1")) return no_size;
    if (is(name, "fake.huge/1")) return huge;
    if (is(name, "fake.odd/1")) return reinterpret_cast<const char*>(good) + 1;
    if (is(name, "fake.good/1")) return good;
    return is(name, "fake.counters/1") ? &counters : nullptr;
}

schemad_vendor ordinary() {
    schemad_vendor v{};
    v.struct_size = sizeof v;
    v.abi_major = SCHEMAD_ABI_MAJOR;
    v.abi_minor = SCHEMAD_ABI_MINOR;
    v.name = text("fake");
    v.vendor_string = text("fakesql");
    v.version = text("1.0");
    v.licence = text("Apache-2.0");
    v.identifier_quote = '"';
    v.open = open, v.close = close, v.ping = ping, v.query = query, v.execute = execute, v.begin = begin;
    v.commit = commit, v.rollback = rollback, v.cancel = cancel, v.inspect = inspect, v.render = render;
    v.preview_column = preview_column, v.get_extension = get_extension;
    return v;
}

struct NewerVendor {
    schemad_vendor vendor;
    void (*appended)();
};

} // namespace

extern "C" SCHEMAD_EXPORT const schemad_vendor* schemad_vendor_entry_v1(const schemad_host* given) {
    static NewerVendor table;
    const char* named = std::getenv("FAKE_MODE");
    const std::string mode = named ? named : "";
    ++counters.entries;
    host = given;
    table.vendor = ordinary();
    schemad_vendor& v = table.vendor;
    if (mode == "throws") throw std::runtime_error("from the entry");
    if (mode == "declines") return nullptr;
    if (mode == "says why") {
        host->log(host->context, SCHEMAD_LOG_ERROR, text("its licence has run out"));
        return nullptr;
    }
    if (mode == "major") v.abi_major = 2;
    if (mode == "no size") v.struct_size = 0;
    if (mode == "shorter") v.struct_size = static_cast<uint32_t>(offsetof(schemad_vendor, preview_column));
    if (mode == "newer") v.struct_size = sizeof table, v.abi_minor = 7;
    if (mode == "huge") v.struct_size = 0x7fffffff;
    if (mode == "no open") v.open = nullptr;
    if (mode == "no close") v.close = nullptr;
    if (mode == "no ping") v.ping = nullptr;
    if (mode == "no query") v.query = nullptr;
    if (mode == "no execute") v.execute = nullptr;
    if (mode == "no begin") v.begin = nullptr;
    if (mode == "no commit") v.commit = nullptr;
    if (mode == "no rollback") v.rollback = nullptr;
    if (mode == "no cancel") v.cancel = nullptr;
    if (mode == "no inspect") v.inspect = nullptr;
    if (mode == "no render") v.render = nullptr;
    if (mode == "no preview_column") v.preview_column = nullptr;
    if (mode == "no get_extension") v.get_extension = nullptr;
    if (mode == "other name") v.name = text("somebody_else");
    if (mode == "no name") v.name = schemad_str{nullptr, 0};
    if (mode == "no vendor string") v.vendor_string = text("");
    if (mode == "no quote") v.identifier_quote = '\0';
    return &v;
}
