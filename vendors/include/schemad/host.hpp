// SPDX-License-Identifier: Apache-2.0
// The host's C++ view of a vendor: RAII over the C table of vendor.h. Implemented in vendors/host.
//
// Errors: every failing call throws VendorError. Threads: Vendor is shared freely; a Connection belongs to one thread
// at a time, except cancel(). Ownership: a Connection keeps its Vendor (and so the shared object) alive.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.h>

namespace schemad {

inline std::string_view view(schemad_str s) noexcept {
    return s.data ? std::string_view{s.data, s.size} : std::string_view{};
}
inline bool stated(schemad_str s) noexcept { return s.data != nullptr; }
inline schemad_str str(std::string_view s) noexcept { return {s.data() ? s.data() : "", s.size()}; }
inline constexpr schemad_str no_str{nullptr, 0};

class VendorError : public std::runtime_error {
public:
    VendorError(schemad_status what, const std::string& message, std::string in_table = {}, std::string in_column = {})
        : std::runtime_error(message), status(what), table(std::move(in_table)), column(std::move(in_column)) {}
    schemad_status status;
    std::string table, column;
};

// A result struct of the boundary, released when it goes. T is schemad_rows, schemad_catalog, schemad_script, ...
template <class T> class Owned {
public:
    Owned() noexcept : value_{} { value_.struct_size = sizeof(T); }
    Owned(Owned&& other) noexcept : value_(std::exchange(other.value_, T{})) {}
    Owned& operator=(Owned&& other) noexcept {
        if (this != &other) {
            reset();
            value_ = std::exchange(other.value_, T{});
        }
        return *this;
    }
    ~Owned() { reset(); }
    T* out() noexcept { return &value_; }
    const T& operator*() const noexcept { return value_; }
    const T* operator->() const noexcept { return &value_; }

private:
    void reset() noexcept {
        if (value_.release) value_.release(&value_);
        value_.release = nullptr;
    }
    T value_;
};
using Rows = Owned<schemad_rows>;
using Catalog = Owned<schemad_catalog>;
using Script = Owned<schemad_script>;
using ColumnPreview = Owned<schemad_column_preview>;

// The rows of a boundary array, stepping by the writer's struct_size so that a newer plugin may append members.
template <class T> class RowRange {
public:
    RowRange(const T* first, std::size_t count) noexcept
        : first_(reinterpret_cast<const char*>(first)), count_(count), stride_(count ? first->struct_size : sizeof(T)) {
    }
    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        iterator() = default;
        iterator(const char* at, std::size_t stride) noexcept : at_(at), stride_(stride) {}
        const T& operator*() const noexcept { return *reinterpret_cast<const T*>(at_); }
        const T* operator->() const noexcept { return reinterpret_cast<const T*>(at_); }
        iterator& operator++() noexcept {
            at_ += stride_;
            return *this;
        }
        iterator operator++(int) noexcept {
            auto old = *this;
            ++*this;
            return old;
        }
        bool operator==(const iterator& o) const noexcept { return at_ == o.at_; }

    private:
        const char* at_ = nullptr;
        std::size_t stride_ = 0;
    };
    iterator begin() const noexcept { return {first_, stride_}; }
    iterator end() const noexcept { return {first_ + count_ * stride_, stride_}; }
    std::size_t size() const noexcept { return count_; }
    const T& operator[](std::size_t i) const noexcept { return *reinterpret_cast<const T*>(first_ + i * stride_); }

private:
    const char* first_;
    std::size_t count_, stride_;
};
inline auto tables(const schemad_catalog& c) { return RowRange(c.tables, c.table_count); }
inline auto columns(const schemad_catalog& c) { return RowRange(c.columns, c.column_count); }
inline auto indexes(const schemad_catalog& c) { return RowRange(c.indexes, c.index_count); }
inline auto foreign_keys(const schemad_catalog& c) { return RowRange(c.foreign_keys, c.foreign_key_count); }
inline auto checks(const schemad_catalog& c) { return RowRange(c.checks, c.check_count); }
inline auto statements(const schemad_script& s) { return RowRange(s.statements, s.statement_count); }

