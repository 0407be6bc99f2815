/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Submission, execution and completion of command buffers. */

#include "qemu/osdep.h"
#include "cmdbuf.h"
#include "fifo.h"

QEMU_BUILD_BUG_ON(sizeof(SVGACBHeader) != 64);
QEMU_BUILD_BUG_ON(sizeof(SVGADCCmdStartStop) != 8);
QEMU_BUILD_BUG_ON(sizeof(SVGADCCmdPreempt) != 8);

/* Name under which errors outside of any command are reported. */
#define SVGA_CMDBUF_NAME "command buffer"

/* There are no rendering contexts, so no buffer can be for one. */
#define SVGA_CMDBUF_FLAGS (SVGA_CB_FLAG_NO_IRQ | SVGA_CB_FLAG_MOB)

/*
 * Buffers for the device context are executed completely while the guest waits
 * for its register write; this is room for hundreds of commands.
 */
#define SVGA_CMDBUF_DEVICE_BYTES 4096

void svga_cmdbuf_realize(SvgaCmdbuf *cb, const SvgaWatchedOps *mem,
                         const SvgaCmdbufOps *ops, SvgaWork *work)
{
    *cb = (SvgaCmdbuf) {
        .ops = *ops,
        .mem = *mem,
        .work = work,
        .device_body = g_malloc(SVGA_CMDBUF_DEVICE_BYTES),
        .body = g_malloc(SVGA_CB_MAX_SIZE_DEFAULT),
    };
}

void svga_cmdbuf_unrealize(SvgaCmdbuf *cb)
{
    g_free(cb->device_body);
    g_free(cb->body);
    cb->device_body = NULL;
    cb->body = NULL;
}

void svga_cmdbuf_reset(SvgaCmdbuf *cb)
{
    cb->enabled = false;
    cb->halted = false;
    cb->loaded = false;
    cb->in_flight = false;
    cb->count = 0;
}

static void svga_cmdbuf_error(SvgaCmdbuf *cb, SvgaStatus why)
{
    cb->ops.error(cb->ops.opaque, why, SVGA_CMDBUF_NAME, 0);
}

/*
 * Other statuses are written while the guest waits, so it needs no interrupt.
 */
static const uint32_t svga_cmdbuf_irqs[SVGA_CB_STATUS_PARTIAL_COMPLETE + 1] = {
    [SVGA_CB_STATUS_COMPLETED] = SVGA_IRQFLAG_COMMAND_BUFFER,
    [SVGA_CB_STATUS_COMMAND_ERROR] =
        SVGA_IRQFLAG_COMMAND_BUFFER | SVGA_IRQFLAG_ERROR,
    [SVGA_CB_STATUS_CB_HEADER_ERROR] =
        SVGA_IRQFLAG_COMMAND_BUFFER | SVGA_IRQFLAG_ERROR,
};

/* NO_IRQ suppresses only the interrupt of success. */
static uint32_t svga_cmdbuf_irq(SVGACBStatus status, uint32_t flags)
{
    bool quiet = status == SVGA_CB_STATUS_COMPLETED &&
                 (flags & SVGA_CB_FLAG_NO_IRQ);

    return quiet ? 0 : svga_cmdbuf_irqs[status];
}

static bool svga_cmdbuf_store(SvgaCmdbuf *cb, uint64_t gpa, uint32_t word)
{
    return cb->mem.store(cb->mem.opaque, gpa, word);
}

/* The last access to a header: from here on it belongs to the guest. */
static void svga_cmdbuf_complete(SvgaCmdbuf *cb, const SvgaCmdbufEntry *entry,
                                 SVGACBStatus status, uint32_t offset)
{
    uint64_t gpa = entry->gpa;
    bool ok = true;

    if (status == SVGA_CB_STATUS_COMMAND_ERROR) {
        ok = svga_cmdbuf_store(cb, gpa + offsetof(SVGACBHeader, errorOffset),
                               offset);
    }
    ok = ok && svga_cmdbuf_store(cb, gpa + offsetof(SVGACBHeader, status),
                                 status);
    if (!ok) {
        svga_cmdbuf_error(cb, SVGA_DMA_ERROR);
    }
    cb->ops.completed(cb->ops.opaque, gpa, status,
                      svga_cmdbuf_irq(status, entry->header.flags));
}

