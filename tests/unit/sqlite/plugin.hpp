// SPDX-License-Identifier: Apache-2.0
// The built libschemad_sqlite.so behind plain test words: open a database, run SQL, inspect, apply a step.
#pragma once

#include <dlfcn.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <schemad/host.hpp>
#include <schemad/vendor.h>
#include <unistd.h>

namespace schemad::test {

struct Failure : std::runtime_error {
    Failure(const schemad_error& e)
        : std::runtime_error(std::string(view(e.message))), status(e.status), table(view(e.table)),
          column(view(e.column)) {}
    schemad_status status;
    std::string table, column;
};

inline const schemad_vendor& sqlite_vendor() {
    static const schemad_vendor* table = [] {
        const auto path = std::filesystem::path(SCHEMAD_PLUGIN_DIR) / "libschemad_sqlite.so";
        void* object = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); // kept: leak reports need its symbols
        if (!object) throw std::runtime_error(dlerror());
        auto entry = reinterpret_cast<schemad_vendor_entry>(dlsym(object, SCHEMAD_VENDOR_ENTRY));
        if (!entry) throw std::runtime_error("no entry");
        static schemad_host host{sizeof(schemad_host), SCHEMAD_ABI_MAJOR, SCHEMAD_ABI_MINOR, nullptr, nullptr, nullptr};
        return entry(&host);
    }();
    if (!table) throw std::runtime_error("the plugin refused this host");
    return *table;
}

template <class F> void must(F&& call) {
    schemad_error e{};
    e.struct_size = sizeof e;
    const schemad_status status = call(&e);
    if (status == SCHEMAD_OK) return;
    const Failure failure(e);
    if (e.release) e.release(&e);
    if (failure.status != status) throw std::logic_error("error and status differ");
    throw failure;
}

inline Script render(const schemad_catalog* catalog, const schemad_step& step) {
    Script script;
    must([&](auto* e) { return sqlite_vendor().render(catalog, &step, script.out(), e); });
    return script;
}

inline ColumnPreview preview(const schemad_column_spec& spec) {
    ColumnPreview p;
    must([&](auto* e) { return sqlite_vendor().preview_column(&spec, p.out(), e); });
    return p;
}

class TemporaryFile {
public:
    TemporaryFile() {
        char name[] = "/tmp/schemad-sqlite-XXXXXX";
        const int fd = mkstemp(name);
        if (fd < 0) throw std::runtime_error("no temporary file");
        close(fd);
        path_ = name;
    }
    ~TemporaryFile() {
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

class Database {
public:
    explicit Database(const std::string& file = ":memory:",
                      std::vector<std::pair<std::string, std::string>> more = {}) {
        std::vector<schemad_setting> settings{{str("filename"), str(file)}};
        for (const auto& [key, value] : more) settings.push_back({str(key), str(value)});
        must([&](auto* e) { return sqlite_vendor().open(settings.data(), settings.size(), &handle_, e); });
    }
    ~Database() { sqlite_vendor().close(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    schemad_connection* handle() const noexcept { return handle_; }

    Rows query(std::string_view sql, std::vector<schemad_value> params = {}, std::size_t max_bytes = 1u << 24) {
        Rows rows;
        must([&](auto* e) {
            return sqlite_vendor().query(handle_, str(sql), params.data(), params.size(), max_bytes, rows.out(), e);
        });
        return rows;
    }
    std::int64_t execute(std::string_view sql, std::vector<schemad_value> params = {}) {
        std::int64_t affected = -1;
        must([&](auto* e) {
            return sqlite_vendor().execute(handle_, str(sql), params.data(), params.size(), &affected, e);
        });
        return affected;
    }
    // First column of every row as text, joined by `|`; rows by newline.
    std::string text(std::string_view sql) {
        const Rows rows = query(sql);
        std::string out;
        for (std::size_t i = 0; i < rows->row_count * rows->column_count; ++i) {
            if (i) out += i % rows->column_count ? "|" : "\n";
            const schemad_value& v = rows->cells[i];
            if (v.kind == SCHEMAD_INT64) out += std::to_string(v.as.integer);
            if (v.kind == SCHEMAD_DOUBLE) out += std::to_string(v.as.real);
            if (v.kind == SCHEMAD_TEXT || v.kind == SCHEMAD_BLOB) out += view(v.as.text);
            if (v.kind == SCHEMAD_NULL) out += "NULL";
        }
        return out;
    }
    void begin(std::uint32_t mode) {
        must([&](auto* e) { return sqlite_vendor().begin(handle_, mode, e); });
    }
    void commit() {
        must([&](auto* e) { return sqlite_vendor().commit(handle_, e); });
    }
    void rollback() { sqlite_vendor().rollback(handle_); }
    Catalog inspect() {
        Catalog c;
        must([&](auto* e) { return sqlite_vendor().inspect(handle_, c.out(), e); });
        return c;
    }

    // As the engine does it: render on the catalog, ask the checks, run the rest, commit; all or nothing.
    std::vector<std::string> apply(const schemad_step& step) {
        std::vector<std::string> ran;
        begin(SCHEMAD_BEGIN_APPLY);
        try {
            const Catalog before = inspect();
            const Script script = render(&*before, step);
            for (const schemad_statement& s : statements(*script)) {
                if (s.role != SCHEMAD_CHECK) continue;
                const auto count = text(view(s.sql));
                if (count == "0") continue;
                schemad_error e{};
                const std::string message = count + " rows " + std::string(view(s.reason));
                e.status = s.refusal, e.message = str(message), e.column = s.column;
                throw Failure(e);
            }
            for (const schemad_statement& s : statements(*script)) {
                if (s.role == SCHEMAD_CHECK) continue;
                ran.emplace_back(view(s.sql));
                execute(view(s.sql));
            }
            commit();
        } catch (...) {
            rollback();
            throw;
        }
        return ran;
    }

private:
    schemad_connection* handle_ = nullptr;
};

} // namespace schemad::test
