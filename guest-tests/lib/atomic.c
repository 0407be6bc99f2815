// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Atomic commits: properties of mode setting's objects, changed together. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "atomic.h"
#include "vmw_ioctl.h"

#define MAX_PLANES 32
#define MAX_PROPERTIES 64

int atomic_enable(const struct kms_screen *screen)
{
	struct drm_set_client_cap cap = {
		.capability = DRM_CLIENT_CAP_ATOMIC, .value = 1,
	};

	return vmw_ioctl(screen->fd, DRM_IOCTL_SET_CLIENT_CAP, &cap);
}

/* Property and value of @object called @name; -ENOENT if it has none. */
static int find_property(int fd, uint32_t object, const char *name,
			 uint32_t *property, uint64_t *value)
{
	uint32_t ids[MAX_PROPERTIES];
	uint64_t values[MAX_PROPERTIES];
	struct drm_mode_obj_get_properties get = {
		.props_ptr = (uintptr_t)ids,
		.prop_values_ptr = (uintptr_t)values,
		.count_props = MAX_PROPERTIES,
		.obj_id = object,
		.obj_type = DRM_MODE_OBJECT_ANY,
	};
	int ret = vmw_ioctl(fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES, &get);
	uint32_t i;

	for (i = 0; i < get.count_props && !ret; i++) {
		struct drm_mode_get_property one = { .prop_id = ids[i] };

		ret = vmw_ioctl(fd, DRM_IOCTL_MODE_GETPROPERTY, &one);
		if (ret || strcmp(one.name, name))
			continue;
		*property = ids[i];
		*value = values[i];
		return 0;
	}
	return ret ? ret : -ENOENT;
}

static int is_primary(const struct kms_screen *screen, uint32_t plane)
{
	struct drm_mode_get_plane get = { .plane_id = plane };
	uint64_t type;
	uint32_t id;
	int ret = vmw_ioctl(screen->fd, DRM_IOCTL_MODE_GETPLANE, &get);

	if (!ret)
		ret = find_property(screen->fd, plane, "type", &id, &type);
	if (ret)
		return ret;
	/* 1 is the primary one, as every list of the values says */
	return type == 1 && get.possible_crtcs & 1u << screen->head;
}

int atomic_primary_plane(const struct kms_screen *screen, uint32_t *plane)
{
	uint32_t ids[MAX_PLANES];
	struct drm_mode_get_plane_res res = {
		.plane_id_ptr = (uintptr_t)ids, .count_planes = MAX_PLANES,
	};
	int ret = vmw_ioctl(screen->fd, DRM_IOCTL_MODE_GETPLANERESOURCES, &res);
	uint32_t i;

	for (i = 0; i < res.count_planes && !ret; i++) {
		ret = is_primary(screen, ids[i]);
		*plane = ids[i];
	}
	return ret > 0 ? 0 : ret ? ret : -ENOENT;
}

int atomic_property(const struct kms_screen *screen, uint32_t object,
		    const char *name, uint32_t *property)
{
	uint64_t value;

	return find_property(screen->fd, object, name, property, &value);
}

int atomic_add(const struct kms_screen *screen, struct atomic *a,
	       uint32_t object, const char *name, uint64_t value)
{
	int ret;

	if (a->count == ATOMIC_MAX)
		return -ENOSPC;
	ret = atomic_property(screen, object, name, &a->property[a->count]);
	if (ret)
		return ret;
	a->value[a->count++] = value;
	if (!a->objects || a->object[a->objects - 1] != object)
		a->object[a->objects++] = object;
	a->properties[a->objects - 1]++;
	return 0;
}

int atomic_commit(const struct kms_screen *screen, const struct atomic *a,
		  uint32_t flags)
{
	struct drm_mode_atomic arg = {
		.flags = flags,
		.count_objs = a->objects,
		.objs_ptr = (uintptr_t)a->object,
		.count_props_ptr = (uintptr_t)a->properties,
		.props_ptr = (uintptr_t)a->property,
		.prop_values_ptr = (uintptr_t)a->value,
	};

	return vmw_ioctl(screen->fd, DRM_IOCTL_MODE_ATOMIC, &arg);
}

int atomic_wait(const struct kms_screen *screen)
{
	struct drm_event_vblank event;
	ssize_t length = read(screen->fd, &event, sizeof(event));

	if (length < 0)
		return -errno;
	return event.base.type == DRM_EVENT_FLIP_COMPLETE ? 0 : -EPROTO;
}

int atomic_blob(const struct kms_screen *screen, const void *bytes,
		size_t size, uint32_t *blob)
{
	struct drm_mode_create_blob arg = {
		.data = (uintptr_t)bytes, .length = size,
	};
	int ret = vmw_ioctl(screen->fd, DRM_IOCTL_MODE_CREATEPROPBLOB, &arg);

	*blob = arg.blob_id;
	return ret;
}

int atomic_blob_free(const struct kms_screen *screen, uint32_t blob)
{
	struct drm_mode_destroy_blob arg = { .blob_id = blob };

	return vmw_ioctl(screen->fd, DRM_IOCTL_MODE_DESTROYPROPBLOB, &arg);
}
