// SPDX-License-Identifier: Apache-2.0
// The host's side of schemad.batch/1.
#include <cstddef>

#include <schemad/batch.h>
#include <schemad/host.hpp>

#include "vendors/host/guard.hpp"

namespace schemad {

namespace {

struct Told {
    const std::function<void(std::size_t)>& ran;
    std::size_t next, count;
};

// A plugin that tells of another one than the next is not believed.
void tell(void* context, std::size_t index) noexcept {
    auto& told = *static_cast<Told*>(context);
    if (index != told.next || index >= told.count) return;
    ++told.next;
    told.ran(index);
}

constexpr std::size_t first_size = offsetof(schemad_batch, most_bytes); // of plugins that tell no bound

} // namespace

std::size_t Connection::most_bytes() const noexcept {
    const auto* batch = vendor_->extension<schemad_batch>(SCHEMAD_BATCH_EXTENSION);
    return batch && batch->most_bytes ? batch->most_bytes(handle_) : 0;
}

void Connection::execute_all(std::span<const BatchStatement> statements, const std::function<void(std::size_t)>& ran) {
    const auto* batch = vendor_->extension<schemad_batch>(SCHEMAD_BATCH_EXTENSION, first_size);
    if (!batch || !batch->execute_all || statements.size() == 1) {
        for (std::size_t i = 0; i < statements.size(); ++i) {
            execute(statements[i].sql, statements[i].params);
            ran(i);
        }
        return;
    }
    std::vector<schemad_batch_statement> all;
    all.reserve(statements.size());
    for (const auto& s : statements)
        all.push_back({sizeof(schemad_batch_statement), 0, str(s.sql.view()), s.params.data(), s.params.size()});
    Told told{ran, 0, all.size()};
    host::call(*vendor_, "execute_all", [&](schemad_error* error) {
        return batch->execute_all(handle_, all.data(), all.size(), tell, &told, error);
    });
    if (told.next != all.size()) host::misbehaved(*vendor_, "execute_all", "did not run every statement");
}

} // namespace schemad
