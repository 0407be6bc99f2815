/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Probes on the walk's helpers and on vmwgfx's tracker. */

#ifndef GUEST_TESTS_PROBES_H
#define GUEST_TESTS_PROBES_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "layout.h"

#define TRACEFS "/sys/kernel/tracing"
#define PROBES_GROUP "svgalab"
/* A tracing instance of our own, so that no other trace gets in between. */
#define PROBES_INSTANCE TRACEFS "/instances/" PROBES_GROUP

/*
 * Install the probes; called once by init, with tracefs mounted. Appends the
 * names of those that the kernel accepted to @line, as a JSON array. A probe is
 * left out if the kernel does not have its function, or if the offset of a
 * member it reads is unknown; the host then knows less.
 */
void probes_install(struct json_line *line);

/*
 * Copy @fields, replacing each {member} by its offset from @layout. False if an
 * offset is unknown, or if the result does not fit.
 */
bool probes_fill(const char *fields, const struct layout *layout, char *text,
		 size_t size);

#endif