static void svga_cmdbuf_refuse(SvgaCmdbuf *cb, const SvgaCmdbufEntry *entry,
                               SvgaStatus why, SVGACBStatus status)
{
    svga_cmdbuf_error(cb, why);
    svga_cmdbuf_complete(cb, entry, status, 0);
}

static bool svga_cmdbuf_header_ok(const SVGACBHeader *header, uint32_t most)
{
    uint32_t zero = header->offset | header->dxContext;

    for (size_t i = 0; i < ARRAY_SIZE(header->mustBeZero); i++) {
        zero |= header->mustBeZero[i];
    }
    return !zero && !(header->flags & ~SVGA_CMDBUF_FLAGS) &&
           header->length <= most;
}

/* The only copy of a body. */
static SvgaStatus svga_cmdbuf_load(SvgaCmdbuf *cb, const SVGACBHeader *header,
                                   uint8_t *body)
{
    const SvgaWatchedOps *mem = &cb->mem;

    if (!header->length) {
        return SVGA_OK;
    }
    if (header->flags & SVGA_CB_FLAG_MOB) {
        return cb->ops.read_mob(cb->ops.opaque, header->ptr.mob.mobid,
                                header->ptr.mob.mobOffset, body,
                                header->length);
    }
    if (!mem->is_ram(mem->opaque, header->ptr.pa, header->length)) {
        return SVGA_NOT_RAM;
    }
    return mem->read(mem->opaque, header->ptr.pa, body, header->length) ?
           SVGA_OK : SVGA_DMA_ERROR;
}

/* The device context */

static SvgaStatus svga_cmdbuf_dc_nop(SvgaCmdbuf *cb, const void *body)
{
    return SVGA_OK;
}

static SvgaStatus svga_cmdbuf_dc_start_stop(SvgaCmdbuf *cb, const void *body)
{
    SVGADCCmdStartStop cmd;

    memcpy(&cmd, body, sizeof(cmd));
    if (cmd.context != SVGA_CB_CONTEXT_0) {
        return SVGA_BAD_CONTEXT;
    }
    cb->enabled = cmd.enable != 0;
    cb->halted = false;
    return SVGA_OK;
}

/* A buffer whose execution has begun is not preempted. */
static SvgaStatus svga_cmdbuf_dc_preempt(SvgaCmdbuf *cb, const void *body)
{
    SVGADCCmdPreempt cmd;
    uint32_t kept = cb->loaded ? 1 : 0;

    memcpy(&cmd, body, sizeof(cmd));
    if (cmd.context != SVGA_CB_CONTEXT_0) {
        return SVGA_BAD_CONTEXT;
    }
    for (uint32_t i = kept; i < cb->count; i++) {
        SvgaCmdbufEntry *entry = &cb->entries[i];

        if (cmd.ignoreIDZero && !entry->header.id) {
            cb->entries[kept++] = *entry;
        } else {
            svga_cmdbuf_complete(cb, entry, SVGA_CB_STATUS_PREEMPTED, 0);
        }
    }
    cb->count = kept;
    return SVGA_OK;
}

/* The other device context commands need a capability that we do not offer. */
static const struct SvgaDeviceCmd {
    const char *name;
    uint32_t size;              /* bytes after the id */
    SvgaStatus (*run)(SvgaCmdbuf *cb, const void *body);
} svga_device_cmds[] = {
    [SVGA_DC_CMD_NOP] = { "DC_NOP", 0, svga_cmdbuf_dc_nop },
    [SVGA_DC_CMD_START_STOP_CONTEXT] = {
        "DC_START_STOP_CONTEXT", sizeof(SVGADCCmdStartStop),
        svga_cmdbuf_dc_start_stop,
    },
    [SVGA_DC_CMD_PREEMPT] = {
        "DC_PREEMPT", sizeof(SVGADCCmdPreempt), svga_cmdbuf_dc_preempt,
    },
};