// Since ABI 1.1; a statement of an older plugin ends before it.
inline schemad_str sample_sql(const schemad_statement& s) noexcept {
    constexpr std::size_t end = offsetof(schemad_statement, sample_sql) + sizeof(schemad_str);
    return s.struct_size >= end ? s.sample_sql : no_str;
}

using Settings = std::vector<std::pair<std::string, std::string>>;
class Connection;

class Vendor : public std::enable_shared_from_this<Vendor> {
public:
    virtual ~Vendor() = default;
    const schemad_vendor& table() const noexcept { return *table_; }
    std::string_view name() const noexcept { return view(table_->name); }
    std::string_view vendor_string() const noexcept { return view(table_->vendor_string); }
    bool has(std::uint64_t capability) const noexcept { return (table_->capabilities & capability) != 0; }
    sql::SqlText quoted(std::string_view identifier) const;
    std::unique_ptr<Connection> open(const Settings& settings) const;
    Script render(const schemad_catalog* catalog, const schemad_step& step) const;
    ColumnPreview preview(const schemad_column_spec& spec) const;
    bool has_scratch() const noexcept; // offers <schemad/scratch.h>
    // <schemad/settings.h>; without it nothing is known, nothing refused, and no target told.
    std::vector<std::string> known_settings() const;
    void check_settings(const Settings& settings) const;
    std::string target_of(const Settings& settings) const;
    // What the vendor offers under that name, of at least that size; null: nothing, or nothing that can be trusted. E
    // is a struct that starts with its uint32_t struct_size.
    template <class E> const E* extension(std::string_view called, std::size_t least = sizeof(E)) const noexcept {
        return static_cast<const E*>(extension_of(called, least));
    }

protected:
    const schemad_vendor* table_ = nullptr;

private:
    const void* extension_of(std::string_view called, std::size_t least) const noexcept;
};

// A parameter; text is borrowed for the call.
inline schemad_value null_value() noexcept { return {SCHEMAD_NULL, 0, {}}; }
schemad_value value_of(std::int64_t v) noexcept;
schemad_value value_of(double v) noexcept;
schemad_value value_of(std::string_view v) noexcept;
schemad_value value_of_bool(bool v) noexcept;

struct BatchStatement {
    sql::SqlText sql;
    std::vector<schemad_value> params;
};

class Connection {
public:
    Connection(std::shared_ptr<const Vendor> vendor, schemad_connection* handle) noexcept;
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    const Vendor& vendor() const noexcept { return *vendor_; }
    std::uint64_t id() const noexcept { return id_; } // of no other connection of this process, at any time

    void ping();
    // A text of a document is no statement: it goes in as a parameter, or as a name through Vendor::quoted().
    Rows query(const sql::SqlText&, std::span<const schemad_value> params = {}, std::size_t max_bytes = 1u << 30);
    Rows query(sql::Words words, std::span<const schemad_value> params = {}, std::size_t max_bytes = 1u << 30) {
        return query(sql::SqlText(words), params, max_bytes);
    }
    std::int64_t execute(const sql::SqlText&, std::span<const schemad_value> params = {});
    std::int64_t execute(sql::Words words, std::span<const schemad_value> params = {}) {
        return execute(sql::SqlText(words), params);
    }
    // In their order, each as execute() would, in as few round trips as the vendor can: <schemad/batch.h>. The first
    // that fails throws, and nothing behind it has run. ran(i): this one ran to its end; it must not throw.
    void execute_all(std::span<const BatchStatement>, const std::function<void(std::size_t)>& ran);
    // Of words and parameters of one statement; 0: not told.
    std::size_t most_bytes() const noexcept;
    void begin(std::uint32_t mode);
    void commit();
    void rollback() noexcept;
    void cancel() noexcept;
    Catalog inspect();
    // What a transaction sees, as a text; empty: nothing can be said. <schemad/fingerprint.h>
    std::string fingerprint(std::span<const std::string_view> tables);
    // Which database server answers, "PostgreSQL 15.8", for people; empty: it does not tell. <schemad/server.h>
    std::string server();
    // A copy of the structure, with the rows of these tables only; gone with the connection. <schemad/scratch.h>
    std::unique_ptr<Connection> open_scratch(std::span<const std::string_view> tables);

private:
    std::shared_ptr<const Vendor> vendor_;
    schemad_connection* handle_;
    const std::uint64_t id_;
};

} // namespace schemad
