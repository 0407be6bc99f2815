/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The probes on the walk's helpers and on vmwgfx's tracker. */

#ifndef GUEST_TESTS_PROBES_H
#define GUEST_TESTS_PROBES_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "layout.h"

#define TRACEFS "/sys/kernel/tracing"
#define PROBES_GROUP "svgalab"
/* A buffer of its own: nothing else that is traced gets between. */
#define PROBES_INSTANCE TRACEFS "/instances/" PROBES_GROUP

/*
 * For init, once, with tracefs mounted: install the probes. Appends the names
 * of those that the kernel took as a JSON array to @line. One is left out when
 * the kernel does not have its function, or nobody knows where a member lies
 * that it reads; the host then knows less.
 */
void probes_install(struct json_line *line);

/*
 * Copy @fields with an offset of @layout in place of each {member}. False when
 * one is not known, or it does not fit.
 */
bool probes_fill(const char *fields, const struct layout *layout, char *text,
		 size_t size);

#endif
