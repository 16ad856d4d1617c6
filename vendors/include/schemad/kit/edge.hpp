// SPDX-License-Identifier: Apache-2.0
// The machinery of the kit: arguments checked, exceptions caught, results turned into C arrays. Part of
// <schemad/vendor.hpp>; authors need not read it. Rules: vendor.h, "Rules of the boundary".
#pragma once

#include <new>
#include <type_traits>

#include <schemad/kit/author.hpp>
#include <schemad/kit/sizes.hpp>

namespace schemad::kit {

// ---- Reading arrays of the boundary
// ----------------------------------------------------------------------------------

// Steps by the writer's struct_size, so that a newer host may append members.
template <class T> class Range {
public:
    Range(const T* first, std::size_t count) noexcept
        : first_(reinterpret_cast<const char*>(first)), count_(first ? count : 0),
          stride_(count_ ? first->struct_size : sizeof(T)) {}
    class iterator {
    public:
        iterator(const char* at, std::size_t stride) noexcept : at_(at), stride_(stride) {}
        const T& operator*() const noexcept { return *reinterpret_cast<const T*>(at_); }
        const T* operator->() const noexcept { return reinterpret_cast<const T*>(at_); }
        iterator& operator++() noexcept { return at_ += stride_, *this; }
        bool operator==(const iterator& o) const noexcept { return at_ == o.at_; }

    private:
        const char* at_;
        std::size_t stride_;
    };
    iterator begin() const noexcept { return {first_, stride_}; }
    iterator end() const noexcept { return {first_ ? first_ + count_ * stride_ : first_, stride_}; }
    std::size_t size() const noexcept { return count_; }
    const T& operator[](std::size_t i) const noexcept { return *reinterpret_cast<const T*>(first_ + i * stride_); }

private:
    const char* first_;
    std::size_t count_, stride_;
};
inline Range<schemad_table> tables(const schemad_catalog& c) noexcept { return {c.tables, c.table_count}; }
inline Range<schemad_column> columns(const schemad_catalog& c) noexcept { return {c.columns, c.column_count}; }
inline Range<schemad_index> indexes(const schemad_catalog& c) noexcept { return {c.indexes, c.index_count}; }
inline Range<schemad_foreign_key> foreign_keys(const schemad_catalog& c) noexcept {
    return {c.foreign_keys, c.foreign_key_count};
}
inline Range<schemad_check> checks(const schemad_catalog& c) noexcept { return {c.checks, c.check_count}; }
inline Range<schemad_change> changes(const schemad_step& s) noexcept { return {s.changes, s.change_count}; }

inline void require(bool ok, const char* what) {
    if (!ok) throw Error(SCHEMAD_E_INVALID, what);
}
using abi::whole; // a newer or older host may know more or less of a struct than this kit

// Refuses a step an author could not read safely: members missing, names not stated, kinds that do not exist.
inline void check_spec(const schemad_column_spec* c, bool name_only) {
    require(whole(c) && stated(c->name), "a column change needs a column with a name");
    if (name_only) return;
    require(stated(c->field_type), "a column needs a field type");
    require(c->default_kind <= SCHEMAD_DEFAULT_JSON, "unknown kind of default");
    require(c->default_kind < SCHEMAD_DEFAULT_BOOLEAN || stated(c->default_text), "a default needs its text");
    require(!c->existing || whole(c->existing), "the existing column is incomplete");
}
inline void check_step(const schemad_step* s) {
    require(whole(s) && stated(s->table) && s->table.size > 0, "a step needs a table");
    require(s->kind >= SCHEMAD_CREATE_TABLE && s->kind <= SCHEMAD_DROP_TABLE, "unknown kind of step");
    require(s->change_count == 0 || whole(s->changes), "a step's changes are incomplete");
    for (const schemad_change& c : changes(*s)) {
        switch (c.kind) {
        case SCHEMAD_ADD_COLUMN:
        case SCHEMAD_ALTER_COLUMN:
        case SCHEMAD_DROP_COLUMN: check_spec(c.column, c.kind == SCHEMAD_DROP_COLUMN); break;
        case SCHEMAD_ADD_FOREIGN_KEY:
            require(whole(c.foreign_key) && stated(c.foreign_key->column) && stated(c.foreign_key->referenced_table),
                    "a foreign key needs a column and a table");
            break;
        case SCHEMAD_DROP_FOREIGN_KEY:
            require(whole(c.foreign_key) && (stated(c.foreign_key->name) || stated(c.foreign_key->column)),
                    "a foreign key is dropped by its name or its column");
            break;
        case SCHEMAD_ADD_INDEX:
            require(whole(c.index) && stated(c.index->name) && stated(c.index->column),
                    "an index needs a name and a column");
            break;
        case SCHEMAD_DROP_INDEX:
            require(whole(c.index) && stated(c.index->name), "an index is dropped by its name");
            break;
        default: require(false, "unknown kind of change");
        }
    }
}

// ---- The edge: C on one side, the author's class on the other
// --------------------------------------------------------

// What the host sends over the boundary is a statement already.
struct HostSql : private sql::SqlWriter {
    static sql::SqlText sent(schemad_str by_the_host) { return made(std::string(view(by_the_host))); }
};

template <class Class> class Edge {
    static_assert(std::is_base_of_v<Vendor, Class>);

public:
    static const schemad_vendor* entry(const schemad_host* host) noexcept {
        try {
            if (!whole(host) || host->abi_major != SCHEMAD_ABI_MAJOR) return nullptr;
            static const schemad_vendor* table = make(*host);
            return table;
        } catch (const std::exception& e) { return refused(*host, e.what()); } catch (...) {
            return refused(*host, "an unknown exception");
        }
    }
    // The catalog's own data, if this very plugin made the catalog.
    static const void* own_data(const schemad_catalog* c) noexcept {
        return c && c->private_data && c->release == &Edge::release_catalog
                   ? static_cast<Catalog*>(c->private_data)->own.get()
                   : nullptr;
    }

private:
    // The host learns of the reason what its log is told: NULL alone says that its version cannot be served.
    static const schemad_vendor* refused(const schemad_host& host, const char* why) noexcept {
        try {
            Host(host).log(SCHEMAD_LOG_ERROR, std::string("its constructor or traits() failed: ") + why);
        } catch (...) { // out of memory: less is told
        }
        return nullptr;
    }
    static Class& vendor() {
        static Class the;
        return the;
    }
    static Connection& open_one(schemad_connection* c) {
        require(c != nullptr, "no connection");
        return *reinterpret_cast<Connection*>(c);
    }
    static const schemad_vendor* make(const schemad_host& host) {
        static schemad_vendor v = blank<schemad_vendor>();
        vendor().host = Host(host);
        const Traits t = vendor().traits();
        v.abi_major = SCHEMAD_ABI_MAJOR, v.abi_minor = std::min<std::uint16_t>(SCHEMAD_ABI_MINOR, host.abi_minor);
        v.name = borrow(t.name), v.vendor_string = borrow(t.vendor_string), v.version = borrow(t.version);
        v.licence = borrow(t.licence), v.cast_flags = borrow(t.cast_flags), v.capabilities = t.capabilities;
        v.index_name_max = t.index_name_max, v.meta_name_length = t.meta_name_length;
        v.identifier_quote = t.identifier_quote;
        v.open = open, v.close = close, v.ping = ping, v.query = query, v.execute = execute, v.begin = begin;
        v.commit = commit, v.rollback = rollback, v.cancel = cancel, v.inspect = inspect, v.render = render;
        v.preview_column = preview, v.get_extension = extension;
        return &v;
    }

    // -- errors
    struct ErrorText {
        std::string message, table, column;
    };
    static void release_error(schemad_error* e) noexcept {
        delete static_cast<ErrorText*>(e->private_data);
        e->private_data = nullptr, e->release = nullptr;
    }
    static schemad_status fail(schemad_error* out, schemad_status status, const char* message,
                               const Error* more) noexcept {
        if (!whole(out)) return status;
        abi::fill(out, blank<schemad_error>());
        out->status = status;
        out->message = borrow("out of memory"); // until the real one is kept
        try {
            auto text = std::make_unique<ErrorText>();
            text->message = message;
            if (more) {
                text->table = more->table, text->column = more->column;
                out->vendor_code = more->vendor_code;
                more->sqlstate.copy(out->sqlstate, 5);
            }
            out->message = borrow(text->message);
            if (!text->table.empty()) out->table = borrow(text->table);
            if (!text->column.empty()) out->column = borrow(text->column);
            out->private_data = text.release();
            out->release = release_error;
        } catch (...) { // keeps the literal above
        }
        return status;
    }
    template <class F> static schemad_status guarded(schemad_error* error, F&& work) noexcept {
        try {
            work();
            return SCHEMAD_OK;
        } catch (const Error& e) {
            return fail(error, e.status == SCHEMAD_OK ? SCHEMAD_E_INTERNAL : e.status, e.what(), &e);
        } catch (const std::bad_alloc&) {
            return fail(error, SCHEMAD_E_LIMIT, "out of memory", nullptr);
        } catch (const std::exception& e) { return fail(error, SCHEMAD_E_INTERNAL, e.what(), nullptr); } catch (...) {
            return fail(error, SCHEMAD_E_INTERNAL, "an unknown exception", nullptr);
        }
    }

    // -- results: an owner on the heap, the C struct in the host's hands
    template <class C> static void need_out(const C* out) { require(whole(out), "no place for the result"); }
    template <class C, class Owner> static void release_as(C* c) noexcept {
        delete static_cast<Owner*>(c->private_data);
        c->private_data = nullptr, c->release = nullptr;
    }
    static void release_catalog(schemad_catalog* c) noexcept { release_as<schemad_catalog, Catalog>(c); }
    struct ScriptOwner {
        Script script;
        std::vector<schemad_statement> rows;
    };
    struct PreviewOwner {
        Arena arena;
    };

    static schemad_status open(const schemad_setting* settings, std::size_t count, schemad_connection** out,
                               schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(out, "open needs a place for the connection");
            *out = reinterpret_cast<schemad_connection*>(vendor().open(settings_of(settings, count)).release());
        });
    }
    static Settings settings_of(const schemad_setting* settings, std::size_t count) {
        require(settings || !count, "settings are missing");
        Settings all;
        for (const auto& s : std::span(settings, count)) {
            require(stated(s.key), "a setting needs a key");
            all.push_back({view(s.key), view(s.value)});
        }
        return all;
    }
    static void close(schemad_connection* c) noexcept { delete reinterpret_cast<Connection*>(c); }
    static schemad_status ping(schemad_connection* c, schemad_error* error) noexcept {
        return guarded(error, [&] { open_one(c).ping(); });
    }
    static std::span<const schemad_value> parameters(const schemad_value* params, std::size_t count) {
        require(params || !count, "parameters are missing");
        for (const auto& p : std::span(params, count)) {
            require(p.kind <= SCHEMAD_BOOL, "unknown kind of parameter");
            const bool bytes = p.kind == SCHEMAD_TEXT || p.kind == SCHEMAD_BLOB;
            require(!bytes || p.as.text.data || !p.as.text.size, "a parameter has no bytes");
        }
        return {params, count};
    }
    static schemad_status query(schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                                std::size_t max_bytes, schemad_rows* out, schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(stated(sql), "no statement");
            need_out(out);
            auto rows =
                std::make_unique<Rows>(open_one(c).query(HostSql::sent(sql), parameters(params, count), max_bytes));
            auto r = blank<schemad_rows>();
            r.column_count = static_cast<std::uint32_t>(rows->names_.size());
            r.column_names = rows->names_.data(), r.cells = rows->cells_.data();
            r.row_count = r.column_count ? rows->cells_.size() / r.column_count : 0;
            if (r.row_count * r.column_count != rows->cells_.size())
                throw Error(SCHEMAD_E_INTERNAL,
                            "the rows of an answer are ragged: " + std::to_string(rows->cells_.size()) + " values in " +
                                std::to_string(r.column_count) + " columns");
            r.private_data = rows.release(), r.release = release_as<schemad_rows, Rows>;
            abi::fill(out, r);
        });
    }
    static schemad_status execute(schemad_connection* c, schemad_str sql, const schemad_value* params,
                                  std::size_t count, std::int64_t* affected, schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(stated(sql), "no statement");
            const auto n = open_one(c).execute(HostSql::sent(sql), parameters(params, count));
            if (affected) *affected = n;
        });
    }
    static schemad_status execute_all(schemad_connection* c, const schemad_batch_statement* statements,
                                      std::size_t count, void (*ran)(void*, std::size_t), void* context,
                                      schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(!count || whole(statements), "statements are missing");
            std::vector<BatchStatement> all;
            for (const schemad_batch_statement& s : Range<schemad_batch_statement>{statements, count}) {
                require(stated(s.sql), "no statement");
                all.push_back({HostSql::sent(s.sql), parameters(s.params, s.param_count)});
            }
            open_one(c).execute_all(all, [&](std::size_t i) {
                if (ran) ran(context, i);
            });
        });
    }
    static std::size_t most_bytes(schemad_connection* c) noexcept { return c ? open_one(c).most_bytes() : 0; }
    static schemad_status fingerprint(schemad_connection* c, const schemad_str* tables, std::size_t count, char* text,
                                      std::size_t size, std::size_t* length, schemad_error* error) noexcept {
        return guarded(error, [&] {
            require((tables || !count) && (text || !size) && length, "tables or a place for the text are missing");
            std::vector<std::string_view> names;
            for (const schemad_str& name : std::span(tables, count)) names.push_back(view(name));
            const auto told = open_one(c).fingerprint(names);
            told.copy(text, size);
            *length = told.size();
        });
    }
    static schemad_status server(schemad_connection* c, char* text, std::size_t size, std::size_t* length,
                                 schemad_error* error) noexcept {
        return guarded(error, [&] {
            require((text || !size) && length, "a place for the text is missing");
            const auto told = open_one(c).server();
            told.copy(text, size);
            *length = told.size();
        });
    }
    static schemad_status begin(schemad_connection* c, std::uint32_t mode, schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(mode <= SCHEMAD_BEGIN_APPLY, "unknown kind of transaction");
            open_one(c).begin(mode);
        });
    }
    static schemad_status commit(schemad_connection* c, schemad_error* error) noexcept {
        return guarded(error, [&] { open_one(c).commit(); });
    }
    static void rollback(schemad_connection* c) noexcept {
        if (c) reinterpret_cast<Connection*>(c)->rollback();
    }
    static void cancel(schemad_connection* c) noexcept {
        if (c) reinterpret_cast<Connection*>(c)->cancel();
    }
    static schemad_status inspect(schemad_connection* c, schemad_catalog* out, schemad_error* error) noexcept {
        return guarded(error, [&] {
            need_out(out);
            auto all = std::make_unique<Catalog>(open_one(c).inspect());
            auto r = blank<schemad_catalog>();
            r.tables = all->tables.data(), r.table_count = all->tables.size();
            r.columns = all->columns.data(), r.column_count = all->columns.size();
            r.indexes = all->indexes.data(), r.index_count = all->indexes.size();
            r.foreign_keys = all->foreign_keys.data(), r.foreign_key_count = all->foreign_keys.size();
            r.checks = all->checks.data(), r.check_count = all->checks.size();
            r.private_data = all.release(), r.release = release_catalog;
            abi::fill(out, r);
        });
    }
    static schemad_status render(const schemad_catalog* catalog, const schemad_step* step, schemad_script* out,
                                 schemad_error* error) noexcept {
        return guarded(error, [&] {
            need_out(out);
            check_step(step);
            require(!catalog || whole(catalog), "the catalog is incomplete");
            auto all = std::make_unique<ScriptOwner>();
            all->script = vendor().render(catalog, *step);
            for (const Statement& s : all->script) {
                auto row = blank<schemad_statement>();
                row.role = s.role, row.sql = borrow(s.sql.str()), row.refusal = s.refusal;
                if (!s.column.empty()) row.column = borrow(s.column);
                if (!s.reason.empty()) row.reason = borrow(s.reason);
                if (!s.sample.empty()) row.sample_sql = borrow(s.sample.str());
                all->rows.push_back(row);
            }
            auto r = blank<schemad_script>();
            r.statements = all->rows.data(), r.statement_count = all->rows.size();
            r.private_data = all.release(), r.release = release_as<schemad_script, ScriptOwner>;
            abi::fill(out, r);
        });
    }
    static schemad_status preview(const schemad_column_spec* spec, schemad_column_preview* out,
                                  schemad_error* error) noexcept {
        return guarded(error, [&] {
            need_out(out);
            check_spec(spec, false);
            const Column column = vendor().preview(*spec);
            auto owner = std::make_unique<PreviewOwner>();
            auto r = blank<schemad_column_preview>();
            r.column = Catalog::row(column, owner->arena);
            r.private_data = owner.release(), r.release = release_as<schemad_column_preview, PreviewOwner>;
            abi::fill(out, r);
        });
    }

    // -- extensions: that of the scratch is offered where the author overrides its function
    static constexpr bool has_scratch =
        !std::is_same_v<decltype(&Class::open_scratch), decltype(&Vendor::open_scratch)>;
    static schemad_status open_scratch(schemad_connection* from, const schemad_str* tables, std::size_t count,
                                       schemad_connection** out, schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(out && (tables || !count), "a scratch needs the names of tables and a place for the connection");
            std::vector<std::string_view> names;
            for (const schemad_str& name : std::span(tables, count)) {
                require(stated(name), "a table has no name");
                names.push_back(view(name));
            }
            *out = reinterpret_cast<schemad_connection*>(vendor().open_scratch(open_one(from), names).release());
        });
    }
    static constexpr bool has_settings = !std::is_same_v<decltype(&Class::check), decltype(&Vendor::check)>;
    static schemad_status check_settings(const schemad_setting* settings, std::size_t count,
                                         schemad_error* error) noexcept {
        return guarded(error, [&] { vendor().check(settings_of(settings, count)); });
    }
    static std::size_t target(const schemad_setting* settings, std::size_t count, char* text,
                              std::size_t size) noexcept {
        try {
            const auto told = vendor().target(settings_of(settings, count));
            if (text) told.copy(text, size);
            return told.size();
        } catch (...) { return 0; }
    }
    static constexpr bool has_expressions = !std::is_same_v<decltype(&Class::carried), decltype(&Vendor::carried)>;
    static schemad_status carry(const schemad_expression* asked, char* text, std::size_t size, std::size_t* length,
                                schemad_error* error) noexcept {
        return guarded(error, [&] {
            require(whole(asked) && (text || !size) && length && (asked->columns || !asked->column_count),
                    "an expression or a place for it is missing");
            const auto told = vendor().carried(*asked);
            told.copy(text, size);
            *length = told.size();
        });
    }
    static const void* extension(schemad_str name) noexcept {
        static constexpr schemad_batch batch{sizeof(schemad_batch), 0, execute_all, most_bytes};
        if (view(name) == SCHEMAD_BATCH_EXTENSION) return &batch;
        static constexpr schemad_fingerprint changes{sizeof(schemad_fingerprint), 0, fingerprint};
        if (view(name) == SCHEMAD_FINGERPRINT_EXTENSION) return &changes;
        static constexpr schemad_server who{sizeof(schemad_server), 0, server};
        if (view(name) == SCHEMAD_SERVER_EXTENSION) return &who;
        if constexpr (has_settings) {
            static const schemad_settings offered{sizeof(schemad_settings), 0, borrow(vendor().known_settings()),
                                                  check_settings, target};
            if (view(name) == SCHEMAD_SETTINGS_EXTENSION) return &offered;
        }
        if constexpr (has_scratch) {
            static const schemad_scratch offered{sizeof(schemad_scratch), 0, open_scratch};
            if (view(name) == SCHEMAD_SCRATCH_EXTENSION) return &offered;
        }
        if constexpr (has_expressions) {
            static constexpr schemad_expressions offered{sizeof(schemad_expressions), 0, carry};
            if (view(name) == SCHEMAD_EXPRESSIONS_EXTENSION) return &offered;
        }
        return vendor().extension(view(name));
    }
};

} // namespace schemad::kit
