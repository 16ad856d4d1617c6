// SPDX-License-Identifier: Apache-2.0
#include "server/http/later_response.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace schemad::http {

Response awaited(Response response) {
    if (!response.later) {
        if (response.shared) response.body = *std::exchange(response.shared, nullptr);
        return response;
    }
    struct Signal {
        std::mutex mutex;
        std::condition_variable changed;
        bool called = false;
    };
    auto& later = *response.later;
    const auto signal = std::make_shared<Signal>();
    later.open([signal] {
        const std::lock_guard hold(signal->mutex);
        signal->called = true;
        signal->changed.notify_all();
    });
    const auto end = std::chrono::steady_clock::now() + later.patience;
    std::optional<Response> answer;
    while (!(answer = later.answer())) {
        std::unique_lock hold(signal->mutex);
        if (!signal->changed.wait_until(hold, end, [&] { return signal->called; })) break;
        signal->called = false;
    }
    later.close();
    return later.finished(answer ? std::move(*answer) : later.late());
}

} // namespace schemad::http
