// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <unistd.h>

#include "server/cli/command.hpp"

int main(int argc, char** argv) {
    schemad::cli::Streams streams{std::cin,
                                  std::cout,
                                  std::cerr,
                                  isatty(STDIN_FILENO) == 1,
                                  isatty(STDOUT_FILENO) == 1,
                                  isatty(STDERR_FILENO) == 1};
    return schemad::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc}, streams);
}
