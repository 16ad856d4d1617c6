// SPDX-License-Identifier: Apache-2.0
// Exists so that the tests have one precompiled header to share: the runner itself must not see it.
