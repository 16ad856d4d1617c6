// SPDX-License-Identifier: Apache-2.0
// The recorded operations as steps of the boundary, made and ordered as the engine makes them (engine/plan).
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/plan/table_work.hpp"
#include "tests/conformance/server_vendors/records.hpp"

namespace schemad::test {

struct Recorded { // one line of vendors/ddl
    std::string operation;
    json::object input;
};
// By id, from all dialects: each file leaves out some.
const std::map<std::string, Recorded>& recorded_inputs();

// The changes of one plan, against one catalog. The catalog has to live as long as the plan.
class Plan {
public:
    Plan(const Vendor& vendor, const schemad_catalog& catalog) : vendor_(vendor), catalog_(catalog) {}

    void create_table(const std::string& table, const json::array& fields);
    void drop_table(const std::string& table);
    void add_field(const std::string& table, const json::object& field);
    // What the field does not state stays as the catalog has it.
    void alter_field(const std::string& table, const json::object& field);
    void drop_field(const std::string& table, const std::string& field);
    void add_index(const std::string& table, const std::string& field, bool unique);
    struct Key {
        std::string table, field, related, related_field = "id", on_delete = {}, on_update = {};
    };
    void add_key(const Key&);
    void drop_key(const std::string& table, const std::string& field);

    // What a recorded operation needs to be there, and the operation itself.
    void set_up(const std::string& operation, const json::object& input);
    void operate(const std::string& operation, const json::object& input);

    struct Statement {
        std::string sql;
        bool check;
        schemad_status refusal;
        std::string column, reason, sample;
    };
    // Phase by phase over all tables, as the engine orders them. Throws VendorError.
    std::vector<Statement> render();

private:
    plan::TableWork& table(const std::string& name, std::uint32_t kind = SCHEMAD_ALTER_TABLE);
    void render_step(plan::TableWork&, const std::vector<plan::WorkedChange>&, std::vector<Statement>&);
    Key key_of(const json::object& input, const json::object& rules) const;

    const Vendor& vendor_;
    const schemad_catalog& catalog_;
    std::deque<plan::TableWork> work_;
};

// Asks the checks, then runs the rest, in one transaction; all or nothing where the vendor can. Throws VendorError,
// with a check's own class when rows are in the way. Returns what ran.
std::vector<std::string> run(Connection&, const std::vector<Plan::Statement>&);
// render() and run() against the catalog of the moment.
template <class Fill> std::vector<std::string> change(Connection& connection, Fill&& fill) {
    const Catalog catalog = connection.inspect();
    Plan plan(connection.vendor(), *catalog);
    fill(plan);
    return run(connection, plan.render());
}

} // namespace schemad::test
