// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Only structures, to be compiled with their type information. */

#include "structures.h"

struct area an_area;
struct tracker a_tracker;
struct walk a_walk;
