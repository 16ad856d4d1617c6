// SPDX-License-Identifier: Apache-2.0
// How far an apply has come, told while it runs.
//
// Threads: called on the thread that applies, which waits for it: be quick. Ownership: whoever asks for the apply keeps
// it alive until the apply is over.
#pragma once

#include <cstddef>
#include <string_view>

namespace schemad {

class ApplyProgress {
public:
    enum class Phase {
        waiting,    // for a connection and the write lock
        checking,   // hash, plan, rows in the way
        running,    // the steps
        verifying,  // the result is read and compared
        recovering, // it broke off, and is undone or finished
    };
    virtual ~ApplyProgress() = default;
    virtual void entered(Phase) noexcept = 0;
    // Before the next steps run: so many of these are done, and this is what comes. At the end all are done.
    virtual void reached(std::size_t done, std::size_t steps, std::string_view entity,
                         std::string_view action) noexcept = 0;
};

} // namespace schemad
