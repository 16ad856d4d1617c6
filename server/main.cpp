// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "server/cli/command.hpp"

int main(int argc, char** argv) {
    schemad::cli::Streams streams{std::cin, std::cout, std::cerr};
    return schemad::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc}, streams);
}
