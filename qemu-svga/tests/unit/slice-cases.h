/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The worst case of each command, step by step. */

#ifndef SVGA_TESTS_SLICE_CASES_H
#define SVGA_TESTS_SLICE_CASES_H

#include "bench.h"

#define MANY 20000

enum { BIG_MOB = 1, OTHER_MOB = 2, PAGE_MOB = 3 };
enum { BIG = 1, OTHER = 2, CUBE = 3, FIRST_OF_MANY = 16 };

/* Each step is called until it no longer returns SVGA_AGAIN. */
typedef struct WorkCase {
    uint32_t id;                /* command; SVGA_CMD_INVALID_CMD: none */
    const char *name;
    void (*setup)(Bench *bench);
    SvgaStatus (*step)(Bench *bench, unsigned i);
    unsigned steps;
} WorkCase;

extern const WorkCase work_cases[];
extern const size_t work_cases_count;

/* Large tables and budget, and three MOBs, two of them of the largest size. */
Bench *work_bench(bool reports);

/* Two surfaces of that size, one of many subresources, many on one MOB. */
void work_setup_big(Bench *bench);
void work_setup_cube(Bench *bench);
void work_setup_many(Bench *bench);
SvgaStatus work_define_cube(Bench *bench, uint32_t sid);

#endif
