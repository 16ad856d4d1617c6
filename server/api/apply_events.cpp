// SPDX-License-Identifier: Apache-2.0
#include "server/api/apply_events.hpp"

#include <utility>

#include "engine/formats/formats.hpp"

namespace schemad::api {
namespace {

class JobEvents final : public http::BodyStream {
public:
    JobEvents(std::shared_ptr<ApplyJob> job, std::chrono::milliseconds heartbeat) : job_(std::move(job)) {
        patience = heartbeat;
    }

    void open(std::function<void()> wake) override { job_->watch(this, std::move(wake)); }
    void close() noexcept override { job_->unwatch(this); }

    Piece next() override {
        const auto view = job_->view();
        const auto now = std::chrono::steady_clock::now();
        Piece piece;
        if (view.version != told_) {
            piece.bytes = !view.over()                          ? "event: progress\ndata: "
                          : view.state == ApplyJob::State::done ? "event: done\ndata: "
                                                                : "event: failed\ndata: ";
            formats::write_json(piece.bytes, boost::json::value(view.document)); // line breaks are escaped
            piece.bytes += "\n\n";
            piece.last = view.over();
            told_ = view.version;
            said_ = now;
        } else if (now - said_ >= patience) {
            piece.bytes = ": nothing new\n\n";
            said_ = now;
        }
        return piece;
    }

private:
    std::shared_ptr<ApplyJob> job_;
    std::uint64_t told_ = 0;
    std::chrono::steady_clock::time_point said_{};
};

} // namespace

std::shared_ptr<http::BodyStream> events_of(std::shared_ptr<ApplyJob> job, std::chrono::milliseconds heartbeat) {
    return std::make_shared<JobEvents>(std::move(job), heartbeat);
}

} // namespace schemad::api
