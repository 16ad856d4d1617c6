// SPDX-License-Identifier: Apache-2.0
// How far an apply is: one line that is drawn over on a terminal, a line now and then elsewhere. Thread: one.
#pragma once

#include <chrono>
#include <ostream>
#include <string>

#include <boost/json/object.hpp>

namespace schemad::cli {

class ProgressBar {
public:
    enum class Kind { none, lines, bar };
    ProgressBar(std::ostream& out, Kind kind) : out_(out), kind_(kind) {}
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    // As GET /schema/apply/{id} answers.
    void show(const boost::json::object& job);
    void clear(); // what is written next begins a line

private:
    void draw(const std::string& text, std::uint64_t step, std::uint64_t steps);
    std::ostream& out_;
    Kind kind_;
    bool drawn_ = false;
    std::string last_;
    std::chrono::steady_clock::time_point said_{};
};

} // namespace schemad::cli
