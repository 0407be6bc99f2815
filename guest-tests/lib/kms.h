/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Mode setting: the connected screen, its modes, and buffers to show. */

#ifndef GUEST_TESTS_KMS_H
#define GUEST_TESTS_KMS_H

#include <stddef.h>
#include <stdint.h>

#include <drm.h>
#include <drm_mode.h>
#include <vmwgfx_drm.h>

#define KMS_MAX_MODES 128

/* The first connected connector and the CRTC that drives it. */
struct kms_screen {
	int fd;				/* -1: closed */
	uint32_t head;			/* number of the device's console */
	uint32_t connector, crtc;
	uint32_t width, height;		/* of the current mode */
	uint32_t modes;
	struct drm_mode_modeinfo mode[KMS_MAX_MODES];
};

/* A dumb buffer, mapped; rows are @pitch bytes. */
struct kms_buffer {
	uint32_t handle, fb;
	uint32_t width, height, pitch, bpp;
	uint8_t *pixels;
	size_t size;
};

/*
 * Functions return 0 or a negative errno. A process that opens the card while
 * nobody else has it becomes master; closing returns the screen to the console.
 */
int kms_open(struct kms_screen *screen);
void kms_close(struct kms_screen *screen);

/*
 * Another head, with the descriptor of @first: the connector of that number,
 * whose CRTC need not be in use yet. Closed with the first.
 */
int kms_open_beside(const struct kms_screen *first, uint32_t head,
		    struct kms_screen *screen);

/* Read the modes and the current mode again. */
int kms_refresh(struct kms_screen *screen);

/* The mode of that size; NULL if there is none. */
const struct drm_mode_modeinfo *kms_mode(const struct kms_screen *screen,
					 uint32_t width, uint32_t height);

/* @bpp is 16 (RGB565) or 32 (XRGB8888). Freed with the screen. */
int kms_buffer_new(const struct kms_screen *screen, uint32_t width,
		   uint32_t height, uint32_t bpp, struct kms_buffer *buffer);

/* Map what the CRTC shows now, whoever created it. Requires root. */
int kms_buffer_shown(const struct kms_screen *screen,
		     struct kms_buffer *buffer);
void kms_buffer_unmap(struct kms_buffer *buffer);

int kms_show(struct kms_screen *screen, const struct kms_buffer *buffer,
	     const struct drm_mode_modeinfo *mode);

/* Lay out @count screens on the desktop; 0: the driver's default. */
int kms_lay_out(const struct kms_screen *screen,
		const struct drm_vmw_rect *rects, uint32_t count);

/* Tell the driver that the pixels of one rectangle changed. */
int kms_damage(const struct kms_screen *screen,
	       const struct kms_buffer *buffer,
	       const struct drm_clip_rect *clip);

#endif
