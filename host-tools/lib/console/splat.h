/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
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

/*
 * A place in the guest's memory that the splat points to: by a register or
 * another number, or by words that lie where one of these points. "RBX[0x8]"
 * is where the word at RBX + 8 points.
 */
typedef struct SplatPointer {
    char *name;
    guint64 gpa;
    guint steps;            /* words in between; 0: the splat itself says it */
} SplatPointer;

/* Reads guest-physical memory; FALSE if it cannot. */
typedef gboolean (*SplatReader)(gpointer opaque, guint64 gpa, gpointer bytes,
                                gsize length);

/* How a guest's kernel said that it broke down. */
typedef struct Splat {
    char *line;             /* the first one, without its time */
    char *where;            /* function and offset, or NULL */
    char *case_name;        /* that ran, or NULL */
    gboolean moved;         /* its memory is mapped where we do not know */
    gboolean followed;      /* to where the pointers lead */
    GPtrArray *pointers;    /* of SplatPointer, in the order they are named */
} Splat;

/*
 * The first splat of a console's @lines since its last case began; else, the
 * first one at all; else NULL. The guest has @memory bytes from address 0 on.
 */
Splat *splat_parse(const GPtrArray *lines, guint64 memory);

/*
 * Add the pointers in the first bytes of what the splat's pointers point to,
 * and once more. A guest that goes on may have changed them since.
 */
void splat_follow(Splat *splat, guint64 memory, SplatReader read,
                  gpointer opaque);
void splat_free(Splat *splat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Splat, splat_free)

#endif
