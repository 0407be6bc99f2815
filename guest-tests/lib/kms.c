// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Mode setting: the connected screen, its modes, and buffers to show. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kms.h"

#define MAX_OBJECTS 16
#define CONNECTED 1

static int kms_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) ? -errno : 0;
}

static int read_modes(struct kms_screen *screen, uint32_t connector)
{
	struct drm_mode_get_connector get = { .connector_id = connector };
	int ret;

	/*
	 * A request without room for modes makes the kernel probe the
	 * connector.
	 */
	ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_GETCONNECTOR, &get);
	if (ret)
		return ret;
	if (get.connection != CONNECTED || !get.count_modes)
		return -ENOENT;
	if (get.count_modes > KMS_MAX_MODES)
		get.count_modes = KMS_MAX_MODES;
	get.modes_ptr = (uintptr_t)screen->mode;
	get.count_props = 0;
	get.count_encoders = 0;
	ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_GETCONNECTOR, &get);
	screen->connector = connector;
	screen->modes = get.count_modes;
	return ret;
}

static int read_crtc(struct kms_screen *screen, uint32_t id)
{
	struct drm_mode_crtc crtc = { .crtc_id = id };
	int ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_GETCRTC, &crtc);

	if (ret)
		return ret;
	if (!crtc.mode_valid)
		return -ENOENT;
	screen->crtc = id;
	screen->width = crtc.mode.hdisplay;
	screen->height = crtc.mode.vdisplay;
	return 0;
}

/* The first of @count objects that @read accepts. */
static int read_first(struct kms_screen *screen, const uint32_t *ids,
		      uint32_t count,
		      int (*read)(struct kms_screen *screen, uint32_t id))
{
	int ret = -ENOENT;
	uint32_t i;

	for (i = 0; i < count && ret == -ENOENT; i++)
		ret = read(screen, ids[i]);
	return ret;
}

/* CRTC N and connector N belong together. */
struct kms_heads {
	uint32_t crtc[MAX_OBJECTS], connector[MAX_OBJECTS];
	uint32_t crtcs, connectors;
};

static int read_heads(int fd, struct kms_heads *heads)
{
	struct drm_mode_card_res res = {
		.crtc_id_ptr = (uintptr_t)heads->crtc,
		.connector_id_ptr = (uintptr_t)heads->connector,
		.count_crtcs = MAX_OBJECTS,
		.count_connectors = MAX_OBJECTS,
	};
	int ret = kms_ioctl(fd, DRM_IOCTL_MODE_GETRESOURCES, &res);

	/* the kernel also counts those it had no room for */
	heads->crtcs = res.count_crtcs;
	heads->connectors = res.count_connectors;
	if (!ret && (heads->crtcs > MAX_OBJECTS ||
		     heads->connectors > MAX_OBJECTS))
		ret = -E2BIG;
	return ret;
}

int kms_refresh(struct kms_screen *screen)
{
	struct kms_heads heads;
	int ret = read_heads(screen->fd, &heads);

	if (!ret)
		ret = read_first(screen, heads.crtc, heads.crtcs, read_crtc);
	if (!ret)
		ret = read_first(screen, heads.connector, heads.connectors,
				 read_modes);
	return ret;
}

int kms_open_beside(const struct kms_screen *first, uint32_t head,
		    struct kms_screen *screen)
{
	struct kms_heads heads;
	int ret = read_heads(first->fd, &heads);

	if (ret)
		return ret;
	if (head >= heads.crtcs || head >= heads.connectors)
		return -ENOENT;
	*screen = (struct kms_screen) {
		.fd = first->fd, .head = head, .crtc = heads.crtc[head],
	};
	return read_modes(screen, heads.connector[head]);
}

int kms_open(struct kms_screen *screen)
{
	int ret;

	memset(screen, 0, sizeof(*screen));
	screen->fd = open("/dev/dri/card0", O_RDWR | O_CLOEXEC);
	if (screen->fd < 0)
		return -errno;
	ret = kms_refresh(screen);
	if (ret)
		kms_close(screen);
	return ret;
}

void kms_close(struct kms_screen *screen)
{
	if (screen->fd >= 0)
		close(screen->fd);
	screen->fd = -1;
}

