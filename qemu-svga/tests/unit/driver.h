/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A driver of command buffers that records the device's reactions. */

#ifndef SVGA_TESTS_DRIVER_H
#define SVGA_TESTS_DRIVER_H

#include "transport/cmdbuf.h"

/* Guest memory: headers from HEADERS, a hole without RAM, bodies, a MOB. */
#define RAM_BYTES (2u << 20)
#define HEADERS 0x1000u
#define HOLE 0x8000u
#define HOLE_END 0x9000u
#define BODIES 0x10000u
#define MOBID 7
#define MOB_AT 0x100000u
#define MOB_BYTES 0x1000u

#define NONE SVGA_CB_STATUS_NONE
#define COMPLETED SVGA_CB_STATUS_COMPLETED
#define QUEUE_FULL SVGA_CB_STATUS_QUEUE_FULL
#define COMMAND_ERROR SVGA_CB_STATUS_COMMAND_ERROR
#define HEADER_ERROR SVGA_CB_STATUS_CB_HEADER_ERROR
#define PREEMPTED SVGA_CB_STATUS_PREEMPTED
#define SUBMISSION_ERROR SVGA_CB_STATUS_SUBMISSION_ERROR

#define IRQ_DONE SVGA_IRQFLAG_COMMAND_BUFFER
#define IRQ_ERROR (SVGA_IRQFLAG_COMMAND_BUFFER | SVGA_IRQFLAG_ERROR)

/* The device's reactions, and the driver's state. */
typedef struct Driver {
    SvgaCmdbuf cb;
    uint8_t *ram;
    SvgaWork work;
    bool stores_fail;
    void (*look)(struct Driver *d, uint64_t gpa);  /* called after each store */

    GArray *words;              /* uint32_t: id and body of each command */
    unsigned commands;
    unsigned again;             /* dispatches still to return AGAIN */
    uint32_t bad_id;            /* its commands fail */
    uint64_t cost;              /* work per dispatch */

    unsigned errors;
    SvgaStatus error;
    char *error_what;
    uint32_t error_offset;
    GArray *order;              /* uint64_t: headers in order of completion */
    uint32_t irq;               /* of the last header */
} Driver;

/* Start the context; nothing is queued. */
Driver *driver_new(void);
void driver_free(Driver *d);

/* Buffer @n as the driver sees it; n < 60, the last belongs to start(). */
SVGACBHeader *header(Driver *d, unsigned n);
uint64_t header_gpa(unsigned n);
uint32_t *body(Driver *d, unsigned n);

/* Fill in buffer @n, without submitting it. */
SVGACBHeader *prepare(Driver *d, unsigned n, const uint32_t *words,
                      uint32_t count);
SVGACBHeader *prepare_fence(Driver *d, unsigned n, uint32_t fence);
void submit(Driver *d, unsigned n, uint32_t context);

/* Submit a device context command; returns its status. */
uint32_t device(Driver *d, uint32_t id, uint32_t a, uint32_t b);
uint32_t start(Driver *d, uint32_t enable);
uint32_t preempt(Driver *d, uint32_t ignore_id_zero);

/* Assert that there was exactly this one error since the last call. */
void expect_error(Driver *d, SvgaStatus why, const char *what,
                  uint32_t offset);

/* A word of the dispatched commands. */
static inline uint32_t word(Driver *d, unsigned index)
{
    return g_array_index(d->words, uint32_t, index);
}

static inline bool run(Driver *d)
{
    return svga_cmdbuf_run(&d->cb, 0);
}

#endif
