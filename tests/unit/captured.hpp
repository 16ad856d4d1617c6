// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include <unistd.h>

namespace schemad::test {

// What is written to stderr while it lives.
class Captured {
public:
    Captured() : file_(std::tmpfile()), saved_(dup(2)) { dup2(fileno(file_), 2); }
    ~Captured() { std::fclose(file_); }
    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;
    std::string text() {
        std::fflush(stderr);
        dup2(saved_, 2);
        close(saved_);
        std::rewind(file_);
        std::string all(65536, '\0');
        all.resize(std::fread(all.data(), 1, all.size(), file_));
        return all;
    }

private:
    std::FILE* file_;
    int saved_;
};

} // namespace schemad::test
