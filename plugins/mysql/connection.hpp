// SPDX-License-Identifier: Apache-2.0
// One connection: session settings, transactions, the lock of an apply. docs/spec/vendors-1-catalog.md 3.3,
// docs/spec/vendors-5-ddl.md 6.1, 10.4.
//
// DDL commits by itself on these servers, so an apply is not one transaction. Between BEGIN_APPLY and its end
// autocommit is off: after a DDL statement the next one opens a transaction again, and a rollback undoes what came
// last. Errors: kit::Error. Threads: one at a time; cancel() from any.
#pragma once

#include "plugins/mysql/server_kind.hpp"
#include "plugins/mysql/wire.hpp"

namespace schemad::mysql {

class Connection final : public kit::Connection {
public:
    explicit Connection(const kit::Settings& settings);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void ping() override;
    kit::Rows query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) override;
    std::int64_t execute(const sql::SqlText& sql, std::span<const schemad_value> params) override;
    void execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) override;
    std::size_t most_bytes() const noexcept override;
    void begin(std::uint32_t mode) override;
    void commit() override;
    void rollback() noexcept override;
    void cancel() noexcept override { wire_.interrupt(); }
    kit::Catalog inspect() override;
    std::string server() override { return told_version_; }
    // A connection like this one to a copy of the structure, a database that goes with it: scratch.hpp.
    std::unique_ptr<Connection> scratch(std::span<const std::string_view> tables);

private:
    explicit Connection(const Options& options);
    void start_session();
    std::chrono::milliseconds quickly() const noexcept;
    std::chrono::milliseconds allowed() const noexcept;
    void quick(const sql::SqlText& sql);
    void quick(sql::Words sql) { quick(sql::SqlText(sql)); }
    std::vector<kit::Text> one_row(const sql::SqlText& sql, std::chrono::milliseconds allowed);
    void check_usable() const;
    struct Compound {
        sql::SqlText text;
        std::size_t end; // the first statement that it does not carry any more
    };
    std::vector<Compound> compounds_of(std::span<const kit::BatchStatement> statements, const std::string& mine);
    bool run_compounds(std::span<const kit::BatchStatement> statements, const kit::Ran& ran);
    void take_lock();
    std::string lock_holder();
    void end_apply();
    template <class F> auto watched(F&& work); // notices when the server has rolled the transaction back

    const Options options_;
    Wire wire_;
    Server server_;
    std::string told_version_;             // for people
    bool on_cluster_ = false;              // of Galera
    std::uint64_t compounds_ = 0;          // that were sent
    std::size_t packet_ = 0;               // max_allowed_packet of the session
    std::string scratch_;                  // the database to be dropped at the end; empty: none
    std::string lock_name_, idle_timeout_; // wait_timeout outside of an apply
    enum class Open { nothing, read, apply } open_ = Open::nothing;
    bool rolled_back_ = false, locked_ = false, broken_ = false;
};

} // namespace schemad::mysql
