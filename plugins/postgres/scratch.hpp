// SPDX-License-Identifier: Apache-2.0
// The schemad.scratch/1 extension: the structure of the inspected schemas, copied into a schema of its own.
// <schemad/scratch.h>
//
// The whole life of it is one transaction that is never committed: nobody else ever sees the schema, and nothing can be
// left behind, however the process ends. begin() and commit() are savepoints in it. Errors: kit::Error naming what
// cannot be copied. Threads: vendors/pq/connection.hpp.
#pragma once

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

class Scratch final : public pq::Connection {
public:
    // schemas: those that `from` inspects. `from` is kept awake, so that the server does not take it for silent.
    Scratch(const pq::Options& options, kit::Host host, const std::vector<std::string>& schemas,
            std::span<const std::string_view> with_rows, kit::Connection& from);
    ~Scratch() override;

    void begin(std::uint32_t mode) override;
    void commit() override;
    void rollback() noexcept override;
    kit::Catalog inspect() override;

private:
    const std::string name_; // of its schema
    bool open_ = false;      // between begin() and commit() or rollback()
};

} // namespace schemad::postgres
