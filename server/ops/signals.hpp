// SPDX-License-Identifier: Apache-2.0
// Every signal that would end the process, and is no fault of it, as a call on a thread of its own, where anything may
// be done.
//
// Ownership: make it before any other thread starts (they inherit the blocked mask); its end gives the old mask back.
// Errors: the constructor throws std::system_error.
#pragma once

#include <functional>
#include <thread>

#include <signal.h>

namespace schemad::ops {

class SignalWatcher {
public:
    // on_signal: called with the signal's number, each time one arrives. Must not throw.
    explicit SignalWatcher(std::function<void(int)> on_signal);
    ~SignalWatcher();
    SignalWatcher(const SignalWatcher&) = delete;
    SignalWatcher& operator=(const SignalWatcher&) = delete;

private:
    void watch();

    std::function<void(int)> on_signal_;
    sigset_t before_{};
    int signals_ = -1; // signalfd
    int stop_ = -1;    // eventfd
    std::thread thread_;
};

} // namespace schemad::ops
