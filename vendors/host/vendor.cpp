// SPDX-License-Identifier: Apache-2.0
#include <schemad/host.hpp>

#include <atomic>

#include "vendors/host/guard.hpp"
#include "vendors/host/verify_results.hpp"

namespace schemad {
namespace {

// For functions that never fail by contract: whatever comes out of them in spite of it goes no further.
template <class F> void quietly(F&& f) noexcept {
    try {
        f();
    } catch (...) { // the connection is closed or given up next
    }
}

struct Quoted : private sql::SqlWriter { // every mark inside is doubled
    using SqlWriter::made;
};

// A result that was not filled is not released, whatever a plugin left in it.
template <class T, class F> Owned<T> result_of(const Vendor& vendor, std::string_view what, F&& f) {
    Owned<T> result;
    try {
        host::call(vendor, what, [&](schemad_error* error) { return f(result.out(), error); });
    } catch (...) {
        result.out()->release = nullptr;
        throw;
    }
    host::verify(vendor, *result);
    return result;
}

} // namespace

schemad_value value_of(std::int64_t v) noexcept {
    schemad_value value{SCHEMAD_INT64, 0, {}};
    value.as.integer = v;
    return value;
}

schemad_value value_of(double v) noexcept {
    schemad_value value{SCHEMAD_DOUBLE, 0, {}};
    value.as.real = v;
    return value;
}

schemad_value value_of(std::string_view v) noexcept {
    schemad_value value{SCHEMAD_TEXT, 0, {}};
    value.as.text = str(v);
    return value;
}

schemad_value value_of_bool(bool v) noexcept {
    schemad_value value{SCHEMAD_BOOL, 0, {}};
    value.as.integer = v ? 1 : 0;
    return value;
}

sql::SqlText Vendor::quoted(std::string_view identifier) const {
    const char open = table_->identifier_quote;
    const char close = open == '[' ? ']' : open;
    std::string text(1, open);
    for (const char c : identifier) {
        text += c;
        if (c == close) text += c;
    }
    text += close;
    return Quoted::made(std::move(text));
}

std::unique_ptr<Connection> Vendor::open(const Settings& settings) const {
    std::vector<schemad_setting> list;
    list.reserve(settings.size());
    for (const auto& [key, value] : settings) list.push_back({str(key), str(value)});
    schemad_connection* handle = nullptr;
    host::call(*this, "open",
               [&](schemad_error* error) { return table_->open(list.data(), list.size(), &handle, error); });
    if (handle == nullptr) host::misbehaved(*this, "open", "gave no connection");
    try {
        return std::make_unique<Connection>(shared_from_this(), handle);
    } catch (...) {
        quietly([&] { table_->close(handle); });
        throw;
    }
}

Script Vendor::render(const schemad_catalog* catalog, const schemad_step& step) const {
    return result_of<schemad_script>(*this, "render", [&](schemad_script* out, schemad_error* error) {
        return table_->render(catalog, &step, out, error);
    });
}

ColumnPreview Vendor::preview(const schemad_column_spec& spec) const {
    return result_of<schemad_column_preview>(*this, "preview_column",
                                             [&](schemad_column_preview* out, schemad_error* error) {
                                                 out->column.struct_size = sizeof out->column;
                                                 return table_->preview_column(&spec, out, error);
                                             });
}

namespace {
std::uint64_t next_id() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}
} // namespace

Connection::Connection(std::shared_ptr<const Vendor> vendor, schemad_connection* handle) noexcept
    : vendor_(std::move(vendor)), handle_(handle), id_(next_id()) {}

Connection::~Connection() {
    quietly([&] { vendor_->table().close(handle_); });
}

void Connection::ping() {
    host::call(*vendor_, "ping", [&](schemad_error* error) { return vendor_->table().ping(handle_, error); });
}

Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    return result_of<schemad_rows>(*vendor_, "query", [&](schemad_rows* out, schemad_error* error) {
        return vendor_->table().query(handle_, str(sql.view()), params.data(), params.size(), max_bytes, out, error);
    });
}

std::int64_t Connection::execute(const sql::SqlText& sql, std::span<const schemad_value> params) {
    std::int64_t affected = 0;
    host::call(*vendor_, "execute", [&](schemad_error* error) {
        return vendor_->table().execute(handle_, str(sql.view()), params.data(), params.size(), &affected, error);
    });
    return affected;
}

void Connection::begin(std::uint32_t mode) {
    host::call(*vendor_, "begin", [&](schemad_error* error) { return vendor_->table().begin(handle_, mode, error); });
}

void Connection::commit() {
    host::call(*vendor_, "commit", [&](schemad_error* error) { return vendor_->table().commit(handle_, error); });
}

void Connection::rollback() noexcept {
    quietly([&] { vendor_->table().rollback(handle_); });
}

void Connection::cancel() noexcept {
    quietly([&] { vendor_->table().cancel(handle_); });
}

Catalog Connection::inspect() {
    return result_of<schemad_catalog>(*vendor_, "inspect", [&](schemad_catalog* out, schemad_error* error) {
        return vendor_->table().inspect(handle_, out, error);
    });
}

} // namespace schemad
