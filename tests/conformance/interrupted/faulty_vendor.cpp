// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/interrupted/faulty_vendor.hpp"

#include <csignal>

#include <schemad/batch.h>

namespace schemad::test {

namespace faulty {
namespace {

// The boundary's functions carry no context of the host's: one at a time, so it may stand here.
const schemad_vendor* real = nullptr;
Fault fault = Fault::none;
std::size_t at = 0, calls = 0;
bool lost = false, happened = false, committing = false;
FaultyVendor* owner = nullptr;
std::string_view statement; // of this call
std::vector<std::string> statements;

schemad_status refuse(schemad_error* error, schemad_status status, const char* message) {
    if (error) {
        *error = {};
        error->struct_size = sizeof *error;
        error->status = status;
        error->message = str(message);
    }
    return status;
}
schemad_status gone(schemad_error* error) { return refuse(error, SCHEMAD_E_CONNECTION, "the connection is lost"); }

// What is asked for at this very call; `run` is the real one.
template <class Run> schemad_status interrupted(schemad_connection* c, schemad_error* error, Run&& run) {
    happened = true;
    switch (fault) {
    case Fault::error: return refuse(error, SCHEMAD_E_INTERNAL, "a fault made by the test");
    case Fault::lost_after: run(nullptr); [[fallthrough]];
    case Fault::lost_before: lost = true; return gone(error);
    case Fault::died_after: run(nullptr); [[fallthrough]];
    case Fault::died_before: std::raise(SIGKILL); return gone(error);
    case Fault::paused_before: owner->meanwhile(*real, c); return run(error);
    case Fault::paused_after: {
        const auto status = run(error);
        owner->meanwhile(*real, c);
        return status;
    }
    case Fault::refused: return refuse(error, SCHEMAD_E_UNSUPPORTED, "refused by the test");
    case Fault::overtaken: owner->overtake(statement); return run(error);
    case Fault::none: break;
    }
    return run(error);
}

schemad_status execute(schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                       std::int64_t* affected, schemad_error* error) {
    if (lost) return gone(error);
    const auto run = [&](schemad_error* told) { return real->execute(c, sql, params, count, affected, told); };
    statement = view(sql);
    if (fault != Fault::none) statements.emplace_back(statement);
    return fault != Fault::none && calls++ == at ? interrupted(c, error, run) : run(error);
}
// A batch with the point in it is cut there: what stands in front of it, that statement, what stands behind it.
schemad_status execute_all(schemad_connection* c, const schemad_batch_statement* all, std::size_t count,
                           void (*ran)(void*, std::size_t), void* context, schemad_error* error) {
    if (lost) return gone(error);
    struct Part {
        void (*ran)(void*, std::size_t);
        void* context;
        std::size_t first;
    };
    const auto run = [&](std::size_t first, std::size_t last) {
        Part part{ran, context, first};
        const auto tell = [](void* p, std::size_t i) {
            const auto& one = *static_cast<Part*>(p);
            one.ran(one.context, one.first + i);
        };
        const auto* batch = static_cast<const schemad_batch*>(real->get_extension(str(SCHEMAD_BATCH_EXTENSION)));
        return first == last ? SCHEMAD_OK : batch->execute_all(c, all + first, last - first, tell, &part, error);
    };
    const auto begun = calls;
    if (fault != Fault::none) {
        for (std::size_t i = 0; i < count; ++i) statements.emplace_back(view(all[i].sql));
        calls += count;
    }
    if (fault == Fault::none || at < begun || at >= begun + count) return run(0, count);
    const auto here = at - begun;
    if (const auto status = run(0, here); status != SCHEMAD_OK) return status;
    const auto& one = all[here];
    statement = view(one.sql);
    const auto status = interrupted(c, error, [&](schemad_error* told) {
        std::int64_t affected = 0;
        return real->execute(c, one.sql, one.params, one.param_count, &affected, told);
    });
    if (status != SCHEMAD_OK) return status;
    ran(context, here);
    return run(here + 1, count);
}
const void* get_extension(schemad_str name) {
    static constexpr schemad_batch batch{sizeof(schemad_batch), 0, execute_all, nullptr};
    const auto* offered = real->get_extension ? real->get_extension(name) : nullptr;
    return offered && view(name) == SCHEMAD_BATCH_EXTENSION ? &batch : offered;
}
schemad_status commit(schemad_connection* c, schemad_error* error) {
    if (lost) return gone(error);
    const auto run = [&](schemad_error* told) { return real->commit(c, told); };
    if (fault != Fault::none) statements.emplace_back("commit");
    if (fault == Fault::none || calls++ != at) return run(error);
    committing = true, statement = "commit";
    return interrupted(c, error, run);
}
schemad_status query(schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                     std::size_t max_bytes, schemad_rows* out, schemad_error* error) {
    return lost ? gone(error) : real->query(c, sql, params, count, max_bytes, out, error);
}
schemad_status inspect(schemad_connection* c, schemad_catalog* out, schemad_error* error) {
    return lost ? gone(error) : real->inspect(c, out, error);
}
schemad_status ping(schemad_connection* c, schemad_error* error) { return lost ? gone(error) : real->ping(c, error); }
schemad_status begin(schemad_connection* c, std::uint32_t mode, schemad_error* error) {
    return lost ? gone(error) : real->begin(c, mode, error);
}
schemad_status open(const schemad_setting* settings, std::size_t count, schemad_connection** out,
                    schemad_error* error) {
    return lost ? gone(error) : real->open(settings, count, out, error);
}
// nobody is there to say it: what the server does when a connection ends is close()'s
void rollback(schemad_connection* c) {
    if (!lost) real->rollback(c);
}

} // namespace
} // namespace faulty

const char* name_of(Fault fault) noexcept {
    switch (fault) {
    case Fault::none: return "nothing";
    case Fault::error: return "an error";
    case Fault::lost_before: return "connection lost before";
    case Fault::lost_after: return "connection lost after";
    case Fault::died_before: return "process killed before";
    case Fault::died_after: return "process killed after";
    case Fault::paused_before: return "lease lost before";
    case Fault::paused_after: return "lease lost after";
    case Fault::refused: return "refused";
    case Fault::overtaken: return "overtaken";
    }
    return "";
}

FaultyVendor::FaultyVendor(std::shared_ptr<const Vendor> vendor)
    : real_(std::move(vendor)), table_copy_(real_->table()) {
    faulty::real = &real_->table();
    faulty::owner = this;
    table_copy_.execute = faulty::execute, table_copy_.query = faulty::query, table_copy_.inspect = faulty::inspect;
    table_copy_.commit = faulty::commit, table_copy_.ping = faulty::ping, table_copy_.begin = faulty::begin,
    table_copy_.open = faulty::open;
    table_copy_.rollback = faulty::rollback, table_copy_.get_extension = faulty::get_extension;
    table_ = &table_copy_;
    arm(Fault::none, 0);
}

void FaultyVendor::arm(Fault what, std::size_t statement) {
    faulty::fault = what, faulty::at = statement, faulty::calls = 0, faulty::lost = faulty::happened = false;
    faulty::statements.clear();
    faulty::committing = false;
}
const std::vector<std::string>& FaultyVendor::statements() const { return faulty::statements; }
std::size_t FaultyVendor::executed() const { return faulty::calls; }
bool FaultyVendor::at_commit() const { return faulty::committing; }
bool FaultyVendor::fired() const { return faulty::happened; }

} // namespace schemad::test