/* Run one command of at most @left bytes; sets @used on success. */
static SvgaStatus svga_cmdbuf_device_command(SvgaCmdbuf *cb,
                                             const uint8_t *at, uint32_t left,
                                             uint32_t *used, const char **name)
{
    const struct SvgaDeviceCmd *cmd;
    uint32_t id;

    *name = "unknown";
    if (left < sizeof(id)) {
        return SVGA_BAD_SIZE;
    }
    memcpy(&id, at, sizeof(id));
    if (id >= ARRAY_SIZE(svga_device_cmds)) {
        return SVGA_BAD_COMMAND;
    }
    cmd = &svga_device_cmds[id];
    *name = cmd->name;
    if (left - sizeof(id) < cmd->size) {
        return SVGA_BAD_SIZE;
    }
    *used = sizeof(id) + cmd->size;
    return cmd->run(cb, at + sizeof(id));
}

static void svga_cmdbuf_device(SvgaCmdbuf *cb, const SvgaCmdbufEntry *entry)
{
    SvgaStatus status =
        svga_cmdbuf_header_ok(&entry->header, SVGA_CMDBUF_DEVICE_BYTES) ?
        svga_cmdbuf_load(cb, &entry->header, cb->device_body) :
        SVGA_BAD_CMDBUF;
    uint32_t offset = 0;

    if (status != SVGA_OK) {
        svga_cmdbuf_refuse(cb, entry, status, SVGA_CB_STATUS_CB_HEADER_ERROR);
        return;
    }
    while (offset < entry->header.length) {
        uint32_t used = 0;
        const char *name;

        status = svga_cmdbuf_device_command(cb, cb->device_body + offset,
                                            entry->header.length - offset,
                                            &used, &name);
        if (status != SVGA_OK) {
            cb->ops.error(cb->ops.opaque, status, name, offset);
            svga_cmdbuf_complete(cb, entry, SVGA_CB_STATUS_COMMAND_ERROR,
                                 offset);
            return;
        }
        offset += used;
    }
    svga_cmdbuf_complete(cb, entry, SVGA_CB_STATUS_COMPLETED, 0);
}

/* Submission */

/*
 * A halted context still accepts buffers: the driver may submit some before it
 * has seen the error, and gets them back when it preempts.
 */
static void svga_cmdbuf_queue(SvgaCmdbuf *cb, const SvgaCmdbufEntry *entry,
                              uint32_t context)
{
    if (context != SVGA_CB_CONTEXT_0 || !cb->enabled) {
        svga_cmdbuf_refuse(cb, entry, SVGA_BAD_CONTEXT,
                           SVGA_CB_STATUS_SUBMISSION_ERROR);
    } else if (!svga_cmdbuf_header_ok(&entry->header,
                                      SVGA_CB_MAX_SIZE_DEFAULT)) {
        svga_cmdbuf_refuse(cb, entry, SVGA_BAD_CMDBUF,
                           SVGA_CB_STATUS_CB_HEADER_ERROR);
    } else if (cb->count == ARRAY_SIZE(cb->entries)) {
        svga_cmdbuf_complete(cb, entry, SVGA_CB_STATUS_QUEUE_FULL, 0);
    } else {
        cb->entries[cb->count++] = *entry;
    }
}

void svga_cmdbuf_submit(SvgaCmdbuf *cb, uint64_t address, uint64_t after)
{
    const SvgaWatchedOps *mem = &cb->mem;
    uint32_t context = address & SVGA_CB_CONTEXT_MASK;
    SvgaCmdbufEntry entry = { .gpa = address - context, .after = after };

    if (!mem->is_ram(mem->opaque, entry.gpa, sizeof(entry.header))) {
        svga_cmdbuf_error(cb, SVGA_NOT_RAM);
    } else if (!mem->read(mem->opaque, entry.gpa, &entry.header,
                          sizeof(entry.header))) {
        svga_cmdbuf_error(cb, SVGA_DMA_ERROR);
    } else if (context == SVGA_CB_CONTEXT_DEVICE) {
        svga_cmdbuf_device(cb, &entry);
    } else {
        svga_cmdbuf_queue(cb, &entry, context);
    }
}

/* Execution */

/* Give the first buffer back to the guest. */
static void svga_cmdbuf_finish(SvgaCmdbuf *cb, SVGACBStatus status)
{
    const SvgaCmdbufEntry done = cb->entries[0];

    cb->count--;
    memmove(&cb->entries[0], &cb->entries[1],
            cb->count * sizeof(cb->entries[0]));
    cb->loaded = false;
    svga_cmdbuf_complete(cb, &done, status, cb->offset);
}

