/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Buffers between drivers and clients: PRIME descriptors, and the dma-bufs that there are. */

#ifndef GUEST_TESTS_GEM_H
#define GUEST_TESTS_GEM_H

#include <stddef.h>
#include <stdint.h>

/* All functions return 0 (or a descriptor, or a number) or a negative errno. */

/* The descriptor of a handle's dma-buf. */
int gem_export(int fd, uint32_t handle);
int gem_import(int fd, int dma_buf, uint32_t *handle);
int gem_close(int fd, uint32_t handle);

/* A dma-buf of @size bytes, whole pages, that is not vmwgfx's. */
int gem_foreign_buffer(size_t size);

/* Number of all dma-bufs in the system. */
int gem_dma_bufs(void);

#endif
