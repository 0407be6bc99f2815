/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel's own checks complain about on its console. */

#ifndef SVGALAB_SPLAT_H
#define SVGALAB_SPLAT_H

#include <glib.h>

/*
 * The first line of the console log @path in which the kernel complains (a
 * warning, KASAN, lockdep, sleeping where it must not), or NULL. A test that
 * provokes warnings says so in a line before and a line after them.
 */
#define SPLAT_EXPECTED_BEGIN "expected warnings begin"
#define SPLAT_EXPECTED_END "expected warnings end"

char *splat_find(const char *path);

/* The init says this on the console before it starts a case. */
#define SPLAT_CASE_MARK "svgalab: case "

/* A page of the guest's memory, and what in the splat pointed to it. */
typedef struct SplatPage {
    guint64 page;
    GPtrArray *names;       /* of char *: "RAX", "address" */
} SplatPage;

/* How a guest's kernel said that it broke down. */
typedef struct Splat {
    char *line;             /* the first one, without its time */
    char *where;            /* function and offset, or NULL */
    char *case_name;        /* that ran, or NULL */
    gboolean moved;         /* its memory is mapped where we do not know */
    GPtrArray *pages;       /* of SplatPage, in the order they are named */
} Splat;

/*
 * The first splat of a console's @lines since its last case began; else, the
 * first one at all; else NULL. The guest has @memory bytes from address 0 on.
 */
Splat *splat_parse(const GPtrArray *lines, guint64 memory);
void splat_free(Splat *splat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Splat, splat_free)

#endif