const struct drm_mode_modeinfo *kms_mode(const struct kms_screen *screen,
					 uint32_t width, uint32_t height)
{
	uint32_t i;

	for (i = 0; i < screen->modes; i++) {
		if (screen->mode[i].hdisplay == width &&
		    screen->mode[i].vdisplay == height)
			return &screen->mode[i];
	}
	return NULL;
}

static int buffer_map(const struct kms_screen *screen,
		      struct kms_buffer *buffer)
{
	struct drm_mode_map_dumb map = { .handle = buffer->handle };
	int ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_MAP_DUMB, &map);
	void *pixels;

	if (ret)
		return ret;
	buffer->size = (size_t)buffer->pitch * buffer->height;
	pixels = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      screen->fd, map.offset);
	if (pixels == MAP_FAILED)
		return -errno;
	buffer->pixels = pixels;
	return 0;
}

int kms_buffer_new(const struct kms_screen *screen, uint32_t width,
		   uint32_t height, uint32_t bpp, struct kms_buffer *buffer)
{
	struct drm_mode_create_dumb dumb = {
		.width = width, .height = height, .bpp = bpp,
	};
	struct drm_mode_fb_cmd fb = {
		.width = width, .height = height, .bpp = bpp,
		.depth = bpp == 32 ? 24 : 16,
	};
	int ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_CREATE_DUMB, &dumb);

	if (ret)
		return ret;
	fb.handle = dumb.handle;
	fb.pitch = dumb.pitch;
	ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_ADDFB, &fb);
	if (ret)
		return ret;
	*buffer = (struct kms_buffer) {
		.handle = dumb.handle, .fb = fb.fb_id, .width = width,
		.height = height, .pitch = dumb.pitch, .bpp = bpp,
	};
	return buffer_map(screen, buffer);
}

int kms_buffer_shown(const struct kms_screen *screen,
		     struct kms_buffer *buffer)
{
	struct drm_mode_crtc crtc = { .crtc_id = screen->crtc };
	struct drm_mode_fb_cmd fb = { 0 };
	int ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_GETCRTC, &crtc);

	if (ret)
		return ret;
	fb.fb_id = crtc.fb_id;
	ret = kms_ioctl(screen->fd, DRM_IOCTL_MODE_GETFB, &fb);
	if (ret)
		return ret;
	*buffer = (struct kms_buffer) {
		.handle = fb.handle, .fb = fb.fb_id, .width = fb.width,
		.height = fb.height, .pitch = fb.pitch, .bpp = fb.bpp,
	};
	return buffer_map(screen, buffer);
}

void kms_buffer_unmap(struct kms_buffer *buffer)
{
	munmap(buffer->pixels, buffer->size);
	buffer->pixels = NULL;
}

int kms_show(struct kms_screen *screen, const struct kms_buffer *buffer,
	     const struct drm_mode_modeinfo *mode)
{
	struct drm_mode_crtc crtc = {
		.crtc_id = screen->crtc,
		.fb_id = buffer->fb,
		.set_connectors_ptr = (uintptr_t)&screen->connector,
		.count_connectors = 1,
		.mode_valid = 1,
		.mode = *mode,
	};

	return kms_ioctl(screen->fd, DRM_IOCTL_MODE_SETCRTC, &crtc);
}

int kms_lay_out(const struct kms_screen *screen,
		const struct drm_vmw_rect *rects, uint32_t count)
{
	struct drm_vmw_update_layout_arg arg = {
		.num_outputs = count, .rects = (uintptr_t)rects,
	};

	return kms_ioctl(screen->fd,
			 DRM_IOW(DRM_COMMAND_BASE + DRM_VMW_UPDATE_LAYOUT,
				 struct drm_vmw_update_layout_arg), &arg);
}

int kms_damage(const struct kms_screen *screen,
	       const struct kms_buffer *buffer,
	       const struct drm_clip_rect *clip)
{
	struct drm_mode_fb_dirty_cmd dirty = {
		.fb_id = buffer->fb,
		.num_clips = 1,
		.clips_ptr = (uintptr_t)clip,
	};

	return kms_ioctl(screen->fd, DRM_IOCTL_MODE_DIRTYFB, &dirty);
}