/*
 * MOBs are looked up here, not at submission, since the command that defines
 * one may be in an earlier buffer.
 */
static void svga_cmdbuf_begin(SvgaCmdbuf *cb)
{
    const SVGACBHeader *header = &cb->entries[0].header;
    SvgaStatus status = svga_cmdbuf_load(cb, header, cb->body);

    svga_work_charge(cb->work, header->length);
    cb->offset = 0;
    cb->loaded = true;
    if (status != SVGA_OK) {
        svga_cmdbuf_error(cb, status);
        svga_cmdbuf_finish(cb, SVGA_CB_STATUS_CB_HEADER_ERROR);
    }
}

static void svga_cmdbuf_fail(SvgaCmdbuf *cb, SvgaStatus why)
{
    cb->halted = true;
    cb->ops.error(cb->ops.opaque, why, svga_cmd_name(cb->frame.id),
                  cb->offset);
    svga_cmdbuf_finish(cb, SVGA_CB_STATUS_COMMAND_ERROR);
}

/* Find the end of the next command; every command ends within its buffer. */
static SvgaStatus svga_cmdbuf_fetch(SvgaCmdbuf *cb)
{
    SvgaCmdFrame *frame = &cb->frame;
    uint32_t left = cb->entries[0].header.length - cb->offset;
    SvgaStatus status;

    *frame = (SvgaCmdFrame) { .id = SVGA_CMD_INVALID_CMD };
    status = svga_cmd_frame(cb->body + cb->offset,
                            MIN(left, SVGA_CMD_HEAD_MAX), frame);
    if (status == SVGA_AGAIN ||
        (status == SVGA_OK &&
         (uint64_t)frame->header + frame->body > left)) {
        status = SVGA_BAD_SIZE;
    }
    return status;
}

/* Run a slice of the command in flight; false if it is not finished. */
static bool svga_cmdbuf_execute(SvgaCmdbuf *cb)
{
    const SvgaCmdFrame *frame = &cb->frame;
    SvgaStatus status;

    status = cb->ops.dispatch(cb->ops.opaque, frame->id,
                              cb->body + cb->offset + frame->header,
                              frame->body);
    if (status == SVGA_AGAIN) {
        return false;
    }
    cb->in_flight = false;
    if (status != SVGA_OK) {
        svga_cmdbuf_fail(cb, status);
        return true;
    }
    cb->offset += frame->header + frame->body;
    return true;
}

/* Run one step of the first buffer; false if a command is not finished. */
static bool svga_cmdbuf_step(SvgaCmdbuf *cb)
{
    SvgaStatus status;

    if (cb->in_flight) {
        return svga_cmdbuf_execute(cb);
    }
    if (!cb->loaded) {
        svga_cmdbuf_begin(cb);
        return true;
    }
    if (cb->offset == cb->entries[0].header.length) {
        svga_cmdbuf_finish(cb, SVGA_CB_STATUS_COMPLETED);
        return true;
    }
    status = svga_cmdbuf_fetch(cb);
    if (status != SVGA_OK) {
        svga_cmdbuf_fail(cb, status);
        return true;
    }
    cb->in_flight = true;
    return svga_cmdbuf_execute(cb);
}

bool svga_cmdbuf_busy(const SvgaCmdbuf *cb)
{
    /*
     * after a stop, the command in flight still ends: no other can run before
     */
    return cb->in_flight || (cb->enabled && !cb->halted && cb->count);
}

bool svga_cmdbuf_idle(const SvgaCmdbuf *cb)
{
    return !cb->count;
}

uint64_t svga_cmdbuf_after(const SvgaCmdbuf *cb)
{
    return cb->count && !cb->loaded ? cb->entries[0].after : 0;
}

bool svga_cmdbuf_run(SvgaCmdbuf *cb, uint64_t reached)
{
    svga_work_begin(cb->work);
    for (unsigned steps = 0; svga_cmdbuf_busy(cb) &&
         svga_cmdbuf_after(cb) <= reached; steps++) {
        if (steps == SVGA_FIFO_RUN_COMMANDS || svga_work_spent(cb->work) ||
            !svga_cmdbuf_step(cb)) {
            return true;
        }
    }
    return false;
}
