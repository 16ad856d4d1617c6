// SPDX-License-Identifier: Apache-2.0
#include "server/ops/signals.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace schemad::ops {
namespace {

sigset_t watched() noexcept {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO,
                             SIGPWR, SIGSTKFLT, SIGXCPU, SIGXFSZ})
        sigaddset(&set, number);
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) sigaddset(&set, number);
    return set;
}

} // namespace

SignalWatcher::SignalWatcher(std::function<void(int)> on_signal) : on_signal_(std::move(on_signal)) {
    const auto set = watched();
    if (const int error = pthread_sigmask(SIG_BLOCK, &set, &before_))
        throw std::system_error(error, std::generic_category(), "cannot block signals");
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    stop_ = eventfd(0, EFD_CLOEXEC);
    if (signals_ < 0 || stop_ < 0) {
        const int error = errno;
        if (signals_ >= 0) close(signals_);
        if (stop_ >= 0) close(stop_);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        throw std::system_error(error, std::generic_category(), "cannot wait for signals");
    }
    thread_ = std::thread([this] { watch(); });
}

SignalWatcher::~SignalWatcher() {
    const std::uint64_t one = 1;
    while (write(stop_, &one, sizeof one) < 0 && errno == EINTR) {}
    thread_.join();
    close(signals_);
    close(stop_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void SignalWatcher::watch() {
    std::array<pollfd, 2> waited{{{signals_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    for (;;) {
        if (poll(waited.data(), waited.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        signalfd_siginfo arrived{};
        while (read(signals_, &arrived, sizeof arrived) == static_cast<ssize_t>(sizeof arrived))
            on_signal_(static_cast<int>(arrived.ssi_signo));
        if (waited[1].revents != 0) return;
    }
}

} // namespace schemad::ops
